import { Urgency } from '@/lib/domain/category'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import { type EventContent, outranks } from '@/lib/domain/event-content'
import { isVoid, LIFE_FLAGS, type Life, sourceLife } from '@/lib/domain/life'
import type { Origin } from '@/lib/domain/origin'

/**
 * Where an event counts, what its facts name, and until when it is to be handled, by one atlas; epoch milliseconds. `reportedBy`: who sent
 * it by hand; `source`: as what it was sent.
 */
export type Place = {
  grid: number
  type: number
  urgency: Urgency
  cellX: number
  cellY: number
  deadline: number
  nearAt: number
  reportedBy: string | null
  byPerson: boolean
  source: string | null
  /** the life that its stages tell; null where it comes without */
  told: Told | null
}

/** What stages come to, as it is written: a life with when its state began, and the two columns of them. */
export type Told = Lived & { stateSince: number; stages: string; words: string | null }

/** A row that may be taken: its content, the hash of it (32 hex digits), its place and when the system got it. */
export type Incoming = { content: EventContent; hash: string; receivedAt: number; place: Place }

/** An event as the database holds it. */
export type KnownEvent = Omit<Place, 'deadline' | 'nearAt' | 'told'> & {
  id: string
  number: number
  revision: number
  occurredAt: number
  handledAt: number | null
  updatedAt: number | null
  /** when the content that holds came in */
  receivedAt: number
  hash: string
  life: Life
  nextLightAt: number | null
  /** somebody acted on it here, or only reminded or gave a card */
  urged: boolean
}

/**
 * A content an event had, or came too late to have, with its own time of receipt. `content`: null where the database holds it; `by`: the
 * row that took its place, or that brought it too late; `change`: what that did to the event, null where it came too late.
 */
export type Version = {
  number: number
  hash: string
  updatedAt: number | null
  receivedAt: number
  content: Incoming | null
  by: number
  change: { revision: number; from: Life['state']; to: Life['state'] } | null
}

/** An event this transaction writes: the winning content, its facts, and when its light changes next. */
export type Written = { number: number; facts: EventFacts & { life: Life }; nextLightAt: number | null; holder: Incoming }

export type Outcome = 'accepted' | 'updated' | 'duplicate' | 'conflict' | Objection
/** Why the sender of a row may not change the event: it lies outside their area, or it is not theirs to change (any more). */
export type Objection = 'foreign' | 'not_yours' | 'forbidden'

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

/** A life with the time of handling that it gave, and when its light changes next. */
type Lived = { life: Life; handledAt: number | null; nextLightAt: number | null }

type State = {
  number: number
  hash: string
  updatedAt: number | null
  facts: (EventFacts & { life: Life }) | null
  /** what the life had come to, also of an event whose grid is gone */
  lived: Lived
  urged: boolean
  nextLightAt: number | null
  /** the winner among this batch's rows; null while the database's own content holds */
  holder: Incoming | null
  grid: number
  origin: Omit<Origin, 'waits'>
  receivedAt: number
  /** null for an event the database knew before */
  firstReceivedAt: number | null
  versions: Set<string> | null
}

/**
 * Decides what a batch does to the events known under its ids, row by row in order: a new id is accepted; a content the event has or
 * had is a duplicate; another one without `updatedAt` is a conflict; any other is an update, which becomes the state when it outranks
 * it and is only remembered when it does not. So state and totals do not depend on the order of arrival. `past` holds
 * `number:hash` of earlier contents; `objection` says why the sender of row i may not change an event that counts in this grid and came
 * from there; `isGrid` whether an id still names a grid (an event on none has no facts). Pure.
 */
export function mergeRows(
  rows: readonly Incoming[],
  known: readonly KnownEvent[],
  past: ReadonlySet<string>,
  head: { revision: number; nextNumber: number },
  objection: (row: number, grid: number, origin: Origin) => Objection | null,
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
      const { facts, nextLightAt } = factsOf(row, ++revision, null, false)
      states.set(content.id, {
        number,
        hash,
        updatedAt: content.updatedAt,
        facts,
        nextLightAt,
        lived: { life: facts.life, handledAt: facts.handledAt, nextLightAt },
        urged: false,
        holder: row,
        grid: row.place.grid,
        origin: originOf(row.place),
        receivedAt: row.receivedAt,
        firstReceivedAt: row.receivedAt,
        versions: null,
      })
      out.changes.push({ revision, number, receivedAt: row.receivedAt, before: null, after: facts })
      out.outcomes.push('accepted')
      continue
    }
    if (hash === state.hash || state.versions?.has(hash) || past.has(`${state.number}:${hash}`)) {
      out.outcomes.push('duplicate')
      continue
    }
    const objected = objection(i, state.grid, { ...state.origin, waits: state.lived.life.state === 'awaiting_acceptance' })
    if (objected) {
      out.outcomes.push(objected)
    } else if (content.updatedAt === null) {
      out.outcomes.push('conflict')
    } else {
      const wins = outranks({ updatedAt: content.updatedAt, hash }, state)
      const { number } = state
      state.versions ??= new Set()
      state.versions.add(wins ? state.hash : hash)
      if (!wins) {
        out.versions.push({ number, hash, updatedAt: content.updatedAt, receivedAt: row.receivedAt, content: row, by: i, change: null })
      } else {
        const from = state.lived.life.state
        const holder = corrected(row, state)
        const { facts, nextLightAt } = factsOf(holder, ++revision, state.lived, state.urged)
        const change = { revision, from, to: facts.life.state }
        out.versions.push({
          number,
          hash: state.hash,
          updatedAt: state.updatedAt,
          receivedAt: state.receivedAt,
          content: state.holder,
          by: i,
          change,
        })
        out.changes.push({ revision, number: state.number, receivedAt: row.receivedAt, before: state.facts, after: facts })
        const lived = { life: facts.life, handledAt: facts.handledAt, nextLightAt }
        Object.assign(state, { hash, updatedAt: content.updatedAt, receivedAt: row.receivedAt, holder, grid: holder.place.grid })
        state.origin.source = row.place.source
        Object.assign(state, { facts, nextLightAt, lived })
      }
      out.outcomes.push('updated')
    }
  }

  for (const { number, facts, nextLightAt, holder, firstReceivedAt } of states.values()) {
    if (!holder || !facts) continue
    if (firstReceivedAt === null) out.updates.push({ number, facts, nextLightAt, holder })
    else out.inserts.push({ number, facts, nextLightAt, holder, firstReceivedAt })
  }
  return out
}

