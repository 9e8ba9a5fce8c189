import * as z from 'zod/mini'
import { mayReadGrid, type Viewer, visibilityClass } from './access'
import { isOnDuty, leads, RED_SILENCE_MS, SILENCE_MS } from './alert-actions'
import { type AlertRecord, gridsOf, isLive } from './alert-record'
import { DAY_MS } from './clock'
import { isWithin } from './grid'
import type { Mute } from './ladder'
import { WORDS_LIMIT } from './life-event'
import type { Problem } from './problem'
import { SaneInstant } from './sane-time'

/** How long maintenance can be, and how far ahead. */
const MAINTENANCE_MS = 7 * DAY_MS
const AHEAD_MS = 31 * DAY_MS

/** 静默 (what it matches tells and calls nobody), or 维护 (a source is known to be late or to send less). */
export const SilenceKind = z.enum(['silence', 'maintenance'])
export type SilenceKind = z.infer<typeof SilenceKind>

const Time = z.pipe(
  SaneInstant,
  z.transform((text: string) => Date.parse(text)),
)
const Code = z.string().check(z.trim(), z.minLength(1), z.maxLength(64), z.regex(/^\P{Cc}*$/u))
const matcher = {
  /** id of a rule, code of a type, code of a grid: what is not said matches all */
  rule: z.optional(Code),
  type: z.optional(Code),
  grid: z.optional(z.string().check(z.regex(/^\d{1,24}$/))),
  /** of maintenance: which system, as its events name it */
  source: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(100), z.regex(/^\P{Cc}*$/u))),
  /** red ones too; by 带班领导, for 30 minutes at most */
  red: z._default(z.boolean(), false),
}

/** What `POST /api/silences` takes; its id is the client's, so that what is sent twice is there once. Times RFC 3339, epoch milliseconds after. */
export const SilenceIn = z.object({
  id: z.uuid(),
  kind: z._default(SilenceKind, 'silence'),
  ...matcher,
  reason: z.string().check(z.trim(), z.minLength(1), z.maxLength(WORDS_LIMIT)),
  /** of maintenance that is to come; now where it is not said */
  from: z.optional(Time),
  until: Time,
})
export type SilenceIn = z.infer<typeof SilenceIn>

/** A silence or maintenance as it is kept, times in epoch milliseconds. `sensitive`: whoever set it sees sensitive alerts, so it holds them too. */
export type SilenceRecord = {
  id: string
  kind: SilenceKind
  rule: string | null
  type: string | null
  grid: string | null
  source: string | null
  red: boolean
  sensitive: boolean
  reason: string
  from: number
  until: number
  setBy: { id: string; name: string }
  endedAt: number | null
  endedBy: string | null
}

/** A silence as it is told; `state`: it is to come, it holds, or it is over. `mayEnd`: by the asker, now. */
export const Silence = z.object({
  id: z.uuid(),
  kind: SilenceKind,
  rule: z.nullable(z.string()),
  type: z.nullable(z.string()),
  grid: z.nullable(z.string()),
  source: z.nullable(z.string()),
  red: z.boolean(),
  reason: z.string(),
  from: z.string(),
  until: z.string(),
  setBy: z.string(),
  endedAt: z.nullable(z.string()),
  endedBy: z.nullable(z.string()),
  state: z.enum(['coming', 'holds', 'over']),
  mayEnd: z.boolean(),
})
export type Silence = z.infer<typeof Silence>

/** `sets`: may the asker set silences, and `red`: ones that hold red alerts, and `maintains`: maintenance? */
export const Silences = z.object({
  silences: z.array(Silence),
  sets: z.boolean(),
  red: z.boolean(),
  maintains: z.boolean(),
})
export type Silences = z.infer<typeof Silences>

const endOf = ({ until, endedAt }: Pick<SilenceRecord, 'until' | 'endedAt'>): number => Math.min(until, endedAt ?? until)

/** Is it to come at a time (epoch milliseconds), does it hold, or is it over? */
export const silenceState = (silence: Pick<SilenceRecord, 'from' | 'until' | 'endedAt'>, now: number): Silence['state'] =>
  endOf(silence) <= now ? 'over' : silence.from > now ? 'coming' : 'holds'

/**
 * Does the silence hold this alert: it matches its rule and all of its types and grids? Red ones only where it says so, and sensitive ones only
 * where whoever set it sees them, so that nobody silences what they cannot know of.
 */
export function mutes(silence: SilenceRecord, alert: AlertRecord, now: number): boolean {
  const { kind, rule, type, grid, red, sensitive } = silence
  if (kind !== 'silence' || silenceState(silence, now) !== 'holds' || !isLive(alert)) return false
  if ((alert.colour === 'red' && !red) || (alert.sensitive && !sensitive)) return false
  if (rule !== null && rule !== alert.rule.id) return false
  // what is of no type (静默, visits, orders) is not of this one
  if (type !== null && (alert.types.length === 0 || alert.types.some((own) => own !== type))) return false
  return grid === null || gridsOf(alert).every((own) => isWithin(own, grid))
}

/** The silence that holds an alert longest, of two that end together the first; null: none does. */
export function muteOf(alert: AlertRecord, silences: readonly SilenceRecord[], now: number): Mute | null {
  const own = silences.filter((silence) => mutes(silence, alert, now)).sort((a, b) => b.until - a.until || a.from - b.from || (a.id < b.id ? -1 : 1))
  return own[0] ? { id: own[0].id, until: own[0].until } : null
}

