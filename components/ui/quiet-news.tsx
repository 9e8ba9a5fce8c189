'use client'
import { useEffect, useRef, useState } from 'react'
import { type Announcer, makeAnnouncer } from '@/lib/client/announcer'
import { runtime } from '@/lib/client/runtime'

/** How things stand, for whoever listens; seldom, unless `asked` has changed: what somebody asked for is said at once (announcer.ts). */
export function QuietNews({ text, asked = '' }: { text: string | null; asked?: string }) {
  const [said, setSaid] = useState('')
  const announcer = useRef<Announcer | null>(null)
  useEffect(() => {
    announcer.current = makeAnnouncer(setSaid, runtime)
    return () => announcer.current?.stop()
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question is a reason to answer
  useEffect(() => announcer.current?.asked(), [asked])
  useEffect(() => {
    if (text !== null) announcer.current?.tell(text)
  }, [text])
  return (
    <span className="sr-only" role="status">
      {said}
    </span>
  )
}
