import type { AlertOutcome, AlertStepName } from '@/lib/domain/alert'
import type { AlertRecord } from '@/lib/domain/alert-record'
import { HOUR_MS } from '@/lib/domain/clock'
import { isWithin } from '@/lib/domain/grid'
import { NO_LADDER } from '@/lib/domain/ladder'
import type { QuietRule } from '@/lib/domain/rule'
import { holdsGrid, holdsType } from '@/lib/domain/rule-scope'
import { gridAt } from './group-rules'

/** When something was last received from each grid (by code), epoch milliseconds. */
export type LastReceipts = ReadonlyMap<string, number>

export type QuietContext = {
  /** the living alerts of rules of silences by the clock */
  alerts: readonly AlertRecord[]
  /** the last receipts of what is of these types (by code; none: of all that are not sensitive) */
  lastOf(types: readonly string[]): LastReceipts
  /** the grid (by code) of a level that a grid lies in; null where the grid lies above that level, so that nobody knows */
  placeOf(grid: string, level: number): string | null
  /** is there a grid of this code? */
  isGrid(code: string): boolean
  /** until when nothing could be heard for certain: a source was in maintenance or missing, or nobody listened; epoch milliseconds */
  deafUntil: number
  /** the id of an alert by its rule, its place and what it is of: the same each time */
  idOf(rule: string, place: string, of: string): string
  /** epoch milliseconds */
  now: number
}

/** The types (ids) of these codes, or all where none is named, that are not sensitive: nobody is to learn of those by their silence. */
export const plainTypes = (
  types: readonly string[],
  { typeById }: { typeById: ReadonlyMap<number, { id: number; code: string; sensitive: boolean }> },
): number[] => [...typeById.values()].flatMap(({ id, code, sensitive }) => (!sensitive && holdsType({ types }, code) ? [id] : []))

/** The grid of a level that a grid lies in, as `QuietContext` asks: one of that level, or a coarser one that has none below it. */
export function placesOf({ leaves, byCode }: { leaves: readonly { code: string }[]; byCode: Parameters<typeof gridAt>[2] }): QuietContext['placeOf'] {
  const places = new Map<number, ReadonlySet<string>>()
  return (grid, level) => {
    const known = places.get(level) ?? new Set(leaves.map(({ code }) => gridAt(code, level, byCode)))
    places.set(level, known)
    const place = gridAt(grid, level, byCode)
    return known.has(place) ? place : null
  }
}

/** Receipts further back are not looked for: no silence that is told begins earlier. */
export const RECEIPTS_BACK_MS = 60 * 24 * HOUR_MS
/** What a silence is found to be later than so long after it came to be one is told by no alert: an import or other settings have made it one. */
const LATE_MS = 24 * HOUR_MS

/** A silence that has come to be one: of which rule, where, and since when (epoch milliseconds). */
export type FreshSilence = { readonly id: string; readonly rule: QuietRule; readonly place: string; readonly since: number }

/** When something was last received from each grid of a level that a rule watches. */
function lastInPlaces({ settings }: QuietRule, { lastOf, placeOf }: QuietContext): Map<string, number> {
  const places = new Map<string, number>()
  for (const [grid, at] of lastOf(settings.types ?? [])) {
    const place = placeOf(grid, settings.level)
    if (place !== null && holdsGrid(settings, place)) places.set(place, Math.max(at, places.get(place) ?? at))
  }
  return places
}

/**
 * The silences that came to be over the hours of their rule within the last day, and that no living alert tells. Hours in which nothing could be heard for certain do not count. What
 * was silent for so long already when its rule began is the past, and so is a grid from which nothing was ever received.
 */