/**
 * The sources in maintenance (维护) that leave an alert's counts incomplete (数据不全): between the first instant that it counts (of an alert of fact:
 * `now`) and `now`. 特急 counts nothing, an event is enough, so it is never touched.
 */
export function incompleteBy({ rule, evidence }: Pick<AlertRecord, 'rule' | 'evidence'>, windows: readonly SilenceRecord[], now: number): string[] {
  if (rule.kind === 'urgency') return []
  const since = evidence ? Date.parse(`${evidence.from}T00:00:00+08:00`) : now
  const own = windows.filter((window) => window.kind === 'maintenance' && window.from <= now && endOf(window) > since)
  return [...new Set(own.flatMap(({ source }) => source ?? []))].sort()
}

/** Was a source in maintenance (维护) during any part of the time from `from` to before `to` (epoch milliseconds)? */
export const isMaintained = (windows: readonly SilenceRecord[], from: number, to: number): boolean =>
  windows.some((window) => window.kind === 'maintenance' && window.from < to && endOf(window) > Math.max(from, window.from))

/** Until when sources were in maintenance (维护): `now` where one is, 0 where none was that is still known (epoch milliseconds). */
export const maintainedUntil = (windows: readonly SilenceRecord[], now: number): number =>
  Math.max(0, ...windows.map((window) => (isMaintained([window], 0, now) ? Math.min(now, endOf(window)) : 0)))

/** May this viewer read silences with their reasons? Those on duty and who acts on the events of an area. */
export const seesSilence = (viewer: Viewer, { grid }: Pick<SilenceRecord, 'grid'>): boolean =>
  viewer.scope.kind === 'grids' && viewer.scope.prefixes.some((prefix) => isWithin(prefix, grid ?? '') || isWithin(grid ?? '', prefix))

/** May this viewer set maintenance? A source is the county's, so whoever is on duty for all of it may. */
export const mayMaintain = (viewer: Viewer): boolean => isOnDuty(viewer) && mayReadGrid(viewer, '')

/** May this viewer end it? Whoever might have set it; a red one, which is loud again by that, too. */
export const mayEndSilence = (viewer: Viewer, { kind, grid }: Pick<SilenceRecord, 'kind' | 'grid'>): boolean =>
  kind === 'maintenance' ? mayMaintain(viewer) : isOnDuty(viewer) && mayReadGrid(viewer, grid ?? '')

type Fault = Pick<Problem, 'code' | 'message'>
const forbidden = (message: string): Fault => ({ code: 'forbidden', message })
const invalid = (message: string): Fault => ({ code: 'invalid', message })

/** Why this viewer cannot set it at `now` (epoch milliseconds); null: they can. `leader`: account of the leader on duty. */
export function silenceFault(viewer: Viewer, wanted: SilenceIn, { now, leader }: { now: number; leader: string | null }): Fault | null {
  const { kind, rule, type, grid, source, red, from = now, until } = wanted
  if (!isOnDuty(viewer)) return forbidden('Silences are set by those on duty.')
  if (until <= Math.max(now, from)) return invalid('`until` lies ahead, and after `from`.')
  if (kind === 'maintenance') {
    if (!mayMaintain(viewer)) return forbidden('A source is the whole county’s: maintenance is set by those on duty for all of it.')
    if (source === undefined || rule !== undefined || type !== undefined || grid !== undefined || red)
      return invalid('Maintenance names a source, and nothing else.')
    if (from > now + AHEAD_MS || until - from > MAINTENANCE_MS) return invalid('Maintenance is 7 days at most, and begins within 31 days.')
    return null
  }
  if (source !== undefined || wanted.from !== undefined) return invalid('A silence begins at once and names no source; maintenance does.')
  if (rule === undefined && type === undefined && grid === undefined)
    return invalid('A silence names a rule, a type or a grid, or it would hold everything.')
  if (!mayReadGrid(viewer, grid ?? '')) return forbidden('A silence holds within the area of whoever sets it: name a grid of yours.')
  if (until - now > SILENCE_MS) return invalid('A silence holds for 24 hours at most.')
  if (!red) return null
  if (!leads(viewer, leader)) return forbidden('Only the leader on duty (带班领导) silences red alerts.')
  return until - now > RED_SILENCE_MS ? invalid('Red alerts can be silent for 30 minutes at most.') : null
}

const time = (at: number): string => new Date(at).toISOString()

/** A silence as this viewer is told of it at `now`; a screen and whoever reads no notes are told of none (the caller's). */
export function toldSilence(silence: SilenceRecord, viewer: Viewer, now: number): Silence {
  const { sensitive: _own, setBy, from, until, endedAt, ...rest } = silence
  const state = silenceState(silence, now)
  return {
    ...rest,
    ...{ from: time(from), until: time(until), setBy: setBy.name, endedAt: endedAt === null ? null : time(endedAt) },
    ...{ state, mayEnd: state !== 'over' && mayEndSilence(viewer, silence) },
  }
}

/** Does whoever sets it see sensitive alerts one by one? */
export const holdsSensitive = (viewer: Viewer): boolean => visibilityClass(viewer) === 'full'
