import { useEffect, useRef, useState } from 'react'
import { type Fix, findPosition, type NoFix } from './place'

/**
 * Asks the phone where it is and hands on what it says, which takes seconds; not where `value` was changed meanwhile: what somebody chose by
 * hand stands.
 */
export function useFix(value: unknown, onFix: (fix: Fix) => void) {
  const [state, setState] = useState<'idle' | 'locating' | NoFix>('idle')
  const turn = useRef(0)
  const found = useRef(onFix)
  found.current = onFix
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each change of the value, and at the end
  useEffect(
    () => () => {
      turn.current += 1
      setState((now) => (now === 'locating' ? 'idle' : now))
    },
    [value],
  )
  const locate = async () => {
    turn.current += 1
    const own = turn.current
    setState('locating')
    const fix = await findPosition()
    if (turn.current !== own) return
    setState(typeof fix === 'string' ? fix : 'idle')
    if (typeof fix !== 'string') found.current(fix)
  }
  return { state, setState, locate }
}
