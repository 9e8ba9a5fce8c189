import { useCallback, useEffect, useRef, useState } from 'react'
import { heldRows } from '@/lib/client/held-rows'

/** A hand that does not move any more holds nothing. */
const HELD_MS = 5_000

/**
 * The rows of a list as they stand while the pointer goes over them: nothing moves under it, and what it is about to press stays what it was. `key`: another list
 * is held by nothing. `onPointer`: it has moved over the rows, or left them.
 */
export function useHeld<Row extends { number: number }>(
  rows: readonly Row[] | null,
  key: string,
): { held: readonly Row[] | null; onPointer(over: boolean): void } {
  const [over, setOver] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const before = useRef<{ key: string; rows: readonly Row[] } | null>(null)
  const held = over && rows && before.current?.key === key ? heldRows(before.current.rows, rows) : rows
  before.current = held && { key, rows: held }
  const onPointer = useCallback((is: boolean) => {
    clearTimeout(timer.current)
    setOver(is)
    if (is) timer.current = setTimeout(() => setOver(false), HELD_MS)
  }, [])
  useEffect(() => () => clearTimeout(timer.current), [])
  return { held, onPointer }
}
