import type { Alert, AlertDetail, LadderRung } from '@/lib/domain/alert'
import type { AlertAction } from '@/lib/domain/alert-actions'
import { civilDate } from '@/lib/domain/clock'
import { alertActionName } from './alert-words'
import { formatMoment } from './due'
import { formatTime } from './format'
import { inList } from './in-list'
import { alertTexts } from './messages/alerts'
import { type EventWords, placeName } from './words'

const { ladder, rungs } = alertTexts

/** What is left, to the second: 12:53, with hours 1:05:09; nothing below zero. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const two = (n: number) => String(n).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  return `${hours > 0 ? `${hours}:` : ''}${two(minutes)}:${two(seconds % 60)}`
}

/** The time to the next step of an alert's ladder and what that step is: 后升至小; null: nothing comes by itself. */
export function nextStep({ state, escalation }: Pick<Alert, 'state' | 'escalation'>, now: number): { left: string; words: string } | null {
  if (state === 'resolved' || !escalation || escalation.nextAt === null) return null
  const { next, nextAt } = escalation
  const words = state === 'acknowledged' ? ladder.reopens : next ? ladder.next(rungs[next].sign, rungs[next].post) : ladder.again
  return { left: countdown(Date.parse(nextAt) - now), words }
}

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

/** Who must acknowledge it, as a post: 待值班员签收. */
export function awaitedPost({ escalation }: Pick<Alert, 'escalation'>): string {
  return escalation?.rung ? ladder.awaits(rungs[escalation.rung].post) : alertTexts.awaited
}

/** A rung by its place, 安国路社区第03网格 or 3 个小网格, and who stands there by post; without a place by its post alone. */
export function rungPlace({ rung, grids }: Pick<LadderRung, 'rung' | 'grids'>, words: Pick<EventWords, 'pathOf'>): { title: string; post: string } {
  const [first, ...others] = grids
  if (first === undefined) return { title: rungs[rung].post, post: '' }
  return { title: others.length > 0 ? ladder.places(rungs[rung].sign, grids.length) : placeName(first, words) || first, post: ladder.chief }
}
