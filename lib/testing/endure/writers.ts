import { setTimeout as pause } from 'node:timers/promises'
import * as z from 'zod/mini'
import { type EventIn, SaveResult } from '@/lib/domain/event'
import { type Random, uuid } from '@/lib/domain/random'
import type { Network } from '../e2e/network'
import { smallTypes, spot } from '../small-county'
import { ask } from './ask'
import { below, oneOf } from './chance'
import type { Gate } from './gate'
import { type Content, type Model, type ModelEvent, updated } from './model'
import { type Part, type People, WRITERS } from './people'
import { Overdue } from './wait'

const MAX_ROWS = 6
const MAX_PAUSE_MS = 200
const RETRY_MS = 60
const TIMEOUT_MS = 120_000
/** An update may be as far behind the content that holds, when it came late. */
const LATE_MS = 3
const TYPES = smallTypes().map((type) => type.code)

/** The leaf of the small county in this column (0…7) and row (0…3), told from its plan and not by the product's index. */
export function leafAt(column: number, row: number): string {
  const [street, right, upper] = [column < 4 ? 1 : 2, column % 4 >= 2, row >= 2]
  const quarter = 1 + (right ? 1 : 0) + (upper ? 2 : 0)
  const community = `41132400${street}10${quarter}`
  return quarter === 4 ? community : `${community}00${1 + (column % 2) + 2 * (row % 2)}`
}

export type WriterContext = {
  network: Pick<Network, 'origin'>
  people: People
  model: Model
  gate: Gate
  random: Random
  /** the clock of senders: never ahead of what the server takes for now */
  now(): number
  /** the server's clock was set, or is being set right again */
  isClockSet(): boolean
  counted: { posts: number; retried: number }
}

/** What became of the rows, the same where none was taken (422). */
const Outcome = z.pick(SaveResult, { accepted: true, updated: true, duplicates: true, rejected: true })

/** A row on its way, with what must become of it. */
type Sending = { lane: ModelEvent['lane']; content: Content }

/** Posts batches of new events, updates and repeats as one source, until the gate is ended. */
export async function runWriter(part: Part, context: WriterContext): Promise<void> {
  const { gate, random } = context
  while (!gate.over) {
    await gate.through(async () => {
      const rows: Sending[] = []
      for (let n = 1 + below(random, MAX_ROWS); n > 0; n--) {
        const next = nextRow(part, context)
        // one message of an event at a time: which of two came first is not to be told
        if (next && !rows.some((r) => r.content.row.id === next.content.row.id)) rows.push(next)
      }
      if (rows.length > 0) await post(part, rows, context)
    })
    await pause(below(random, MAX_PAUSE_MS))
  }
}

/** Posts rows until they are answered. Throws when they are refused, which none of ours may be. */
export async function post(part: Part, rows: readonly Sending[], { network, people, model, counted, isClockSet }: WriterContext): Promise<void> {
  for (const { content } of rows) model.sending(content.row.id)
  counted.posts++
  for (const deadline = Date.now() + TIMEOUT_MS; ; await pause(RETRY_MS)) {
    const answer = await ask(
      network,
      '/api/events',
      people[part].token,
      rows.map(({ content }) => content.row),
    )
    if (answer?.status === 200 || answer?.status === 422) {
      const { accepted, updated, duplicates, rejected } = Outcome.parse(answer.body)
      // written before the server's clock was set back: sent again until it has caught up
      const early = rejected.length > 0 && rejected.every(({ code }) => code === 'in_future') && isClockSet()
      if (early) {
        counted.retried++
        continue
      }
      if (rejected.length > 0 || accepted + updated + duplicates !== rows.length)
        throw new Error(`rows were refused: ${JSON.stringify(answer.body).slice(0, 500)}`)
      for (const { lane, content } of rows) model.acknowledge(part, lane, content)
      return
    }
    if (answer) throw new Error(`a post was refused: ${answer.status} ${JSON.stringify(answer.body).slice(0, 500)}`)
    counted.retried++
    if (Date.now() > deadline) throw new Overdue(`a post was not answered for ${TIMEOUT_MS / 1_000} s`)
  }
}

/** Posts again what a restored backup does not have, as its senders do. */
export async function sendAgain(
  gone: readonly { sender: string; lane: ModelEvent['lane']; content: Content }[],
  context: WriterContext,
): Promise<void> {
  for (const part of WRITERS) {
    const rows = gone.filter(({ sender }) => sender === part)
    // in batches in which no event comes twice
    while (rows.length > 0) {
      const ids = new Set<string>()
      const batch = rows.filter(({ content: { row } }) => ids.size < 500 && !ids.has(row.id) && ids.add(row.id))
      for (const row of batch) rows.splice(rows.indexOf(row), 1)
      await post(part, batch, context)
    }
  }
}

function nextRow(part: Part, { model, random, now }: WriterContext): Sending | null {
  const dice = random.next()
  if (dice < 0.55) return newRow(part, random, now())
  const own = [...model.events.values()].filter((event) => event.sender === part && !model.unanswered.events.has(event.id))
  if (own.length === 0) return newRow(part, random, now())
  // the newest are changed the most, as in life
  const event = oneOf(random, random.next() < 0.7 ? own.slice(-40) : own)
  const { lane, contents } = event
  const repeated = oneOf(random, contents)
  if (dice < 0.65) return updated(repeated) <= now() ? { lane, content: repeated } : null
  return update(event, random, now())
}

function newRow(part: Part, random: Random, now: number): Sending {
  const [column, line] = [below(random, 8), below(random, 4)]
  const occurredAt = new Date(now - below(random, 3_600_000)).toISOString()
  const row: EventIn = { id: uuid(random), occurredAt, type: oneOf(random, TYPES), source: part, title: '占道堆放杂物' }
  const grid = leafAt(column, line)
  const place = random.next() < 0.9 ? { position: spot(column, line, random.next() * 0.8 - 0.4, random.next() * 0.8 - 0.4) } : { grid }
  return { lane: random.next() < 0.5 ? 'life' : 'source', content: { row: { ...row, ...place }, grid } }
}

/** What a source says next of an event: other words, another type or place, that it was handled. Sometimes it comes late. */
function update({ lane, contents }: ModelEvent, random: Random, now: number): Sending | null {
  const known = new Set(contents.map(({ row }) => row.updatedAt))
  const latest = Math.max(...contents.map(({ row }) => Date.parse(row.updatedAt ?? row.occurredAt)))
  const at = random.next() < 0.2 ? latest - 1 - below(random, LATE_MS) : now
  const updatedAt = new Date(at).toISOString()
  const content = oneOf(random, contents)
  if (known.has(updatedAt) || at > now) return null
  const { handledAt: _handledAt, ...row } = content.row
  const next: EventIn = { ...row, updatedAt, description: `第${contents.length}次` }
  if (lane === 'source') {
    next.type = oneOf(random, TYPES)
    const handled = Math.max(Date.parse(row.occurredAt), at - below(random, 60_000))
    if (random.next() < 0.6) next.handledAt = new Date(handled).toISOString()
  }
  if (lane === 'life' || next.position === undefined || random.next() < 0.7) return { lane, content: { row: next, grid: content.grid } }
  const [column, line] = [below(random, 8), below(random, 4)]
  return { lane, content: { row: { ...next, position: spot(column, line) }, grid: leafAt(column, line) } }
}