export function freshSilences(rules: readonly QuietRule[], context: QuietContext): FreshSilence[] {
  const { alerts, deafUntil, idOf, now } = context
  return rules.flatMap((rule) => {
    const { enabled, beginsAt, settings } = rule
    if (!enabled || beginsAt === null) return []
    const span = settings.hours * HOUR_MS
    const told = new Set(alerts.flatMap((alert) => (alert.rule.id === rule.id && alert.silent ? [alert.silent.grid] : [])))
    return [...lastInPlaces(rule, context)].flatMap(([place, since]) => {
      const from = Math.max(since, deafUntil) + span
      if (told.has(place) || since + span < beginsAt || from > now || from <= now - LATE_MS) return []
      return [{ id: idOf(rule.id, place, new Date(since).toISOString()), rule, place, since }]
    })
  })
}

/**
 * What silences by the clock come to: each fresh one that no alert has told raises one; a living one ends as soon as something was received, whatever has become of its
 * rule. An import that tells of something in between moves its beginning, and ends it where that is less long ago than its hours. Pure: the same receipts and alerts come to the same, whoever asks and however often.
 */
export const evaluateQuiet = (fresh: readonly FreshSilence[], context: QuietContext): AlertOutcome[] => [
  ...context.alerts.flatMap((alert) => follow(alert, context)),
  ...fresh.map((silence) => raise(silence, context.now)),
]

function follow(alert: AlertRecord, { lastOf, isGrid, now }: QuietContext): AlertOutcome[] {
  const { silent } = alert
  if (!silent) return []
  const end = (endedBy: 'condition' | 'withdrawn', status: 'over' | 'withdrawn'): AlertOutcome[] => {
    const over = { endedAt: now, endedBy, clearedAt: null, endsAt: null, silencedUntil: null, updatedAt: now } as const
    return [outcome({ ...alert, ...over, state: 'resolved', silent: { ...silent, status } }, 'ended', { endedBy }, now)]
  }
  // the grids are others now
  if (!isGrid(silent.grid)) return end('withdrawn', 'withdrawn')
  let last = silent.since
  for (const [grid, at] of lastOf(silent.types)) if (isWithin(grid, silent.grid)) last = Math.max(last, at)
  if (last === silent.since) return []
  if (now - last < silent.hours * HOUR_MS) return end('condition', 'over')
  return [{ alert: { ...alert, updatedAt: now, silent: { ...silent, since: last } }, steps: [] }]
}

function raise({ id, rule: { id: ruleId, version, kind, name, settings, record }, place, since }: FreshSilence, now: number): AlertOutcome {
  const silent = { grid: place, since, hours: settings.hours, types: settings.types ?? [], status: 'holds' as const }
  return outcome(
    {
      ...{ id, revision: 0, rule: { id: ruleId, version, kind, name }, stream: place, types: [], sensitive: false, members: [], silent },
      ...{ colour: settings.colour, state: 'firing', startedAt: now, updatedAt: now, clearedAt: null, endsAt: null, endedAt: null },
      ...{ endedBy: null, mergedInto: null, follows: null, acknowledged: null, assigned: null, escalated: 0, ladder: NO_LADDER },
      ...{ silencedUntil: null, verdict: null, record },
    },
    'raised',
    { hours: settings.hours },
    now,
  )
}

const outcome = (alert: AlertRecord, step: AlertStepName, detail: Record<string, unknown>, at: number): AlertOutcome => ({
  alert,
  steps: [{ step, at, detail, state: alert.state, colour: alert.colour }],
})

/**
 * When a rule of silences by the clock would have raised an alert of one place, by its receipts, in order, up to `now`; epoch milliseconds. Of maintenance, missing sources and times in which
 * nobody listened the replay knows nothing.
 */
export function replayQuiet(hours: number, receipts: ArrayLike<number>, now: number): number[] {
  const raised: number[] = []
  for (let i = 0; i < receipts.length; i++) {
    const over = (receipts[i] ?? 0) + hours * HOUR_MS
    if (over < Math.min(receipts[i + 1] ?? Number.POSITIVE_INFINITY, now)) raised.push(over)
  }
  return raised
}
