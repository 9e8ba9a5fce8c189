import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { getEvent, listEvents } from '@/lib/db/events/event-list'
import { saveEvents } from '@/lib/db/events/events'
import { passDeadlines } from '@/lib/db/events/lights'
import { transitionEvent } from '@/lib/db/events/transitions'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import type { Acted, Api } from '@/lib/demo/api'
import { type Hands, leadLives } from '@/lib/demo/feed-life'
import type { FeedPlan } from '@/lib/demo/feed-plan'
import { runFeed } from '@/lib/demo/feed-run'
import type { Role, Scope, Viewer } from '@/lib/domain/access'
import { isProblem } from '@/lib/domain/problem'
import { EventsQuery } from '@/lib/domain/routes/event-list'
import { TransitionIn } from '@/lib/domain/transition'

/** How far the clock goes on between two looks, where nothing waits to be done. */
const STEP_MS = 4 * 60_000
/** As much is done in one look (feed-life.ts); where it was, the next one follows at once. */
const MANY = 40
const AT_ONCE_MS = 2_000
/** Nobody else acts, so all that is open is seldom looked at anew. */
const REREAD_MS = 12 * 3_600_000
/** As many connections as a pool has, less those of the lights and the feed. */
const AT_ONCE = 8
/** A lease of the machine's own clock, renewed each turn. */
const LEASE_MS = 10 * 60_000

/** What the feed may send as. */
const SOURCES = ['demo']
const COUNTY: Scope = { kind: 'grids', prefixes: [''] }
const person = (role: Role, scope: Scope = COUNTY): Viewer => ({ id: role, name: role, role, scope, sources: SOURCES })
/** What an answer of the API refuses, and the demonstration takes for a no (api.ts). */
const refuses = (error: unknown) => isProblem(error) && error.status >= 400 && error.status < 500

/** What has been done, and what was refused, by action. */
export type Tally = { done: Map<string, number>; refused: Map<string, number>; posted: number }

/** What was done, and how far the clock went. */
export type Lived = Tally & { now: number }

/**
 * The demonstration's feed and hands (departments, communities, supervisors) from the end of its history on, on the shared database, by a
 * clock of their own: through the functions that the API calls, so that what differs from a running server is the clock alone. The lights are
 * passed as its job does. `onDay` is called at each midnight (UTC) of that clock. Ends at `until`, or when `signal` is aborted.
 */
export async function liveOn(options: {
  plan: FeedPlan
  departments: readonly string[]
  until: number
  signal: AbortSignal
  warn(what: object): void
  onDay(now: number, tally: Tally): Promise<void>
}): Promise<Lived> {
  const { plan, departments, until, signal, warn, onDay } = options
  const tally: Tally = { done: new Map(), refused: new Map(), posted: 0 }
  let now = plan.end
  let acted = 0
  const holder = randomUUID()
  const renew = async (): Promise<Fence> => {
    const fence = await takeLease('simulated lights', holder, LEASE_MS)
    if (!fence) throw new Error('somebody else holds the lease')
    return fence
  }

  const count = (of: Map<string, number>, action: string) => void of.set(action, (of.get(action) ?? 0) + 1)
  const as = (viewer: Viewer): Api => ({
    async get(path, schema) {
      const url = new URL(path, 'http://simulated')
      const id = /^\/events\/([\w-]+)$/.exec(url.pathname)?.[1]
      if (id === undefined) return z.parse(schema, await listEvents(viewer, EventsQuery.parse(Object.fromEntries(url.searchParams)), now))
      const event = await getEvent(viewer, id, now)
      return event && z.parse(schema, event)
    },
    async post(events) {
      const result = await saveEvents(events, { viewer, now })
      tally.posted += result.accepted
      return result
    },
    async act(id, body): Promise<Acted | null> {
      acted++
      try {
        const { event } = await transitionEvent(viewer, id, TransitionIn.parse(body), { now })
        count(tally.done, body.action)
        return event
      } catch (error) {
        if (!refuses(error)) throw error
        count(tally.refused, `${body.action}: ${error instanceof Error ? error.message : ''}`)
        return null
      }
    },
  })
  const [dispatcher, operator, supervisor] = (['dispatcher', 'operator', 'supervisor'] as const).map((role) => person(role))
  if (!dispatcher || !operator || !supervisor) throw new Error('nobody acts')
  const hands: Hands = {
    ...{ dispatcher: as(dispatcher), operator: as(operator), supervisor: as(supervisor), watcherOf: () => supervisor.id },
    departments: new Map(
      departments.map((name) => [name, as({ ...person('handler', { kind: 'department', department: name }), id: `handler ${name}` })]),
    ),
  }

  // feed and hands wait for each other here: then it is time for the lights, and for the clock to go on
  const stop = new AbortController()
  const waiting: (() => void)[] = []
  const faults: unknown[] = []
  const turn = async () => {
    const fence = await renew()
    while ((await passDeadlines(fence, now)) > 0);
    const before = new Date(now).getUTCDate()
    now += acted >= MANY ? AT_ONCE_MS : STEP_MS
    acted = 0
    if (new Date(now).getUTCDate() !== before) await onDay(now, tally)
    if (now >= until || signal.aborted) stop.abort(new Error('the days are over'))
  }
  const wait = () =>
    new Promise<void>((resolve) => {
      waiting.push(resolve)
      if (waiting.length < 2) return
      void turn()
        .catch((error: unknown) => {
          faults.push(error)
          stop.abort(error)
        })
        .finally(() => {
          for (const go of waiting.splice(0)) go()
        })
    })
  const log = { info: () => {}, warn }
  const shared = { plan, log, signal: stop.signal, now: () => now, wait }
  const ends = await Promise.allSettled(
    [runFeed({ ...shared, api: hands.dispatcher }), leadLives({ ...shared, hands, rereadMs: REREAD_MS, atOnce: AT_ONCE })].map((loop) =>
      loop.catch((error: unknown) => {
        // whoever fails keeps the other from waiting for ever
        if (!stop.signal.aborted) {
          stop.abort(error)
          for (const go of waiting.splice(0)) go()
        }
        throw error
      }),
    ),
  )
  if (faults.length > 0) throw faults[0]
  const failed = ends.find((one) => one.status === 'rejected' && !(one.reason instanceof Error && one.reason.message === 'the days are over'))
  if (failed?.status === 'rejected') throw failed.reason
  return { ...tally, now }
}
