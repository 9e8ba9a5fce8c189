import type { Alert } from '@/lib/domain/alert'
import { Colour, isGraver } from '@/lib/domain/colour'
import { areRelated, byRank } from '@/lib/domain/related-alerts'
import type { AlertRows } from './board'

/** What began longer ago is no news: nothing older calls anybody. */
export const NEWS_MS = 30 * 60_000

/** The gravest first, of one colour the newest. */
export const byGravity = (a: Pick<Alert, 'colour' | 'startedAt'>, b: Pick<Alert, 'colour' | 'startedAt'>): number =>
  Colour.options.indexOf(a.colour) - Colour.options.indexOf(b.colour) || (a.startedAt < b.startedAt ? 1 : -1)

/** As they stand in the queue: the gravest first, of one colour what takes its next step first, then the newest. */
export function byNextStep(a: Alert, b: Alert): number {
  const nextAt = ({ escalation }: Alert) => escalation?.nextAt ?? '9'
  const colour = Colour.options.indexOf(a.colour) - Colour.options.indexOf(b.colour)
  return colour || (nextAt(a) === nextAt(b) ? byGravity(a, b) : nextAt(a) < nextAt(b) ? -1 : 1)
}

/**
 * What of all that pops up stands whole over a page: the gravest alert, of one colour the newest, or where none calls the first digest; and how many other alerts there are beside it.
 */
export function popupStack<D extends { alerts: readonly Alert[] }>(
  popups: readonly Alert[],
  digests: readonly D[],
): { alert: Alert | null; digest: D | null; more: number } {
  const [alert = null] = [...popups].sort(byGravity)
  const digest = alert ? null : (digests[0] ?? null)
  const all = new Set([...popups, ...digests.flatMap(({ alerts }) => alerts)].map(({ id }) => id))
  return { alert, digest, more: all.size - (alert ? 1 : new Set(digest?.alerts.map(({ id }) => id)).size) }
}

const isSilent = ({ silencedUntil }: Pick<Alert, 'silencedUntil'>, now: number): boolean =>
  silencedUntil !== undefined && Date.parse(silencedUntil) > now

/** Is it held by a silence that matches it, or until the hours of its rule begin? */
const isHeld = ({ silence, quiet }: Pick<Alert, 'silence' | 'quiet'>): boolean => silence !== undefined || quiet === true

/** Is somebody to be called: nobody has acknowledged it, it is not silent, and not left to a digest? */
export const calls = (alert: Pick<Alert, 'state' | 'silencedUntil' | 'digest'>, now: number): boolean =>
  alert.state === 'firing' && !isSilent(alert, now) && alert.digest === undefined

/** The alerts that nobody has acknowledged and that are to be seen from everywhere: red and orange, as the queue has them. */
export const grave = (alerts: AlertRows | null): Alert[] =>
  [...(alerts?.values() ?? [])].filter(({ state, colour }) => state === 'firing' && (colour === 'red' || colour === 'orange')).sort(byNextStep)

/**
 * What calls somebody between two states of the alerts, the gravest first: one that was not there, a graver colour, the next rung
 * of its ladder, or one that climbs none and is held no more. `unsure`: it was not there and began long ago, so it may have been renewed just now or have come by an import; its timeline tells.
 * Related alerts call once: one that is new is no news beside one at least as grave that was there before or is news with it.
 */
export function alertNews(before: AlertRows, after: AlertRows, now: number): { news: Alert[]; unsure: Alert[] } {
  const isRecent = (at: string) => now - Date.parse(at) < NEWS_MS
  // one that is silent or inhibited tells nobody, so it speaks for none
  const told = [...after.values()].filter((alert) => before.has(alert.id) && !alert.inhibited && !isSilent(alert, now) && alert.digest === undefined)
  const news: Alert[] = []
  const unsure: Alert[] = []
  const isToldBy = (alert: Alert) => (other: Alert) => !isGraver(alert.colour, other.colour) && areRelated(alert, other)
  const fresh: Alert[] = []
  for (const alert of after.values()) {
    if (!calls(alert, now) || !isRecent(alert.updatedAt)) continue
    const known = before.get(alert.id)
    if (!known) !alert.inhibited && fresh.push(alert)
    else if (
      isGraver(alert.colour, known.colour) ||
      (known.inhibited && !alert.inhibited) ||
      (isHeld(known) && !isHeld(alert) && alert.escalation === undefined) ||
      (alert.escalation?.calledAt ?? '') > (known.escalation?.calledAt ?? '')
    )
      news.push(alert)
  }
  for (const alert of fresh.sort(byRank)) {
    if (told.some(isToldBy(alert)) || news.some(isToldBy(alert))) continue
    ;(isRecent(alert.startedAt) ? news : unsure).push(alert)
  }
  return { news: news.sort(byGravity), unsure }
}
