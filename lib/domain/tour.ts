import type { Alert } from './alert'
import { MINUTE_MS } from './clock'
import { Colour } from './colour'
import type { ScreenProgram, ScreenState, Showing, Steer, Stop, TourScene } from './screen'
import { hasCaughtUp, isLookingBack, lookBack, playheadAt, REPLAY_IDLE_MS, type ScreenReplay } from './screen-replay'

/** What is told of a screen takes effect so much later, so that all its browsers have it by then. */
export const LEAD_MS = 300
/** An alert that nobody acknowledges stands on the wall for so long; then the tour goes on, and its next rung interrupts again. */
export const CALL_MS = 5 * MINUTE_MS
/** What a hand did to a wall lapses after so long: walls run for weeks with nobody at a keyboard. */
export const HOLD_MS = 30 * MINUTE_MS
/** The next stop is decided so long before its time, so that it can be told ahead. */
const AHEAD_MS = 1_000

/** The places of scenes that have a stop for each: codes of grids, in order. */
export type TourPlaces = { readonly streets: readonly string[]; readonly hotspots: readonly string[] }
/** What a tour asks of an alert. */
export type CallingAlert = Pick<Alert, 'id' | 'grids' | 'state' | 'colour' | 'startedAt' | 'silencedUntil' | 'inhibited' | 'escalation'>
/** What a screen goes by: its program, its ground, the alerts that it may see, and the time (epoch milliseconds). */
export type TourWorld = { program: ScreenProgram; places: TourPlaces; alerts: Iterable<CallingAlert>; now: number }

const placesOf = ({ kind }: TourScene, places: TourPlaces): readonly string[] | null =>
  kind === 'streets' || kind === 'hotspots' ? places[kind] : null

/** The stops of a scene; none where it is of places and there are none. */
function stopsOf(program: ScreenProgram, scene: number, places: TourPlaces): Stop[] {
  const row = program.scenes[scene]
  if (!row) return []
  const own = placesOf(row, places)
  if (own === null) return [{ scene, kind: row.kind, part: 0, places: [], grid: null }]
  return own.map((grid, part) => ({ scene, kind: row.kind, part, places: [...own], grid }))
}

/** All of the area: what a tour without any stop shows. */
const nowhere: Stop = { scene: 0, kind: 'county', part: 0, places: [], grid: null }

/** The stop after this one, or before it (`by` −1). Of a scene that has begun the places stay what they were. */
export function besides(program: ScreenProgram, stop: Stop, places: TourPlaces, by: 1 | -1): Stop {
  const part = stop.part + by
  const grid = stop.places[part]
  if (grid !== undefined && program.scenes[stop.scene]?.kind === stop.kind) return { ...stop, part, grid }
  const count = program.scenes.length
  for (let i = 1; i <= count; i++) {
    const stops = stopsOf(program, (stop.scene + by * i + 2 * count * count) % count, places)
    const next = by === 1 ? stops[0] : stops.at(-1)
    if (next) return next
  }
  return nowhere
}

/** How many stops the tour has now, and the number of this one among them, from 1. */
export function countStops(program: ScreenProgram, stop: Stop | null, places: TourPlaces): { stops: number; at: number } {
  let [stops, at] = [0, 0]
  program.scenes.forEach((_, scene) => {
    const own = stop?.scene === scene && stop.places.length > 0 ? stop.places.length : stopsOf(program, scene, places).length
    if (stop?.scene === scene) at = stops + stop.part + 1
    stops += own
  })
  return { stops, at }
}

/** A stop as it is shown from an instant on. */
function showStop(program: ScreenProgram, stop: Stop, startsAt: number): Showing {
  const { seconds = 30, measure = 'heat', window = '24h' } = program.scenes[stop.scene] ?? {}
  const view = { measure, window, level: null, classes: [] }
  return { startsAt, endsAt: startsAt + seconds * 1_000, stop, view, fly: stop.grid, heldUntil: null, call: null }
}

/** The stop that a tour begins with. */
const firstStop = (program: ScreenProgram, places: TourPlaces): Stop =>
  besides(program, { ...nowhere, scene: program.scenes.length - 1, part: Number.MAX_SAFE_INTEGER }, places, 1)

const stepOf = ({ escalation }: CallingAlert): number => escalation?.step ?? 0
/** Does an alert call whoever stands before a wall at `now`: a red one that nobody has acknowledged, and nothing holds back? */
export const isCalling = ({ state, colour, silencedUntil, inhibited }: CallingAlert, now: number): boolean =>
  state === 'firing' && colour === 'red' && !inhibited && !(silencedUntil !== undefined && Date.parse(silencedUntil) > now)
const graver = (a: CallingAlert, b: CallingAlert): number =>
  Colour.options.indexOf(a.colour) - Colour.options.indexOf(b.colour) || (a.startedAt < b.startedAt ? 1 : -1)

/** The past that a screen shows at `now`; null: none. One that has played on into now ends like one that a hand ends: a little later, so in all browsers at once. */
function pastOf({ replay }: ScreenState, now: number): ScreenReplay | null {
  if (!isLookingBack(replay, now)) return null
  const soon = now + LEAD_MS
  return hasCaughtUp(replay, now) && replay.until > soon ? { ...replay, until: soon } : replay
}

/**
 * How a screen stands next; null: as it does. A red alert (Ⅰ级) that nobody has acknowledged interrupts a tour, and again with each rung of its ladder that
 * is called; the gravest first and of those the newest, the others wait for their turn. When it is acknowledged, or after `CALL_MS`, the tour goes on where it was.
 * While the past is shown the tour stands still; an alert comes through that too, and stops what is played.
 */