/** A row for an event whose type, urgency and place were corrected here (更正): these stay, whatever its source says of them. */
function corrected(row: Incoming, { facts, lived }: State): Incoming {
  if (!facts || !(lived.life.flags & LIFE_FLAGS.corrected)) return row
  const { type, grid, urgency, cellX, cellY } = facts
  return { ...row, place: { ...row.place, type, grid, urgency: Urgency.parse(urgency), cellX, cellY } }
}

/** What a reminder or a card given here left in the flags: whatever its source tells of them later, these hold. */
const URGED = LIFE_FLAGS.reminded | LIFE_FLAGS.yellowCard | LIFE_FLAGS.redCard | LIFE_FLAGS.carded | LIFE_FLAGS.cardsInTime
/** What the passing of time left there: an event that was accepted too late stays so, whatever else its source says of it. */
const LATE = LIFE_FLAGS.acceptedLate | LIFE_FLAGS.dispatchedLate

/**
 * The facts of a content. Where somebody has acted on the event here, its life goes on as it was, whatever its source says of handling or
 * tells of stages; otherwise the source decides, and the light of an event that is still open stays while its deadline does.
 */
function factsOf({ content, place }: Incoming, revision: number, lived: Lived | null, urged: boolean): Pick<Written, 'facts' | 'nextLightAt'> {
  const { grid, type, urgency, cellX, cellY, deadline, nearAt, told } = place
  const facts = { revision, grid, type, urgency, occurredAt: content.occurredAt, handledAt: content.handledAt, cellX, cellY }
  // below the life stands before what is spread, for one hidden class of all facts (decodeChanges in change.ts)
  if (lived && lived.life.flags & LIFE_FLAGS.managed) {
    const cell = isVoid(lived.life) ? { cellX: -1, cellY: -1 } : {}
    // a source that moves the occurrence past the end makes it end when it occurred: nothing is handled before it happens
    const handledAt = lived.handledAt === null ? null : Math.max(lived.handledAt, content.occurredAt)
    return { facts: { life: lived.life, ...facts, ...cell, handledAt }, nextLightAt: lived.nextLightAt }
  }
  const flags = urged && lived ? lived.life.flags & URGED : 0
  if (told) {
    const life = urged ? { ...told.life, flags: (told.life.flags & ~URGED) | flags } : told.life
    const cell = isVoid(life) ? { cellX: -1, cellY: -1 } : {}
    return { facts: { life, ...facts, ...cell, handledAt: told.handledAt }, nextLightAt: told.nextLightAt }
  }
  const life: Life = { ...sourceLife(content.handledAt), deadline, flags: flags | ((lived?.life.flags ?? 0) & LATE) }
  if (content.handledAt !== null) return { facts: { life, ...facts }, nextLightAt: null }
  if (lived?.handledAt === null && lived.life.deadline === deadline) {
    const { light, flags: had } = lived.life
    const stays = { ...life, light, flags: life.flags | (had & LIFE_FLAGS.pastDeadline) }
    return { facts: { life: stays, ...facts }, nextLightAt: lived.nextLightAt }
  }
  return { facts: { life, ...facts }, nextLightAt: nearAt }
}

const originOf = ({ source, reportedBy, byPerson }: Pick<Place, 'source' | 'reportedBy' | 'byPerson'>) => ({ source, reportedBy, byPerson })

function stateOf(event: KnownEvent, isGrid: (id: number) => boolean): State {
  const { number, revision, grid, type, urgency, occurredAt, handledAt, cellX, cellY, hash, updatedAt, receivedAt, life, nextLightAt, urged } = event
  const facts = isGrid(grid) ? { revision, grid, type, urgency, occurredAt, handledAt, cellX, cellY, life } : null
  const lived = { life, handledAt, nextLightAt }
  const origin = originOf(event)
  return { number, hash, updatedAt, facts, lived, urged, nextLightAt, holder: null, grid, origin, receivedAt, firstReceivedAt: null, versions: null }
}
