import { useCallback, useEffect, useRef, useState } from 'react'
import { heldRows } from '@/lib/client/held-rows'

/** A hand that does not move any more holds nothing. */
const HELD_MS = 5_000
/** One that never rests holds nothing for longer than this: what it points at is to be of now. */
const MAX_HELD_MS = 20_000
/** For so long such a hand holds nothing then. */
const LET_GO_MS = 500

export type PointerOver = { isOver: boolean; onPointer(over: boolean): void }

/** Whether the pointer goes over something that people press: what is shown there is held then. `onPointer`: it has moved over that, or left it. */
export function usePointerOver(): PointerOver {
  const [isOver, setOver] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const since = useRef<number | null>(null)
  const onPointer = useCallback((over: boolean) => {
    clearTimeout(timer.current)
    const leave = () => {
      since.current = null
      setOver(false)
    }
    if (!over) return leave()
    const now = Date.now()
    since.current ??= now
    const heldMs = now - since.current
    if (heldMs > MAX_HELD_MS + LET_GO_MS) since.current = now
    else if (heldMs > MAX_HELD_MS) return setOver(false)
    setOver(true)
    timer.current = setTimeout(leave, HELD_MS)
  }, [])
  useEffect(() => () => clearTimeout(timer.current), [])
  return { isOver, onPointer }
}

/**
 * The rows of a list as they stand while a hand is over them: nothing moves under it, and what it is about to press stays what it was. `key`: another list is held
 * by nothing. `left`: see `heldRows`.
 */
export function useHeldRows<Row extends { number: number }>(
  rows: readonly Row[] | null,
  key: string,
  isOver: boolean,
  left: Row | null = null,
): readonly Row[] | null {
  const before = useRef<{ key: string; rows: readonly Row[] } | null>(null)
  const held = isOver && rows && before.current?.key === key ? heldRows(before.current.rows, rows, left) : rows
  before.current = held && { key, rows: held }
  return held
}

/** What is shown beside such a list, as it is while a hand is over them: if it grew, the list would move. Null is held by nothing. */
export function useHeld<T>(value: T, isOver: boolean): T {
  const before = useRef(value)
  if (!isOver || before.current === null) before.current = value
  return before.current
}
