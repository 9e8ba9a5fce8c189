import type { Logger } from 'pino'
import * as z from 'zod/mini'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { GridEvent } from '@/lib/domain/event'
import { ACTIONS, EventAction } from '@/lib/domain/event-actions'
import { type EventState, isEnded } from '@/lib/domain/life'
import { makeRandom, uuid } from '@/lib/domain/random'
import { type Acted, type Api, pause } from './api'
import type { FeedPlan } from './feed-plan'
import { communityOf } from './history-model'
import type { LifeStep, PlannedLife } from './lives'

/** A look at the newest open events this often … */
const TURN_MS = 2_000
const NEWEST = 100
/** … and at all of them this often: others act too, and the history may have been made meanwhile. */
const REREAD_MS = 5 * 60_000
const PAGE = 500
/** Actions in one turn, so that a day that is made up for does not come as one storm. */
const MAX_ACTIONS = 40
/** What was to be done while nobody did it is done within this time after the start. */
const BACKLOG_MS = 2 * HOUR_MS
/** Events that ended may still be followed up when they are no older than this. */
const ENDED_MS = 6 * DAY_MS

const Page = z.object({ events: z.array(GridEvent), nextCursor: z.nullish(z.string()) })

/** Who acts: the dispatchers, the operators of grids, the supervisors, and the departments by name; `watcherOf`: the account that watches a card in a grid (督办人). */
export type Hands = { dispatcher: Api; operator: Api; supervisor: Api; departments: ReadonlyMap<string, Api>; watcherOf(grid: string): string }

/** An event that is led: how it stands, what will happen to it, and which step is next. */
type Led = { event: Pick<GridEvent, 'id' | 'type' | 'urgency' | 'grid'> & Acted; life: PlannedLife; next: number; tries: number }

/**
 * Leads the demonstration's events through the life cycle, those of its history too, each by its own plan and at its own pace: as a
 * county's dispatchers, departments, communities and supervisors would. What has been done is seen by how an event stands, so nothing need
 * be remembered. What people do by themselves is left as it is, and the event is led on from
 * there. Returns only by throwing the signal's reason.
 */
export async function leadLives(options: {
  hands: Hands
  plan: FeedPlan
  log: Pick<Logger, 'warn'>
  signal: AbortSignal
  now?: () => number
  wait?: (ms: number, signal: AbortSignal) => Promise<void>
  /** how often all that is open is looked at */
  rereadMs?: number
  /** how many act at the same moment */
  atOnce?: number
}): Promise<never> {
  const { hands, plan, log, signal, now = Date.now, wait = pause, rereadMs = REREAD_MS, atOnce = 1 } = options
  const { dispatcher } = hands
  const { seed, types } = plan.model
  const startedAt = now()
  const led = new Map<string, Led>()
  /** what could not be led on, and how it stood: it waits for somebody who moves it */
  const stuck = new Map<string, EventState>()

  const meet = (event: GridEvent) => {
    const type = types.find((t) => t.code === event.type)
    if (event.source !== 'demo' || !type || stuck.get(event.id) === event.state) return
    const known = led.get(event.id)
    if (known && known.event.state === event.state) return void Object.assign(known.event, event)
    const { id, urgency } = event
    const life = plan.life({ id, type, occurredAt: Date.parse(event.occurredAt), urgency, community: communityOf(event.grid) })
    led.set(id, { event, life, next: nextStep(life, event.state, now(), startedAt), tries: 0 })
  }
  const readAll = async (query: string) => {
    const read: GridEvent[] = []
    let cursor: string | null | undefined
    do {
      const page: z.infer<typeof Page> | null = await dispatcher.get(`/events?${query}&limit=${PAGE}${cursor ? `&cursor=${cursor}` : ''}`, Page)
      read.push(...(page?.events ?? []))
      cursor = page?.nextCursor
    } while (cursor)
    return read
  }
  const meetAll = async () => {
    const open = await readAll('status=open')
    const there = new Set(open.map(({ id }) => id))
    for (const [id, { event }] of led) if (!there.has(id) && !isEnded(event.state)) led.delete(id)
    for (const event of open) meet(event)
  }

  /** When the next step of an event is due. */
  const dueAt = ({ event, life, next }: Led): number => {
    const chance = (what: string) => makeRandom(seed, what, event.id, event.state).next()
    const step = life.steps[next]
    // nobody planned what people made of it: it is led on after a while
    if (!step) return startedAt + BACKLOG_MS * (0.2 + 0.8 * chance('unplanned'))
    return step.at >= startedAt - 60_000 ? step.at : startedAt + BACKLOG_MS * chance('backlog')
  }

  async function take(one: Led): Promise<void> {
    const { event, life, next } = one
    const step = life.steps[next] ?? unplanned(event)
    const action = step && EventAction.safeParse(step.action)
    const by = step && handOf(hands, step.action, event)
    if (!step || !by || !action?.success) {
      // not ours to do, or told by the histories of sources only
      if (step && life.steps[next] && !changesState(step.action)) one.next++
      else led.delete(event.id)
      return
    }
    const requestId = uuid(makeRandom(seed, 'request', event.id, next, event.revision))
    const done = await by.act(event.id, {
      requestId,
      expectedRevision: event.revision,
      action: action.data,
      ...wordsOf(step, event, hands.watcherOf(event.grid), now()),
    })
    if (done) {
      Object.assign(event, done)
      one.next = life.steps[next] ? next + 1 : nextStep(life, event.state, now(), startedAt)
      one.tries = 0
    } else {
      const seen = await dispatcher.get(`/events/${event.id}`, GridEvent)
      if (!seen || ++one.tries > 2) {
        log.warn({ event: event.id, action: step.action, state: event.state }, 'an event of the demonstration is left as it is')
        stuck.set(event.id, seen?.state ?? event.state)
        return void led.delete(event.id)
      }
      if (seen.state !== event.state) one.next = nextStep(life, seen.state, now(), startedAt)
      else if (one.tries === 2) one.next++
      Object.assign(event, seen)
    }
    if (one.next >= life.steps.length && isEnded(event.state)) led.delete(event.id)
  }

  for (const event of await readAll(`state=closed&from=${encodeURIComponent(new Date(now() - ENDED_MS).toISOString())}`)) {
    meet(event)
    const one = led.get(event.id)
    if (one && one.life.steps[one.next] === undefined) led.delete(event.id)
  }
  let readAt = Number.NEGATIVE_INFINITY
  for (;;) {
    if (now() - readAt >= rereadMs) {
      readAt = now()
      await meetAll()
    } else for (const event of (await dispatcher.get(`/events?status=open&limit=${NEWEST}`, Page))?.events ?? []) meet(event)
    const due = [...led.values()].map((one) => ({ one, at: dueAt(one) })).filter(({ at }) => at <= now())
    const queue = due.sort((a, b) => a.at - b.at).slice(0, MAX_ACTIONS)
    const act = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) await take(next.one)
    }
    await Promise.all(Array.from({ length: atOnce }, act))
    await wait(TURN_MS, signal)
    signal.throwIfAborted()
  }
}

