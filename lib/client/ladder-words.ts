import type { Alert, LadderRung } from '@/lib/domain/alert'
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
