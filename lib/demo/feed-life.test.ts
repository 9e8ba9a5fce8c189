import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import type { Role, Viewer } from '@/lib/domain/access'
import { shippedCalendar } from '@/lib/domain/atlas'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { EventState, type Life } from '@/lib/domain/life'
import { newLife, type PlacedLife } from '@/lib/domain/life-event'
import { ActionIn, DEFAULT_RULES, transition } from '@/lib/domain/lifecycle'
import { plainTypes, squareLeaves } from '@/lib/testing/square-county'
import type { Api } from './api'
import { leadLives } from './feed-life'
import { planFeed } from './feed-plan'
import { makeModel } from './history-model'

const END = Date.parse('2026-11-23T01:00:00Z')
const model = makeModel(squareLeaves(8), plainTypes())
const plan = planFeed(model, END)
const calendar = shippedCalendar()
const limit = { value: 1, clock: 'calendar_day' as const }

/** A system that leads lives by the domain's own rules; `source` of every fifth event is another. */
function makeSystem(count: number) {
  const events = plan.day(END).events.slice(0, count)
  const lives = new Map<string, { life: PlacedLife; revision: number; at: number; steps: string[]; source: string }>()
  for (const [i, { id, occurredAt, grid = '411324001101' }] of events.entries()) {
    const reportedAt = Date.parse(occurredAt)
    const life = { ...newLife({ reportedAt, reporter: null, handledAt: null, limit, deadline: reportedAt + DAY_MS, stageClock: null }), grid }
    lives.set(id, { life, revision: i + 1, at: reportedAt, steps: [], source: i % 5 === 0 ? 'other' : 'demo' })
  }
  let now = END + DAY_MS
  const api = (role: Role): Api => {
    const viewer: Viewer = { id: role, name: role, role, scope: { kind: 'grids', prefixes: [''] } }
    return {
      async get(path, schema) {
        const state = EventState.parse(new URL(path, 'http://x').searchParams.get('state'))
        const page = [...lives].flatMap(([id, { life, revision, source }]) => {
          const sent = events.find((e) => e.id === id)
          if (life.state !== state || !sent) return []
          const times = { occurredAt: sent.occurredAt, receivedAt: sent.occurredAt, updatedAt: null, handledAt: null, deadline: null }
          const known = { number: revision, caseNumber: `20261124-${revision}`, id, revision, ...times }
          const light: Life['light'] = 'normal'
          const rest = { type: sent.type, urgency: sent.urgency ?? 4, grid: life.grid, position: sent.position ?? null, source }
          return [{ ...known, status: 'open', state, light, ...rest }]
        })
        return z.parse(schema, { events: page, nextCursor: null })
      },
      post: () => Promise.reject(new Error('lives are led without posting events')),
      act(id, { requestId: _request, expectedRevision, ...body }) {
        const kept = lives.get(id)
        if (!kept || kept.revision !== expectedRevision) return Promise.resolve(false)
        const input = ActionIn.parse(body)
        const done = transition(kept.life, input, viewer, now, { ...DEFAULT_RULES, calendar, handling: limit, draw: 0.5 })
        if (!done.ok) throw new Error(done.message)
        lives.set(id, { ...kept, life: done.event, revision: kept.revision + 1_000, steps: [...kept.steps, input.action] })
        return Promise.resolve(true)
      },
    }
  }
  const pass = (ms: number) => {
    now += ms
  }
  return { lives, api, now: () => now, pass }
}

it('leads the greater part of the events of the demonstration from report to end, and leaves the others to their source', async () => {
  const system = makeSystem(120)
  const stop = new AbortController()
  let turns = 0
  const running = leadLives({
    dispatcher: system.api('dispatcher'),
    hands: system.api('operator'),
    plan,
    signal: stop.signal,
    now: system.now,
    async wait() {
      system.pass(turns < 2_000 ? 5_000 : HOUR_MS)
      if (++turns === 2_200) stop.abort(new Error('enough'))
    },
  })
  await expect(running).rejects.toThrow('enough')
  const led = [...system.lives.values()].filter((e) => e.steps.length > 0)
  expect(led.every((e) => e.source === 'demo')).toBe(true)
  expect(led.length).toBeGreaterThan(40)
  expect(led.length).toBeLessThan(96)
  const ended = led.filter((e) => e.life.state === 'closed' || e.life.state === 'rejected')
  expect(ended.length).toBeGreaterThan(led.length * 0.8)
  expect(ended.some((e) => e.steps.join() === 'accept,dispatch,hand_in,verify')).toBe(true)
  expect(led.some((e) => e.life.rework > 0)).toBe(true)
})
