import type { AlertDetail } from '@/lib/domain/alert'
import type { AlertAction } from '@/lib/domain/alert-actions'
import { civilDate } from '@/lib/domain/clock'
import { alertActionName } from './alert-words'
import { formatMoment } from './due'
import { formatTime } from './format'
import { inList } from './in-list'
import { alertTexts } from './messages/alerts'

const { ladder } = alertTexts

/** What leaves an alert acknowledged, or ends it, and keeps it from calling again (waitAfter in alert-ladder.ts). */
const SETTLING = ['assign', 'comment', 'silence', 'verdict', 'resolve'] as const satisfies readonly AlertAction[]

/** Until when one of these must be done with an alert that somebody has acknowledged, and which of them the viewer may; null: it waits for nothing of theirs. */
export function resumesText({ state, escalation, actions }: Pick<AlertDetail, 'state' | 'escalation' | 'actions'>, now: number): string | null {
  const at = escalation?.nextAt
  const names = SETTLING.filter((action) => actions.includes(action)).map(alertActionName)
  const last = names.pop()
  if (state !== 'acknowledged' || !at || last === undefined) return null
  const ms = Date.parse(at)
  const what = names.length > 0 ? ladder.or(inList(names), last) : last
  return ladder.resumes(civilDate(ms) === civilDate(now) ? formatTime(ms).slice(0, 5) : formatMoment(at, now), what)
}
