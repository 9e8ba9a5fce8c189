import { useEffect, useState } from 'react'
import { readTargets } from '@/lib/client/event-api'
import type { Departments } from '@/lib/domain/people'

/** Whom events can be given to, read when a form for it opens; `failed`: it could not be read. */
export function useTargets(): { targets: Departments | null; failed: boolean } {
  const [targets, setTargets] = useState<Departments | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let current = true
    void readTargets().then((answer) => {
      if (!current) return
      if (answer.ok) setTargets(answer.body)
      else setFailed(true)
    })
    return () => {
      current = false
    }
  }, [])
  return { targets, failed }
}
