import { useEffect, useRef } from 'react'
import { isElsewhere } from '@/components/page/is-elsewhere'

/** What the keys of a rule do, as far as it is offered now. */
export type RuleKeys = {
  tryIt?: (() => void) | undefined
  save?: (() => void) | undefined
  step?: ((by: 1 | -1) => void) | undefined
  row?: ((by: 1 | -1) => void) | undefined
}

/** R tries the rule that is open on the past, ← and → move its threshold, S saves it; ↑ and ↓ go to another. */
export function useRuleKeys(keys: RuleKeys): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isElsewhere(event) || event.shiftKey) return
      const { tryIt, save, step, row } = latest.current
      const act = {
        r: event.repeat ? undefined : tryIt,
        s: event.repeat ? undefined : save,
        ArrowLeft: step && (() => step(-1)),
        ArrowRight: step && (() => step(1)),
        ArrowUp: row && (() => row(-1)),
        ArrowDown: row && (() => row(1)),
      }[event.key]
      if (!act) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