const rowOf = (action: LifeStep['action']) => {
  const known = EventAction.safeParse(action)
  return known.success ? ACTIONS[known.data] : null
}
const changesState = (action: LifeStep['action']): boolean => rowOf(action)?.to != null

/**
 * Which step of a life is next for an event that stands in a state: the first one to come that leads out of it, or the last one that
 * should have; with what comes before it and in the same state, unless that was before `since`. Beyond the last step where the life has none.
 */
export function nextStep({ steps }: PlannedLife, state: EventState, now: number, since: number): number {
  let here: EventState = 'awaiting_acceptance'
  let found = steps.length
  for (const [i, { action, at }] of steps.entries()) {
    const stays = !changesState(action)
    // of what has ended the steps after it are wanted, whether or not they change its state
    if (here === state && (!stays || isEnded(state)) && (at > now || !isEnded(state))) {
      found = i
      if (at > now) break
    }
    here = rowOf(action)?.to ?? here
  }
  while (found > 0 && found < steps.length) {
    const before = steps[found - 1]
    if (!before || changesState(before.action) || before.at < since) break
    found--
  }
  return found
}

/** What is done with an event that stands as nobody planned. */
function unplanned({ state, grid }: Led['event']): LifeStep | null {
  const step = (action: LifeStep['action'], more: Partial<LifeStep> = {}): LifeStep => ({ action, at: 0, ...more })
  switch (state) {
    case 'awaiting_acceptance':
      return step('accept')
    case 'awaiting_dispatch':
      return step('dispatch', { party: { kind: 'grid', id: communityOf(grid) } })
    case 'handling':
      return step('hand_in')
    case 'suspended':
      return step('resume')
    case 'awaiting_verification':
      return step('verify')
    default:
      return null
  }
}

/** Who does a step: whoever was given the event, the desk, or a supervisor. Null: a member or a team does, who are people. */
function handOf({ dispatcher, operator, supervisor, departments }: Hands, action: LifeStep['action'], { lead }: Led['event']): Api | null {
  switch (action) {
    case 'take':
    case 'hand_in':
    case 'return':
    case 'ask_extension':
    case 'reply':
      if (lead?.kind === 'department') return departments.get(lead.id) ?? null
      return lead?.kind === 'grid' ? operator : null
    case 'handle_on_spot':
      return operator
    case 'grant_extension':
    case 'refuse_extension':
    case 'suspend':
    case 'resume':
    case 'reopen':
    case 'supervise':
    case 'lift':
      return supervisor
    default:
      return dispatcher
  }
}

/** What comes with a step, as the API wants it. */
function wordsOf(
  { action, party, deadline, satisfied, solved, card, words }: LifeStep,
  event: Led['event'],
  watcher: string,
  now: number,
): Record<string, unknown> {
  // what is done late must still lie ahead, and after the deadline in force
  const least = Math.max(now, event.deadline ? Date.parse(event.deadline) : now)
  const until =
    deadline === undefined && action !== 'ask_extension'
      ? {}
      : { deadline: new Date(deadline !== undefined && deadline > least ? deadline : least + DAY_MS).toISOString() }
  switch (action) {
    case 'dispatch':
      return { lead: party ?? { kind: 'grid', id: communityOf(event.grid) } }
    case 'hand_in':
      return { note: words ?? '已到现场处置，情况已恢复正常。' }
    case 'reject':
      return { answer: words ?? '经核实不属于网格受理范围，已告知报事人。' }
    case 'follow_up':
      return { satisfied: satisfied === true, solved: solved === true }
    case 'supervise':
      return { card: card ?? 'yellow', supervisor: watcher, demandedReply: words ?? '请限期办结并书面回复。', ...until }
    default:
      return { ...(words === undefined ? {} : { reason: words }), ...until }
  }
}
