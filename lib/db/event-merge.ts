import type { Urgency } from '@/lib/domain/category'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import { type EventContent, outranks } from '@/lib/domain/content'

/** Where an event counts and what its facts name, by one atlas. */
export type Place = { grid: number; type: number; urgency: Urgency; cellX: number; cellY: number }

/** A row that may be taken: its content, the hash of it (32 hex digits), its place and when the system got it. */
export type Incoming = { content: EventContent; hash: string; receivedAt: number; place: Place }

/** An event as the database holds it. */
export type KnownEvent = Place & {
  id: string
  number: number
  revision: number
  occurredAt: number
  handledAt: number | null
  updatedAt: number | null
  /** when the content that holds came in */
  receivedAt: number
  hash: string
}

/** A content an event had, or came too late to have, with its own time of receipt. */
export type Version = { number: number; hash: string; updatedAt: number | null; receivedAt: number }

/** An event this transaction writes: the winning content and its facts. */
export type Written = { number: number; facts: EventFacts; holder: Incoming }

export type Outcome = 'accepted' | 'updated' | 'duplicate' | 'conflict' | 'foreign'

export type Merge = {
  /** one for each incoming row */
  outcomes: Outcome[]
  changes: EventChange[]
  /** new events, in order of their numbers, with the time of receipt of the first message: the day of their 事件编号 */
  inserts: (Written & { firstReceivedAt: number })[]
  updates: Written[]
  versions: Version[]
  nextNumber: number
}

type State = {
  number: number
  hash: string
  updatedAt: number | null
  facts: EventFacts | null
  /** the winner among this batch's rows; null while the database's own content holds */
  holder: Incoming | null
  grid: number
  receivedAt: number
  /** null for an event the database knew before */
  firstReceivedAt: number | null
  versions: Set<string> | null
}

/**
 * Decides what a batch does to the events known under its ids, row by row in order: a new id is accepted; a content the event has or
 * had is a duplicate; another one without `updatedAt` is a conflict; any other is an update, which becomes the state when it outranks
 * it and is only remembered when it does not. So state and totals do not depend on the order of arrival. `past` holds
 * `number:hash` of earlier contents; `mayChange` says whether the sender of row i may change an event that counts in this grid
 * (otherwise `foreign`); `isGrid` whether an id still names a grid (an event on none has no facts). Pure.
 */
export function mergeRows(
  rows: readonly Incoming[],
  known: readonly KnownEvent[],
  past: ReadonlySet<string>,
  head: { revision: number; nextNumber: number },
  mayChange: (row: number, grid: number) => boolean,
  isGrid: (id: number) => boolean,
): Merge {
  const states = new Map<string, State>()
  for (const event of known) states.set(event.id, stateOf(event, isGrid))
  const out: Merge = { outcomes: [], changes: [], inserts: [], updates: [], versions: [], nextNumber: head.nextNumber }
  let revision = head.revision

  for (const [i, row] of rows.entries()) {
    const { content, hash } = row
    const state = states.get(content.id)
    if (!state) {
      const number = out.nextNumber++
      const facts = factsOf(row, ++revision)
      states.set(content.id, {
        number,
        hash,
        updatedAt: content.updatedAt,
        facts,
        holder: row,
        grid: row.place.grid,
        receivedAt: row.receivedAt,
        firstReceivedAt: row.receivedAt,
        versions: null,
      })
      out.changes.push({ revision, number, receivedAt: row.receivedAt, before: null, after: facts })
      out.outcomes.push('accepted')
    } else if (hash === state.hash || state.versions?.has(hash) || past.has(`${state.number}:${hash}`)) {
      out.outcomes.push('duplicate')
    } else if (!mayChange(i, state.grid)) {
      out.outcomes.push('foreign')
    } else if (content.updatedAt === null) {
      out.outcomes.push('conflict')
    } else {
      const wins = outranks({ updatedAt: content.updatedAt, hash }, state)
      const loser = wins ? state : { hash, updatedAt: content.updatedAt, receivedAt: row.receivedAt }
      out.versions.push({ number: state.number, hash: loser.hash, updatedAt: loser.updatedAt, receivedAt: loser.receivedAt })
      state.versions ??= new Set()
      state.versions.add(loser.hash)
      if (wins) {
        const facts = factsOf(row, ++revision)
        out.changes.push({ revision, number: state.number, receivedAt: row.receivedAt, before: state.facts, after: facts })
        Object.assign(state, { hash, updatedAt: content.updatedAt, receivedAt: row.receivedAt, facts, holder: row, grid: row.place.grid })
      }
      out.outcomes.push('updated')
    }
  }

  for (const { number, facts, holder, firstReceivedAt } of states.values()) {
    if (!holder || !facts) continue
    if (firstReceivedAt === null) out.updates.push({ number, facts, holder })
    else out.inserts.push({ number, facts, holder, firstReceivedAt })
  }
  return out
}

function factsOf({ content, place }: Incoming, revision: number): EventFacts {
  const { grid, type, urgency, cellX, cellY } = place
  return { revision, grid, type, urgency, occurredAt: content.occurredAt, handledAt: content.handledAt, cellX, cellY }
}

function stateOf(event: KnownEvent, isGrid: (id: number) => boolean): State {
  const { number, revision, grid, type, urgency, occurredAt, handledAt, cellX, cellY, hash, updatedAt, receivedAt } = event
  const facts = isGrid(grid) ? { revision, grid, type, urgency, occurredAt, handledAt, cellX, cellY } : null
  return { number, hash, updatedAt, facts, holder: null, grid, receivedAt, firstReceivedAt: null, versions: null }
}
