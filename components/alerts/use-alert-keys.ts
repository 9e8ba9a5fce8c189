import { useEffect, useRef } from 'react'
import { isElsewhere } from '@/components/page/is-elsewhere'
import type { AlertAction } from '@/lib/domain/alert-actions'
import { Verdict } from '@/lib/domain/alert-record'

/** The key of an action on the alert that is open. */
const ACTION_KEYS = { a: 'acknowledge', t: 'assign', e: 'escalate', m: 'silence', n: 'comment' } as const satisfies Record<string, AlertAction>

const caps = new Map<AlertAction, string>(Object.entries(ACTION_KEYS).map(([key, action]) => [action, key.toUpperCase()]))

/** The letter that does an action, as it is printed. */
export const alertCap = (action: AlertAction): string | undefined => caps.get(action)

/** Keys of the alert that is open: a letter an action, 1 2 3 a verdict, as far as they are offered. */
export function useAlertKeys(
  offered: readonly AlertAction[],
  isFree: boolean,
  start: (action: AlertAction) => void,
  judge: (verdict: Verdict) => void,
): void {
  const latest = useRef({ offered, isFree, start, judge })
  latest.current = { offered, isFree, start, judge }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const now = latest.current
      if (isElsewhere(event) || !now.isFree || event.repeat) return
      const action = new Map<string, AlertAction>(Object.entries(ACTION_KEYS)).get(event.key.toLowerCase())
      const verdict = Verdict.options[Number(event.key) - 1]
      if (action !== undefined && now.offered.includes(action)) {
        event.preventDefault()
        now.start(action)
      } else if (verdict !== undefined && now.offered.includes('verdict')) now.judge(verdict)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
