import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import { maySee, type Viewer } from '@/lib/domain/access'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { type EventAction, EventAction as EventActions } from '@/lib/domain/event-actions'
import { type Life, partyKey } from '@/lib/domain/life'
import { newLife, type PlacedLife } from '@/lib/domain/life-event'
import { ActionIn, DEFAULT_RULES, transition } from '@/lib/domain/lifecycle'
import { squareLeaves } from '@/lib/testing/square-county'
import type { Api } from './api'
import { EVENT_TYPES } from './event-types'
import { type Hands, leadLives, nextStep } from './feed-life'
import { planFeed } from './feed-plan'
import { communityOf, makeModel } from './history-model'
import { calendar } from './holidays'

const END = Date.parse('2026-11-23T01:00:00Z')
const model = makeModel(squareLeaves(8), EVENT_TYPES)
const plan = planFeed(model, END)
const timeOf = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
const whole = { kind: 'grids' as const, prefixes: [''] }

type Kept = { life: PlacedLife; type: string; urgency: 1 | 2 | 3 | 4; revision: number; steps: EventAction[]; source: string }

/** A system that leads lives by the domain's own rules; the source of every fifth event is another. */
function makeSystem(count: number) {
  const events = plan.day(END).events.slice(0, count)
  const lives = new Map<string, Kept>()
  const requests = new Set<string>()
  for (const [i, { event, living }] of events.entries()) {
    const { id, type, urgency = 4 } = event
    const handling = { value: living.type.limit, clock: living.type.clock }
    const report = { reportedAt: living.occurredAt, reporter: null, handledAt: null, limit: handling, deadline: null, stageClock: null }
    const life = { ...newLife(report), grid: `${living.community}001` }
    lives.set(id, { life, type, urgency, revision: i + 1, steps: [], source: i % 5 === 0 && event.title === undefined ? 'other' : 'demo' })
  }
  const clock = { now: END + DAY_MS }
  const shown = (id: string, { life, type, urgency, revision, source }: Kept) => {
    const { state, lead, assisting, grid, reportedAt } = life
    const occurredAt = new Date(reportedAt).toISOString()
    const light: Life['light'] = 'normal'
    return {
      ...{ number: revision, caseNumber: `20261124-${revision}`, id, revision, occurredAt, receivedAt: occurredAt, updatedAt: null, handledAt: null },
      ...{
        deadline: timeOf(life.deadline),
        status: life.closedAt === null ? 'open' : 'handled',
        state,
        light,
        type,
        urgency,
        grid,
        position: null,
        source,
        lead,
        assisting,
      },
    }
  }
  const as = (viewer: Viewer): Api => ({
    get(path, schema) {
      const one = /^\/events\/([\w-]+)$/.exec(path)?.[1]
      const known = one && lives.get(one)
      if (one) return Promise.resolve(known ? z.parse(schema, shown(one, known)) : null)
      const query = new URL(path, 'http://x').searchParams
      const wanted = [...lives].filter(([, { life }]) => (query.has('state') ? life.state === query.get('state') : life.closedAt === null))
      return Promise.resolve(z.parse(schema, { events: wanted.map(([id, kept]) => shown(id, kept)), nextCursor: null }))
    },
    post: () => Promise.reject(new Error('lives are led without posting events')),
    act(id, { requestId, expectedRevision, ...body }) {
      const kept = lives.get(id)
      if (!kept || kept.revision !== expectedRevision || requests.has(requestId)) return Promise.resolve(null)
      const input = ActionIn.parse(body)
      const of = model.types.find(({ code }) => code === kept.type)
      // what somebody may not see is not there for them
      const { grid, lead, assisting } = kept.life
      const parties = [...(lead ? [lead] : []), ...assisting].map(partyKey)
      if (!maySee(viewer, { grid, sensitive: of?.sensitive === true, parties })) return Promise.resolve(null)
      const handling = { value: of?.limit ?? 1, clock: of?.clock ?? 'working_day' }
      const done = transition(kept.life, input, viewer, clock.now, { ...DEFAULT_RULES, calendar, handling, draw: 0.5 })
      // a life that is led late can stand in its first round where its plan is in the second: what was taken is not taken again
      if (!done.ok && input.action === 'take' && kept.life.takenAt !== null) return Promise.resolve(null)
      if (!done.ok) throw new Error(`${input.action}: ${done.message}`)
      requests.add(requestId)
      Object.assign(kept, { life: done.event, revision: kept.revision + 10_000 })
      kept.steps.push(input.action)
      return Promise.resolve({ id, revision: kept.revision, state: done.event.state, lead: done.event.lead, deadline: timeOf(done.event.deadline) })
    },
  })
  const departments = new Map([...new Set(model.types.flatMap((t) => t.lead.split('/')))].map((name) => [name, as(handler(name))]))
  const hands: Hands = {
    dispatcher: as({ id: 'd', name: 'd', role: 'dispatcher', scope: whole }),
    operator: as({ id: 'o', name: 'o', role: 'operator', scope: whole }),
    supervisor: as({ id: 's', name: 's', role: 'supervisor', scope: whole }),
    watcherOf: () => 's',
    departments,
  }
  return { lives, hands, clock }
}
const handler = (department: string): Viewer => ({ id: department, name: department, role: 'handler', scope: { kind: 'department', department } })