export function advance(state: ScreenState, world: TourWorld): ScreenState | null {
  const { program, places, now } = world
  const { showing } = state
  const mutedUntil = state.mutedUntil !== null && state.mutedUntil <= now ? null : state.mutedUntil
  const past = pastOf(state, now)
  const tours = program.on || state.touring
  const settle = (next: Showing | null, called = state.called, replay = past): ScreenState | null => {
    const isSame = next === showing && mutedUntil === state.mutedUntil && called === state.called && replay === state.replay
    return isSame ? null : { ...state, showing: next, mutedUntil, called, replay }
  }
  const soon = now + LEAD_MS
  if (!showing) return settle(tours && !past ? showStop(program, firstStop(program, places), soon) : null)

  const living = new Map([...world.alerts].filter((alert) => isCalling(alert, now)).map((alert) => [alert.id, alert]))
  const known = Object.entries(state.called)
  const called = known.every(([id]) => living.has(id)) ? state.called : Object.fromEntries(known.filter(([id]) => living.has(id)))
  const { call } = showing
  const current = call && now < call.until ? living.get(call.alert) : undefined
  const [first] = [...living.values()].filter((alert) => alert === current || stepOf(alert) > (called[alert.id] ?? -1)).sort(graver)
  if (first && first === current && call && stepOf(first) <= call.step) return settle(showing, called)
  if (first) {
    // one that gives way to a graver one has its turn again afterwards
    const waiting = current && current !== first ? { ...called, [current.id]: stepOf(current) - 1 } : called
    const next = { alert: first.id, grids: first.grids, step: stepOf(first), from: soon, until: soon + CALL_MS }
    const stopped = past && { ...past, at: playheadAt(past, soon), since: soon, playing: false }
    return settle({ ...showing, startsAt: soon, endsAt: null, call: next }, { ...waiting, [first.id]: stepOf(first) }, stopped)
  }
  const held = showing.heldUntil !== null && showing.heldUntil > now
  if (call) return settle(held || past ? { ...showing, startsAt: soon, call: null } : tours ? showStop(program, showing.stop, soon) : null, called)
  if (held || past) return settle(showing, called)
  if (!tours) return settle(null, called)
  const stoodStill = state.replay !== null && (showing.endsAt === null || showing.endsAt < soon)
  if (showing.heldUntil !== null || stoodStill) return settle(showStop(program, showing.stop, soon), called)
  if (showing.endsAt !== null && now < showing.endsAt - AHEAD_MS) return settle(showing, called)
  return settle(showStop(program, besides(program, showing.stop, places, 1), Math.max(soon, showing.endsAt ?? 0)), called)
}

/** What leads the tour on leads back to now. */
const LEADS_ON: ReadonlySet<Steer['do']> = new Set(['live', 'go', 'rest', 'next', 'previous'])

/** The past after a hand did this, which takes effect at `soon`. Any hand keeps it; null: the screen shows now. */
function pastAfter({ replay }: ScreenState, action: Steer, now: number, soon: number): ScreenReplay | null {
  if (action.do === 'replay') {
    const { do: _, ...change } = action
    return lookBack(replay, change, soon)
  }
  if (!isLookingBack(replay, now)) return null
  return { ...replay, until: LEADS_ON.has(action.do) ? soon : soon + REPLAY_IDLE_MS }
}

/** How a screen stands after a hand has steered it. What it calls stays: nobody's hand puts an alert away. */
export function steer(before: ScreenState, action: Steer, by: string, world: Omit<TourWorld, 'alerts'>): ScreenState {
  const { program, places, now } = world
  const hand = { name: by, at: now }
  const soon = now + LEAD_MS
  const state = { ...before, hand, replay: pastAfter(before, action, now, soon) }
  const shown = state.showing ?? showStop(program, firstStop(program, places), soon)
  // over the past that nobody holds stands all of the area, and not where the tour stood still
  const standing = isLookingBack(state.replay, now) && shown.heldUntil === null && !shown.call ? { ...shown, fly: null } : shown
  const hold = { startsAt: soon, endsAt: null, heldUntil: now + HOLD_MS, call: standing.call }
  const at = (showing: Showing): ScreenState => ({ ...state, showing })
  switch (action.do) {
    case 'mute':
      return { ...state, mutedUntil: action.minutes === 0 ? null : now + action.minutes * MINUTE_MS }
    case 'replay':
      return state
    case 'live': {
      const { showing } = state
      const goesOn = showing !== null && !showing.call && showing.heldUntil === null && before.replay !== null
      return goesOn ? at(showStop(program, showing.stop, soon)) : state
    }
    case 'hold':
      return at({ ...standing, ...hold })
    case 'go':
      return { ...at({ ...showStop(program, standing.stop, soon), call: standing.call }), touring: true }
    case 'rest':
      return { ...state, touring: false, showing: standing.call ? { ...standing, heldUntil: null } : null }
    case 'next':
    case 'previous':
      return at({ ...showStop(program, besides(program, standing.stop, places, action.do === 'next' ? 1 : -1), soon), ...hold })
    case 'view': {
      const { do: _, ...changed } = action
      return at({ ...standing, ...hold, view: { ...standing.view, ...changed } })
    }
    case 'fly':
      return at({ ...standing, ...hold, fly: action.grid })
  }
}
