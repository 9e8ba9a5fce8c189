import { LRUCache } from 'lru-cache'
import { writeAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { readEpisodes } from '@/lib/db/events/episodes'
import { readEntries } from '@/lib/db/replay/replay-rows'
import { alertsAt, alertsBetween, isBeingWritten, readReplayState, readSeenNow } from '@/lib/db/replay/then'
import { mayReadGrid, maySee, type Viewer, visibilityClass } from '@/lib/domain/access'
import { AlertRecord } from '@/lib/domain/alert-record'
import { alertFor } from '@/lib/domain/alert-told'
import { actorOf } from '@/lib/domain/audit'
import { civilDate, DAY_MS, dayNumber, HOUR_MS, startOfDay, startOfDayNumber } from '@/lib/domain/clock'
import { Problem } from '@/lib/domain/problem'
import type { Heard, Moment, ReplayDays } from '@/lib/domain/replay-answer'
import { lastHeard } from '@/lib/domain/replay-heard'
import { replayRoutes } from '@/lib/domain/routes/replay'
import { live } from '@/lib/live/live'
import { type Moment as Counted, figuresAt, readMoment } from '@/lib/live/moment'
import { figuresKnownNow } from '@/lib/live/moment-now'
import { totalSpans } from '@/lib/live/period-counts'
import { runtime } from '@/lib/live/runtime'
import type { Slices } from '@/lib/live/slices'
import { inBudget } from './request'
import { type CallOf, type Served, serveViewer } from './route'
import { narrowTo } from './scope'

/** Events that a moment tells of. */
const LAST_EVENTS = 40
/** So many of the last are looked up, since some may not be seen any more. */
const CANDIDATES = 2 * LAST_EVENTS
/** What became known within so many days after a moment is told as known later. */
const LATER_DAYS = 7
const MAX_MARKS = 2_000

/** Moments that were counted last, by time and grids: several screens and windows look at one, and playing asks ahead. */
const counted = new LRUCache<string, Promise<Counted>>({ max: 24, ttl: 60_000 })

/** What is heard of takes some seconds until it is in the store. */
const SETTLED_MS = 10_000

/** `settled`: the store holds all that was known by then, so that what is read of it may be kept. */
function momentAt(at: number, settled: boolean): Promise<Counted> {
  const { atlas } = live()
  if (!settled) return readMoment(at, atlas)
  const key = `${atlas.version} ${at}`
  const known = counted.get(key)
  if (known) return known
  const reading = readMoment(at, atlas)
  counted.set(key, reading)
  reading.catch(() => counted.delete(key))
  return reading
}

/** A viewer who has an area, narrowed to a part of it. Throws Problem: `forbidden`, `not_found`. */
function areaOf(viewer: Viewer, within: string | undefined): Viewer {
  if (viewer.scope.kind !== 'grids') throw new Problem('forbidden', 'A replay is of an area; a department has none.')
  return narrowTo(viewer, within, live().atlas)
}

async function giveMoment(call: CallOf<typeof replayRoutes.moment>): Promise<Moment> {
  const { query, viewer, address } = call
  const { at: asked, within, known } = query()
  const narrowed = areaOf(viewer, within)
  const state = await readReplayState()
  const now = Date.now()
  const at = Math.min(Date.parse(asked), now)
  return inBudget('read', call, async (slices) => {
    const moment = await momentAt(at, state.behind === 0 && now - at > SETTLED_MS)
    const [events, later, alerts] = [await heardBy(narrowed, moment), await laterThan(narrowed, moment, now, slices), await alertsAt(at)]
    const figures =
      known === 'then' ? { figures: figuresAt(moment, narrowed), to: at } : await figuresKnownNow(live().board, live().atlas, narrowed, at)
    await slices.pause()
    await auditOnce(viewer, address)
    return {
      ...{ at: new Date(at).toISOString(), known, countedTo: iso(figures.to) },
      ...{ within: within || null, otherGrids: known === 'then' && moment.otherGrids },
      ...{
        from: state.from === null ? null : new Date(state.from).toISOString(),
        storedTo: iso(state.behind > 0 && state.writtenAt !== null ? state.writtenAt : now),
      },
      writing: runtime().historyProgress !== null || isBeingWritten(state),
      ...{ figures: figures.figures, events, later },
      alerts: alerts.flatMap((alert) => alertFor(alert, narrowed, live().atlas) ?? []),
    }
  })
}
/** Grids of then by id, and what type an event is of. */
type Ground = { gridOf(id: number): string | undefined; typeOf(id: number): { code: string; sensitive: boolean; urgency: number } | undefined }
const groundOf = ({ tree }: Counted): Ground => ({
  gridOf: (id) => tree.codeAt(tree.placeOf(id)) || undefined,
  typeOf: (id) => live().atlas.typeById.get(id),
})

/** May the viewer see an event there, as it was then? What was given to them is not known of then. */
const sees = (viewer: Viewer, { gridOf, typeOf }: Ground, grid: number, type: number): boolean => {
  const [code, of] = [gridOf(grid), typeOf(type)]
  return code !== undefined && of !== undefined && maySee(viewer, { grid: code, sensitive: of.sensitive })
}

/** The last events that had become known, of which each is seen by the viewer as it was then and as it is now. */
async function heardBy(viewer: Viewer, moment: Counted): Promise<Heard[]> {
  const { at, entered } = moment
  const ground = groundOf(moment)
  const last = lastHeard(entered, at, CANDIDATES, (grid, type) => sees(viewer, ground, grid, type))
  const now = await readSeenNow(last.map(({ number }) => number))
  const { atlas } = live()
  return last
    .flatMap(({ number, grid, type, occurredAt, knownAt }): Heard[] => {
      const event = now.get(number)
      const [code, typeThen] = [ground.gridOf(grid), ground.typeOf(type)]
      const [gridNow, typeNow] = [event && atlas.byId.get(event.grid)?.code, event && atlas.typeById.get(event.type)]
      if (!event || !code || !typeThen || !gridNow || !typeNow) return []
      if (!maySee(viewer, { grid: gridNow, sensitive: typeNow.sensitive, parties: event.parties })) return []
      const { urgency } = event
      return [{ number, type: typeThen.code, grid: code, urgency, occurredAt: iso(occurredAt), receivedAt: iso(knownAt) }]
    })
    .slice(0, LAST_EVENTS)
}
const iso = (ms: number) => new Date(ms).toISOString()

/** What of the day of a moment, up to it, became known in the days after: new events, others of a place or type, and void ones. */
async function laterThan(viewer: Viewer, moment: Counted, now: number, slices: Slices): Promise<Moment['later']> {
  const { at, hidden } = moment
  const ground = groundOf(moment)
  const isFull = visibilityClass(viewer) === 'full'
  const [start, last] = [startOfDay(at), Math.min(now, at + LATER_DAYS * DAY_MS)]
  const moves = new Map<number, { left: boolean; entered: boolean }>()
  for (const { day, entries } of await readEntries(dayNumber(at), last, () => slices.pause())) {
    await slices.pause()
    const begin = startOfDayNumber(day)
    for (let i = 0; i < entries.at.length; i++) {
      const [knownAt, occurredAt] = [begin + (entries.at[i] ?? 0), entries.occurredAt[i] ?? 0]
      if (knownAt <= at || knownAt > last || occurredAt < start || occurredAt > at) continue
      if (!sees(viewer, ground, entries.grid[i] ?? 0, entries.type[i] ?? 0)) continue
      const number = entries.number[i] ?? 0
      // whoever may not see it now is not told that it was here
      if (hidden.has(number) && !isFull) continue
      const move = moves.get(number) ?? { left: false, entered: false }
      if (entries.sign[i] === 1) move.entered = true
      else move.left = true
      moves.set(number, move)
    }
  }
  const count = (of: (move: { left: boolean; entered: boolean }) => boolean) => [...moves.values()].filter(of).length
  return {
    reported: count(({ left, entered }) => entered && !left),
    corrected: count(({ left, entered }) => entered && left),
    void: count(({ left, entered }) => left && !entered),
  }
}

/** Days that are summed, and alerts that are told, in one slice. */
const [DAYS_AT_ONCE, ALERTS_AT_ONCE] = [10, 100]

async function giveDays(call: CallOf<typeof replayRoutes.days>): Promise<ReplayDays> {
  const { query, viewer } = call
  const { day, within } = query()
  const narrowed = areaOf(viewer, within)
  return inBudget('read', call, async (slices) => {
    const { board, atlas } = live()
    const now = Date.now()
    const view = board.view(narrowed)
    const { hours } = view.tally
    const first = hours.firstDay(startOfDay(now) - MAX_DAYS * DAY_MS, now)
    const days = first === null ? 0 : Math.round((startOfDay(now) - first) / DAY_MS) + 1
    const spans = Array.from({ length: days }, (_, i) => ({ from: (first ?? 0) + i * DAY_MS, to: (first ?? 0) + (i + 1) * DAY_MS }))
    const hoursOf = (start: number) =>
      totalSpans(
        view,
        HOURS.map((hour) => ({ from: start + hour * HOUR_MS, to: start + (hour + 1) * HOUR_MS })),
      )
    const toldOf = (body: unknown) => {
      const alert = AlertRecord.parse(body)
      const told = alertFor(alert, narrowed, atlas)
      const endedAt = alert.endedAt === null ? null : iso(alert.endedAt)
      return told ? [{ id: told.id, colour: told.colour, headline: told.headline, startedAt: told.startedAt, endedAt }] : []
    }
    const chosen = day === undefined ? null : startOfDay(Date.parse(`${day}T12:00:00+08:00`))
    const bodies = first === null ? [] : await alertsBetween(first, now, MAX_MARKS)
    const reported = await slices.map(spans, DAYS_AT_ONCE, (part) => totalSpans(view, part))
    const alerts = await slices.map(bodies, ALERTS_AT_ONCE, (part) => part.flatMap(toldOf))
    await slices.pause()
    return {
      from: first === null ? null : civilDate(first),
      reported: reported.flat(),
      alerts: alerts.flat(),
      episodes: first === null ? [] : await episodesSince(narrowed, first, now),
      day: chosen === null ? null : { day: civilDate(chosen), hours: hoursOf(chosen), weekBefore: hoursOf(chosen - 7 * DAY_MS) },
    }
  })
}

/** The known rises that ended between two instants, as far as the viewer sees their places and types one by one. */
async function episodesSince(viewer: Viewer, from: number, now: number): Promise<ReplayDays['episodes']> {
  const isFull = visibilityClass(viewer) === 'full'
  const sensitive = new Set([...live().atlas.typeById.values()].flatMap((type) => (type.sensitive ? [type.code] : [])))
  return (await readEpisodes())
    .filter(({ startsAt, endsAt }) => startsAt < endsAt && endsAt >= from && endsAt <= now)
    .filter(({ typeCode, gridCodes }) => (isFull || !sensitive.has(typeCode)) && gridCodes.some((code) => mayReadGrid(viewer, code)))
    .map(({ typeCode, startsAt, endsAt }) => ({ type: typeCode, startsAt: iso(startsAt), endsAt: iso(endsAt) }))
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour)
/** Ten years. */
const MAX_DAYS = 3_660

/** Who looked into the past lately, by id: they play for hours, and are named once in each. */
const looked = new LRUCache<string, true>({ max: 10_000, ttl: HOUR_MS })

async function auditOnce(viewer: Viewer, address: string | null): Promise<void> {
  if (viewer.userId === undefined || looked.has(viewer.id)) return
  looked.set(viewer.id, true)
  await writeAudit(pool(), { actor: actorOf(viewer), action: 'replay.read', object: { kind: 'replay', id: '' }, address, detail: {} })
}

/** The time machine: what was known when. */
export const replayServed: readonly Served[] = [serveViewer(replayRoutes.moment, giveMoment), serveViewer(replayRoutes.days, giveDays)]