/** Leads lives until a moment, in turns that grow longer where nothing is due. */
async function leadUntil({ hands, clock }: ReturnType<typeof makeSystem>, until: number, stepMs = HOUR_MS): Promise<string[]> {
  const stop = new AbortController()
  const warned: string[] = []
  const log = { warn: (of: object) => void warned.push(JSON.stringify(of)) }
  const running = leadLives({
    ...{ hands, plan, log, signal: stop.signal, now: () => clock.now },
    wait() {
      clock.now += stepMs
      if (clock.now >= until) stop.abort(new Error('enough'))
      return Promise.resolve()
    },
  })
  await expect(running).rejects.toThrow('enough')
  return warned
}

it('leads the events of the demonstration from report to end by all steps there are, and leaves the others to their source', async () => {
  const system = makeSystem(200)
  expect(await leadUntil(system, END + 30 * DAY_MS)).toEqual([])
  const all = [...system.lives.values()]
  const own = all.filter(({ source }) => source === 'demo')
  expect(all.filter(({ source, steps }) => source !== 'demo' && steps.length > 0)).toEqual([])
  expect(own.filter(({ life }) => life.closedAt !== null).length).toBeGreaterThan(0.97 * own.length)
  expect(own.some(({ steps }) => steps.join() === 'accept,dispatch,take,hand_in,verify')).toBe(true)
  const seen = new Set(own.flatMap(({ steps }) => steps))
  for (const action of ['reject', 'handle_on_spot', 'return', 'ask_extension', 'send_back', 'follow_up', 'remind'] as const)
    expect(seen, action).toContain(action)
  // as the plan has it: hours and days, not at once
  const took = own.flatMap(({ life }) => (life.closedAt === null ? [] : [life.closedAt - life.reportedAt])).sort((a, b) => a - b)
  expect(took[Math.floor(took.length / 2)]).toBeGreaterThan(12 * HOUR_MS)
})

it('goes on after a restart, and leads on what people have done by themselves', async () => {
  const system = makeSystem(160)
  await leadUntil(system, END + 2 * DAY_MS)
  // a person suspends what is being handled, and another reopens what has ended
  const suspended = [...system.lives].filter(([, { life, source }]) => life.state === 'handling' && source === 'demo').slice(0, 5)
  for (const [id, { revision }] of suspended)
    await system.hands.supervisor.act(id, { requestId: `s${id}`, expectedRevision: revision, action: 'suspend', reason: '等待' })
  const closed = [...system.lives].filter(([, { life, source }]) => life.state === 'closed' && source === 'demo').slice(0, 5)
  for (const [id, { revision }] of closed)
    await system.hands.supervisor.act(id, { requestId: `r${id}`, expectedRevision: revision, action: 'reopen', reason: '未解决' })
  expect([suspended.length, closed.length]).toEqual([5, 5])
  const before = [...system.lives.values()].reduce((n, { steps }) => n + steps.length, 0)
  expect(await leadUntil(system, END + 30 * DAY_MS)).toEqual([])
  expect([...system.lives.values()].reduce((n, { steps }) => n + steps.length, 0)).toBeGreaterThan(before + 100)
  for (const [id] of [...suspended, ...closed]) expect(system.lives.get(id)?.life.closedAt, id).not.toBeNull()
})

it('leads one grave event from report to end within the first minutes', async () => {
  const system = makeSystem(200)
  system.clock.now = END + 60_000
  const gravest = plan.day(END).events.find(({ event }) => event.urgency === 1 && event.title !== undefined)
  if (!gravest) throw new Error('no opening')
  expect(gravest.living.occurredAt - END).toBeLessThanOrEqual(180_000)
  expect(await leadUntil(system, END + 10 * 60_000, 2_000)).toEqual([])
  const led = system.lives.get(gravest.event.id)
  expect(led?.steps).toEqual(['accept', 'dispatch', 'take', 'hand_in', 'verify', 'follow_up'])
})

it('finds the next step by how an event stands', () => {
  const [first] = plan.day(END).events
  if (!first) throw new Error('no event')
  const at = (hours: number) => END + hours * HOUR_MS
  const steps = [
    ...[
      { action: 'accept' as const, at: at(1) },
      { action: 'dispatch' as const, at: at(2) },
      { action: 'take' as const, at: at(3) },
    ],
    ...[
      { action: 'hand_in' as const, at: at(4) },
      { action: 'send_back' as const, at: at(5) },
      { action: 'hand_in' as const, at: at(6) },
    ],
    ...[
      { action: 'verify' as const, at: at(7) },
      { action: 'follow_up' as const, at: at(20) },
    ],
  ]
  const life = { steps, endsAt: at(7) }
  expect(nextStep(life, 'awaiting_acceptance', at(0), at(0))).toBe(0)
  expect(nextStep(life, 'handling', at(2.5), at(0))).toBe(2)
  expect(nextStep(life, 'handling', at(3.5), at(3.2))).toBe(3)
  expect(nextStep(life, 'handling', at(5.5), at(5.2))).toBe(5)
  // nobody was there for long: the last way out of where it stands
  expect(nextStep(life, 'awaiting_verification', at(30), at(30))).toBe(6)
  expect(nextStep(life, 'closed', at(8), at(8))).toBe(7)
  expect(nextStep(life, 'closed', at(30), at(30))).toBe(8)
  expect(nextStep(life, 'suspended', at(3), at(0))).toBe(8)
  expect(EventActions.options).toContain('follow_up')
  expect(communityOf('411324001101001')).toBe('411324001101')
})
