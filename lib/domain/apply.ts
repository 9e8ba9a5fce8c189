import { checkHash, type EventChange, type EventFacts } from './change'
import { cellOf } from './lattice'
import { sourceLife } from './life'
import type { BoardChecked, Snapshot } from './wire'

/** Events in the feed. */
export const FEED_LENGTH = 200
/** How long a new event stays among the pulses, by the server's clock. */
export const PULSE_MS = 3_000
const MAX_PULSES = 300

/** One line of the feed: the facts of an event, with its number and when it became known. */
export type FeedItem = EventFacts & { number: number; receivedAt: number }

/** Where an event has just landed; `at` is the server's clock of the message that brought it. */
export type Pulse = { number: number; grid: number; type: number; urgency: number; cellX: number; cellY: number; at: number }

/** Per grid (id): events the viewer may see one by one, and the sum of `checkHash` over them modulo 2^32. */
export type GridSum = { count: number; sum: number }

/** What a page knows of the board: an immutable value, moved only by `applyChanges`. */
export type BoardState = {
  logId: string
  /** the cursor: the last revision applied */
  revision: number
  /** time of receipt of the newest change applied, epoch milliseconds */
  asOf: number | null
  /** the server's clock when it last spoke, epoch milliseconds */
  at: number
  grids: ReadonlyMap<number, GridSum>
  /** the newest events by occurrence, newest first: what comes late, or with a history, does not push them away */
  recent: readonly FeedItem[]
  pulses: readonly Pulse[]
}

/** A decoded `events:changed`, or a gap that was fetched. */
export type ChangesMessage = { logId: string; since: number; revision: number; at: number; changes: readonly EventChange[] }

/** `changes` are those that were new; `gap`: ask for the changes after `since`; `reset`: another log, start from a snapshot. */
export type Applied =
  | { kind: 'applied'; state: BoardState; changes: readonly EventChange[] }
  | { kind: 'known' }
  | { kind: 'gap'; since: number }
  | { kind: 'reset' }

/** The state a page starts from. */
export function startBoard(snapshot: Snapshot): BoardState {
  const types = new Map(snapshot.types.map((t) => [t.code, t.id]))
  const recent = snapshot.events.map((e): FeedItem => {
    const [cellX, cellY] = e.position && e.status !== 'void' ? cellOf(snapshot.lattice, e.position) : [-1, -1]
    const handledAt = e.handledAt === null ? null : Date.parse(e.handledAt)
    const untouched = sourceLife(handledAt)
    const isUntouched = e.state === untouched.state && e.light === untouched.light
    return {
      number: e.number,
      revision: e.revision,
      receivedAt: Date.parse(e.receivedAt),
      grid: snapshot.gridIds[e.grid] ?? 0,
      type: types.get(e.type) ?? 0,
      urgency: e.urgency,
      occurredAt: Date.parse(e.occurredAt),
      handledAt,
      cellX,
      cellY,
      ...(isUntouched ? {} : { life: { ...untouched, state: e.state, light: e.light } }),
    }
  })
  return {
    logId: snapshot.logId,
    revision: snapshot.revision,
    asOf: snapshot.asOf === null ? null : Date.parse(snapshot.asOf),
    at: Date.parse(snapshot.at),
    grids: new Map(snapshot.sums.map((s) => [snapshot.gridIds[s.grid] ?? 0, { count: s.count, sum: s.sum }])),
    recent: newest(recent),
    pulses: [],
  }
}

/**
 * Folds one message into the state. Changes at or below the cursor are skipped, so that a message that comes twice, or overlaps with a
 * gap that was fetched, does no harm; a message that begins beyond the cursor moves nothing.
 */
export function applyChanges(state: BoardState, message: ChangesMessage): Applied {
  if (message.logId !== state.logId) return { kind: 'reset' }
  if (message.since > state.revision) return { kind: 'gap', since: state.revision }
  if (message.revision < state.revision) return { kind: 'known' }
  const changes = message.changes.filter((c) => c.revision > state.revision)
  const at = Math.max(state.at, message.at)
  const heard = { ...state, revision: message.revision, at, pulses: nextPulses(state.pulses, changes, at) }
  if (changes.length === 0) return { kind: 'applied', state: heard, changes }
  const asOf = changes.reduce((latest, c) => Math.max(latest, c.receivedAt), state.asOf ?? 0)
  return { kind: 'applied', state: { ...heard, asOf, grids: nextGrids(state.grids, changes), recent: nextRecent(state.recent, changes) }, changes }
}

/**
 * Compares with the server's sums. `later`: the two are not at the same revision, so nothing can be said yet. `differs`: at the same
 * revision but not the same events, so the page must start from a snapshot again (and say so).
 */
export function checkBoard(
  state: BoardState,
  checked: Pick<BoardChecked, 'logId' | 'revision' | 'sums'>,
  idOf: (code: string) => number | undefined,
): 'ok' | 'differs' | 'later' {
  if (checked.logId !== state.logId || checked.revision !== state.revision) return 'later'
  const theirs = new Map(checked.sums.map((s) => [idOf(s.grid), s]))
  if (theirs.size !== checked.sums.length) return 'differs'
  for (const [grid, mine] of state.grids) {
    const other = theirs.get(grid)
    if ((other?.count ?? 0) !== mine.count || (other?.sum ?? 0) !== mine.sum) return 'differs'
  }
  return checked.sums.every((s) => s.count === 0 || state.grids.has(idOf(s.grid) ?? 0)) ? 'ok' : 'differs'
}

function nextGrids(grids: BoardState['grids'], changes: readonly EventChange[]): Map<number, GridSum> {
  const next = new Map(grids)
  const move = (facts: EventFacts, number: number, sign: 1 | -1) => {
    const { count, sum } = next.get(facts.grid) ?? { count: 0, sum: 0 }
    next.set(facts.grid, { count: count + sign, sum: (sum + sign * checkHash(number, facts.revision)) >>> 0 })
  }
  for (const { number, before, after } of changes) {
    if (before) move(before, number, -1)
    if (after) move(after, number, 1)
  }
  return next
}

/**
 * New events enter, changed ones change where they are, those that left the scope go. The list that a snapshot brought may be ahead
 * of its revision, so an older state never replaces a newer one.
 */
function nextRecent(recent: readonly FeedItem[], changes: readonly EventChange[]): FeedItem[] {
  const items = new Map(recent.map((item) => [item.number, item]))
  for (const { number, receivedAt, before, after } of changes) {
    const known = items.get(number)
    if (!after) items.delete(number)
    else if (!known) {
      if (!before) items.set(number, { number, receivedAt, ...after })
    } else if (known.revision < after.revision) items.set(number, { number, receivedAt: known.receivedAt, ...after })
  }
  return newest([...items.values()])
}

function newest(items: FeedItem[]): FeedItem[] {
  return items.sort((a, b) => b.occurredAt - a.occurredAt || b.number - a.number).slice(0, FEED_LENGTH)
}

function nextPulses(pulses: readonly Pulse[], changes: readonly EventChange[], at: number): readonly Pulse[] {
  const kept = pulses.filter((p) => p.at > at - PULSE_MS)
  for (const { number, before, after } of changes.slice(-MAX_PULSES)) {
    if (before || !after || after.cellX < 0) continue
    const { grid, type, urgency, cellX, cellY } = after
    kept.push({ number, grid, type, urgency, cellX, cellY, at })
  }
  return kept.length === pulses.length && kept.length === 0 ? pulses : kept.slice(-MAX_PULSES)
}
