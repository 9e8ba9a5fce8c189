import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { createToken } from '@/lib/db/accounts/tokens'
import { type Role, type Scope, WorkRole } from '@/lib/domain/access'
import { SaveResult } from '@/lib/domain/event'
import { FigureName } from '@/lib/domain/figure-terms'
import { Kpis } from '@/lib/domain/figures'
import { EventsQuery } from '@/lib/domain/routes/event-list'
import type { Stage } from '@/lib/domain/stages'
import { expectProblem, read } from '@/lib/testing/answers'
import { enginesOfThisFile } from '@/lib/testing/engines'
import { sideOf } from '@/lib/testing/kpi-side'
import { startServer, type TestServer } from '@/lib/testing/server'
import { event, spot } from '@/lib/testing/small-county'

const Page = z.object({ events: z.array(z.unknown()), figure: z.object({ counted: z.int(), listed: z.int() }) })
const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** The event that nobody without sight may find by counting, and what is asked about it. */
const PLACE = spot(1, 1)
const occurredAt = new Date(Math.floor(Date.now() / HOUR) * HOUR - 7 * MINUTE)
const at = (ms: number) => new Date(occurredAt.getTime() + ms).toISOString()

/** One question or more for each filter that the figures of `GET /api/kpis` do not have, each of them true of the event. */
const PROBES: Record<string, string> = {
  type: 'type=0102',
  urgency: 'urgency=3',
  state: 'state=handling',
  light: 'light=normal,near,overdue',
  status: 'status=open',
  given: 'given=me',
  reported: 'reported=me',
  bbox: `bbox=${PLACE[0] - 0.00005},${PLACE[1] - 0.00005},${PLACE[0] + 0.00005},${PLACE[1] + 0.00005}`,
  dueFrom: `dueFrom=${at(0)}`,
  dueTo: `dueTo=${at(400 * 24 * HOUR)}`,
  handledFrom: `handledFrom=${at(-HOUR)}`,
  handledTo: `handledTo=${at(HOUR)}`,
  q: `q=${encodeURIComponent('婚姻')}`,
  class: 'class=01',
  card: 'card=yellow',
  department: `department=${encodeURIComponent('民政')}`,
}
const KPI_FILTERS = ['within', 'from', 'to', 'service']
const NO_FILTERS = ['figure', 'order', 'rows', 'limit', 'cursor']

it('asks about every filter that a list has', () => {
  expect([...Object.keys(PROBES), ...KPI_FILTERS, ...NO_FILTERS].sort()).toEqual(Object.keys(EventsQuery.shape).sort())
})

const SCOPES: Record<string, Scope> = {
  county: { kind: 'grids', prefixes: [''] },
  street: { kind: 'grids', prefixes: ['411324001'] },
  community: { kind: 'grids', prefixes: ['411324001101'] },
  department: { kind: 'department', department: '城管' },
}

describe.each(enginesOfThisFile())('what is told only as a count is not found by counting (%s)', (engine) => {
  let server: TestServer
  const who: { name: string; role: Role; scope: string; token: string }[] = []
  const count = async (token: string, query: string) => (await read(await server.fetch(`/api/events?limit=1&${query}`, token), Page)).figure
  const day = `from=${at(-24 * HOUR)}&to=${at(24 * HOUR)}`
  const questions = [
    ...Object.values(PROBES).map((probe) => `figure=reported&${probe}`),
    ...Object.values(PROBES).map((probe) => `figure=handedInRate.denominator&${probe}&${day}&within=411324001`),
    `figure=reported&${Object.values(PROBES).slice(0, 4).join('&')}&${PROBES.bbox}&from=${at(0)}&to=${at(MINUTE)}`,
    'figure=reported&service=*',
    'figure=reported&within=411324001101',
  ]
  const answers = async () => {
    const told = new Map<string, string>()
    await Promise.all(
      who.map(async ({ name, role, token }) => {
        for (const query of questions) {
          // a screen, which is not told whom an event was given to, cannot ask by that either
          const refused = role === 'screen' && query.includes('department=')
          if (refused) await expectProblem(await server.fetch(`/api/events?limit=1&${query}`, token), 403, 'forbidden')
          else told.set(`${name}: ${query}`, JSON.stringify(await count(token, query)))
        }
      }),
    )
    return told
  }

  beforeAll(async () => {
    server = await startServer({ engine })
    for (const role of WorkRole.options)
      for (const [scope, reach] of Object.entries(SCOPES)) {
        const { token } = await createToken({ name: `${role} ${scope}`, role, scope: reach, expiresAt: null })
        who.push({ name: `${role} of the ${scope}`, role, scope, token })
      }
    await createToken({ name: '民政', role: 'handler', scope: { kind: 'department', department: '民政' }, expiresAt: null })
    const others = Array.from({ length: 6 }, (_, i) => event({ occurredAt: at(-i * HOUR), position: spot(i, 0), type: i % 2 ? '0501' : '0102' }))
    expect((await read(await server.post(others), SaveResult)).accepted).toBe(6)
  })
  afterAll(() => server.stop())

  it('neither by where, what, how urgent, in which state nor when it is due', async () => {
    const before = await answers()
    const lead = { kind: 'department', id: '民政' } as const
    const stages: Stage[] = [
      { action: 'accept', at: at(MINUTE) },
      { action: 'dispatch', at: at(2 * MINUTE), party: lead },
      { action: 'supervise', at: at(3 * MINUTE), card: 'yellow', deadline: at(HOUR) },
    ]
    expect((await read(await server.post(event({ occurredAt: at(0), position: PLACE, type: '0102', stages })), SaveResult)).accepted).toBe(1)
    const after = await answers()
    const changed = [...after].filter(([question, answer]) => before.get(question) !== answer).map(([question]) => question.split(':')[0])
    const sighted = who.filter(({ role, scope }) => (role === 'dispatcher' || role === 'supervisor') && scope !== 'department')
    expect([...new Set(changed)].sort()).toEqual(sighted.map(({ name }) => name).sort())
  })

  it('and by time not more finely than the figures of the same period tell', async () => {
    for (const { name, token } of who.filter(({ role }) => role === 'viewer' || role === 'screen'))
      for (const [from, to] of [
        [-HOUR, HOUR],
        [0, MINUTE],
        [-MINUTE, 0],
        [MINUTE, 2 * MINUTE],
        [-30 * HOUR, -20 * MINUTE],
      ] as const)
        for (const within of ['', '&within=411324001', '&within=411324001101']) {
          const period = `from=${at(from)}&to=${at(to)}${within}`
          const kpis = await server.fetch(`/api/kpis?${period}`, token)
          // a place that is not there for whoever asks has no figures, and nothing behind them
          const total = kpis.status === 404 ? null : (await read(kpis, Kpis)).total
          for (const figure of FigureName.options.slice(0, 4)) {
            const { counted } = await count(token, `figure=${figure}&${period}`)
            expect([name, figure, period, counted]).toEqual([name, figure, period, total ? sideOf(total, figure) : 0])
          }
        }
  })
})
