import { useEffect, useState } from 'react'
import { fetchGridsAsGiven } from '@/lib/client/api'
import { GridCollection, type GridTree, readGrids } from '@/lib/client/grids'
import type { Phone } from '@/lib/client/phone'

const RETRY_MS = 5_000

/** The grids of one's own area: as they were kept at once where there is no signal, and asked for until they come. `late`: they did not come at once. */
export function useGrids(phone: Phone | null): { tree: GridTree | null; late: boolean } {
  const [late, setLate] = useState(false)
  const [tree, setTree] = useState<GridTree | null>(null)
  useEffect(() => {
    if (!phone) return
    let over = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = async () => {
      try {
        const given = await fetchGridsAsGiven(phone.owner)
        if (over) return
        setTree(readGrids(given))
        await phone.keep('grids', given)
      } catch {
        const kept = await phone.recall('grids', GridCollection)
        if (over) return
        setLate(true)
        if (kept) setTree((known) => known ?? readGrids(kept.value))
        timer = setTimeout(() => void read(), RETRY_MS)
      }
    }
    void read()
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [phone])
  return { tree, late: late && tree === null }
}
