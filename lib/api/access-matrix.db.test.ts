import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { createAccount } from '@/lib/db/accounts/accounts'
import { writeSetting } from '@/lib/db/engine/settings'
import { Accounts } from '@/lib/domain/account'
import { AlertPage, AlertResult } from '@/lib/domain/alert'
import { GridEvent } from '@/lib/domain/event'
import { Kpis } from '@/lib/domain/figures'
import { decodeRows } from '@/lib/domain/figures-view'
import { decodeHeatCells } from '@/lib/domain/heat-answer'
import { Hotspots } from '@/lib/domain/hotspots'
import { Place } from '@/lib/domain/place'
import { Trends } from '@/lib/domain/trends'
import { Changes, Snapshot } from '@/lib/domain/wire'
import { type Ask, accessTable, seesAlert } from '@/lib/testing/access-table'
import {
  ALERT_NAMES,
  ALERTS,
  EVENT_NAMES,
  EVENTS,
  type EventName,
  FULL,
  knowsAll,
  makeWorld,
  PERSONAL,
  ROLES,
  reaches,
  readsWords,
  SCOPE_NAMES,
  sees,
  type Who,
  type World,
} from '@/lib/testing/access-world'
import { read } from '@/lib/testing/answers'
import { enginesOfThisFile } from '@/lib/testing/engines'
import { startServer } from '@/lib/testing/server'
import { health } from '@/lib/testing/server-process'
import { connectSocket } from '@/lib/testing/subscriber'
import { served } from './routes'

const root = path.resolve(import.meta.dirname, '../..')

/** The routes of the API as `METHOD /path`. */
const routes = (): string[] => served.map(({ route }) => `${route.method} ${route.path}`)

/** Is what is at this path for this machine alone, and not for what comes through a proxy? */
const isLocal = (at: string) => served.some(({ route }) => route.access === 'local' && route.path === at)

/** The messages that the server takes of a socket. */
function socketMessages(): string[] {
  const source = readFileSync(path.join(root, 'lib/server/socket.ts'), 'utf8')
  return [...source.matchAll(/socket\.on\('([^']+)'/g)].flatMap((m) => (m[1] === 'disconnect' ? [] : [`SOCKET ${m[1]}`]))
}

it('every route and every message of the socket has a row, and every row one of them', () => {
  expect(Object.keys(accessTable).sort()).toEqual([...routes(), ...socketMessages()].sort())
})

type Matrix = Record<string, Record<string, number>>
/** Of the 36 who ask, so many at the same time. */
const AT_ONCE = 6

describe.each(enginesOfThisFile())('who may do what (%s)', (engine) => {
  let world: World
  const name = (who: Who) => `${who.role} of the ${who.scope}`
  /** Asks for everybody, a few at the same time: what one does is nothing to another. */
  async function inGroups(ask: (who: Who) => Promise<void>): Promise<void> {
    for (let from = 0; from < world.who.length; from += AT_ONCE) await Promise.all(world.who.slice(from, from + AT_ONCE).map(ask))
  }
  /** What everybody gets, as a table of roles by scopes. */
  async function matrix(cell: (who: Who) => Promise<number> | number): Promise<Matrix> {
    const rows: Matrix = Object.fromEntries(ROLES.map((role) => [role, {}]))
    await inGroups(async (who) => {
      ;(rows[who.role] ?? {})[who.scope] = await cell(who)
    })
    return rows
  }
  const expected = (status: (who: Who) => number): Matrix =>
    Object.fromEntries(ROLES.map((role) => [role, Object.fromEntries(SCOPE_NAMES.map((scope) => [scope, status({ role, scope, token: '' })]))]))
  /** Each request comes from another place, as far as the server can tell: a minute allows one address so many without an account. */
  let requests = 0
  const fromElsewhere = () => ({ 'x-forwarded-for': `10.0.${Math.floor(++requests / 250)}.${requests % 250}` })
  const ask = async (row: Ask, token: string | null, does = false) => {
    const { path: at, init } = await row.make(world, does)
    const headers = { ...(isLocal(at) ? {} : fromElsewhere()), ...Object(init?.headers) }
    const answer = await world.server.fetch(at, token, { ...init, headers })
    await answer.arrayBuffer()
    return answer.status
  }
  const get = (at: string, who: Who) => world.server.fetch(at, who.token)
  /** The names of the world's events among these ids; ids of no name are those that the table's own requests made. */
  const named = (ids: readonly string[]): EventName[] => EVENT_NAMES.filter((n) => ids.includes(world.events[n])).sort()
  const visible = (who: Who): EventName[] => EVENT_NAMES.filter((n) => sees(who, EVENTS[n])).sort()

  /** Nothing is told of a grid outside. */
  function inScope(who: Who, codes: readonly string[]): void {
    const prefix = { county: '', street: '411324001', community: '411324001101', department: '' }[who.scope]
    expect([name(who), codes.filter((code) => !code.startsWith(prefix))]).toEqual([name(who), []])
  }

  beforeAll(async () => {
    world = await makeWorld(await startServer({ engine, env: { TRUST_PROXY: 'loopback' } }))
  })
  afterAll(() => world.server.stop())

  // The lists first: the rows of the table make events of their own.
  describe('lists hold what may be seen, and nothing of it that may not', () => {
    /** What is written about an event: to those who act on it masked, to others its type, to screens nothing. */
    const fieldsOf = (who: Who, events: readonly z.infer<typeof GridEvent>[]) => {
      for (const event of events) {
        const [of] = named([event.id])
        if (!of) continue
        const { title, description, reporter, householdId, externalId, words } = event
        const { sensitive } = EVENTS[of]
        const told = who.role === 'screen' ? {} : { externalId: FULL.externalId, words: readsWords(who, EVENTS[of]) ? 'masked' : 'withheld' }
        const written = readsWords(who, EVENTS[of])
          ? { title: FULL.title, description: FULL.description, reporter: '张* 138****5678', householdId: '**********17' }
          : who.role === 'screen'
            ? {}
            : { title: sensitive ? '婚姻家庭纠纷' : '邻里纠纷' }
        expect([name(who), of, { title, description, reporter, householdId, externalId, words }]).toEqual([name(who), of, { ...told, ...written }])
        if (who.role === 'screen') expect([event.lead, event.assisting]).toEqual([undefined, undefined])
      }
    }
    const everybody = inGroups
    const Page = z.object({ events: z.array(GridEvent) })

    it('GET /api/events', () =>
      everybody(async (who) => {
        const { events } = await read(await get('/api/events', who), Page)
        expect([name(who), named(events.map((e) => e.id))]).toEqual([name(who), visible(who)])
        expect([name(who), events.length]).toEqual([name(who), visible(who).length])
        fieldsOf(who, events)
        const street = await read(await get('/api/events?within=411324002', who), Page)
        expect([name(who), named(street.events.map((e) => e.id))]).toEqual([name(who), visible(who).filter((n) => EVENTS[n].place === 'county')])
      }))

    it('GET /api/snapshot', () =>
      everybody(async (who) => {
        const { events, figures, sums } = await read(await get('/api/snapshot', who), Snapshot)
        expect([name(who), named(events.map((e) => e.id)), events.length]).toEqual([name(who), visible(who), visible(who).length])
        fieldsOf(who, events)
        expect([name(who), sums.reduce((n, s) => n + s.count, 0)]).toEqual([name(who), visible(who).length])
        // sensitive events count from a whole street upwards, for everybody who reads figures of it
        const counted = EVENT_NAMES.filter(
          (n) =>
            sees(who, EVENTS[n]) || (EVENTS[n].sensitive && (who.scope === 'county' || (who.scope === 'street' && reaches(who, EVENTS[n].place)))),
        )
        expect([name(who), figures.total.reported]).toEqual([name(who), counted.length])
        inScope(
          who,
          figures.grids.map((g) => g.grid),
        )
      }))

    it('GET /api/kpis', () =>
      everybody(async (who) => {
        const { total, children } = await read(await get('/api/kpis', who), Kpis)
        const { figures } = await read(await get('/api/snapshot', who), Snapshot)
        expect([name(who), total.reported]).toEqual([name(who), figures.total.reported])
        inScope(
          who,
          children.map((g) => g.grid),
        )
      }))

    it('GET /api/grids', () =>
      everybody(async (who) => {
        const Features = z.object({ features: z.array(z.object({ properties: z.object({ code: z.string() }) })) })
        const { features } = await read(await get('/api/grids', who), Features)
        inScope(
          who,
          features.map((f) => f.properties.code),
        )
        expect([name(who), features.length]).toEqual([name(who), { county: 34, street: 17, community: 5, department: 34 }[who.scope]])
      }))

    it('GET /api/places: to a screen not whom to call', () =>
      everybody(async (who) => {
        const { places } = await read(await get('/api/places', who), z.object({ places: z.array(Place) }))
        const { place } = await read(await get(`/api/places/${places[0]?.id}`, who), z.object({ place: Place }))
        const told = new Set([...places, place].map(({ contact }) => contact))
        expect([name(who), [...told]]).toEqual([name(who), [who.role === 'screen' ? null : `${PERSONAL.name} ${PERSONAL.phone}`]])
      }))

    it('GET /api/heat', () =>
      everybody(async (who) => {
        const answer = await get('/api/heat?window=all&form=cells', who)
        const { cells } = decodeHeatCells(new Uint8Array(await answer.arrayBuffer()))
        let count = 0
        for (let i = 0; i < cells.count.length; i++) count += cells.count[i] ?? 0
        // a map of points: what is not seen one by one is not in it
        expect([name(who), count]).toEqual([name(who), visible(who).length])
      }))

    it('GET /api/changes', () =>
      everybody(async (who) => {
        const answer = await read(await get('/api/changes?since=0', who), Changes)
        if ('reset' in answer) throw new Error('the log begins at 0')
        const events = answer.changes.flatMap((c) => (c.kind === 'event' && c.event ? [c.event] : []))
        expect([name(who), named(events.map((e) => e.id))]).toEqual([name(who), visible(who)])
        fieldsOf(who, events)
        const alerts = new Set(answer.changes.flatMap((c) => (c.kind === 'alert' ? [c.alert.id] : [])))
        const listed = await read(await get('/api/alerts', who), AlertPage)
        expect([name(who), [...alerts].sort()]).toEqual([name(who), listed.alerts.map(({ id }) => id).sort()])
      }))

    it('within another street: what of it may be seen, in every reading alike', () =>
      everybody(async (who) => {
        if (!knowsAll(who)) return
        const within = '411324002'
        const there = visible(who).filter((n) => EVENTS[n].place === 'county')
        const { events, figures, sums } = await read(await get(`/api/snapshot?within=${within}`, who), Snapshot)
        expect([name(who), named(events.map((e) => e.id)), events.length]).toEqual([name(who), there, there.length])
        expect([name(who), sums.reduce((n, s) => n + s.count, 0)]).toEqual([name(who), there.length])
        expect([name(who), figures.grids.filter((g) => !g.grid.startsWith(within))]).toEqual([name(who), []])
        const { total } = await read(await get(`/api/kpis?within=${within}`, who), Kpis)
        expect([name(who), total.reported]).toEqual([name(who), figures.total.reported])
        const heat = decodeHeatCells(new Uint8Array(await (await get(`/api/heat?window=all&form=cells&within=${within}`, who)).arrayBuffer()))
        expect([name(who), Array.from(heat.cells.count).reduce((n, c) => n + c, 0)]).toEqual([name(who), there.length])
        const { days } = await read(await get(`/api/trends?within=${within}`, who), Trends)
        expect([name(who), days.reduce((n, day) => n + day.reported, 0)]).toEqual([name(who), figures.total.reported])
        const changed = await read(await get(`/api/changes?since=0&within=${within}`, who), Changes)
        const told = 'changes' in changed ? changed.changes.flatMap((c) => (c.kind === 'event' && c.event ? [c.event.id] : [])) : []
        expect([name(who), named(told)]).toEqual([name(who), there])
        const { hotspots } = await read(await get(`/api/hotspots?within=${within}`, who), Hotspots)
        expect([name(who), hotspots.filter((h) => !h.grid.startsWith(within))]).toEqual([name(who), []])
      }))

    it('GET /api/accounts', () =>
      everybody(async (who) => {
        if (who.role !== 'administrator') return
        const { accounts } = await read(await get('/api/accounts', who), Accounts)
        const ids = accounts.map((a) => a.id)
        const of = Object.entries(world.accounts).flatMap(([scope, id]) => (ids.includes(id) ? [scope] : []))
        const managed = { county: ['community', 'county', 'department'], street: ['community'], community: ['community'], department: ['department'] }
        expect([name(who), of]).toEqual([name(who), managed[who.scope]])
      }))

    it('GET /api/people and /api/households: of the scope, and masked', () =>
      everybody(async (who) => {
        for (const kind of ['people', 'households'] as const) {
          const answer = await get(`/api/${kind}`, who)
          if (answer.status === 403) continue
          const text = await answer.text()
          const found = Object.entries(world[kind]).flatMap(([place, id]) => (text.includes(id) ? [place] : []))
          expect([name(who), kind, found]).toEqual([name(who), kind, who.scope === 'county' ? ['community', 'county'] : ['community']])
          for (const field of Object.values(PERSONAL)) expect(text).not.toContain(field)
        }
      }))

    it('the socket: what is posted reaches exactly those who may see it', async () => {
      const open = await Promise.all(world.who.map(async (who) => ({ who, socket: await connectSocket(world.server.url, { token: who.token }) })))
      try {
        const answers = new Map<Who, unknown>()
        for (const { who, socket } of open) {
          answers.set(who, await socket.subscribe({ within: '411324002' }))
          await socket.subscribe()
        }
        const outside = await matrix((who) => ('code' in Object(answers.get(who)) ? 404 : 200))
        expect(outside).toEqual(expected((who) => (knowsAll(who) ? 200 : 404)))
        const { revision } = await world.freshEvent()
        await Promise.all(open.map(({ socket }) => socket.reaches(revision)))
        const got = await matrix((who) => {
          const frames = open.find((o) => o.who === who)?.socket.frames ?? []
          return frames.flatMap((f) => f.changes).filter((c) => c.revision === revision).length
        })
        expect(got).toEqual(expected((who) => (sees(who, EVENTS.inCommunity) ? 1 : 0)))
      } finally {
        for (const { socket } of open) socket.close()
      }
    })

    it('the socket: a view is shown to whoever has subscribed, as the snapshot shows it to them', async () => {
      await inGroups(async (who) => {
        const socket = await connectSocket(world.server.url, { token: who.token })
        try {
          socket.view('kpis')
          await socket.subscribe()
          const entered = socket.kpis.length
          socket.view('kpis')
          await expect.poll(() => socket.kpis.filter(({ since }) => since === undefined).length, { message: name(who) }).toBeGreaterThan(entered)
          const { figures } = Snapshot.parse(await (await world.server.fetch('/api/snapshot', who.token)).json())
          const { total, grids } = socket.kpis.findLast(({ since }) => since === undefined) ?? {}
          expect(total, name(who)).toEqual(figures.total)
          expect(decodeRows(Uint8Array.from(grids ?? [])).ids.length, name(who)).toBe(figures.grids.length)
        } finally {
          socket.close()
        }
      })
    })
  })

  it('the socket: a department that looks at one street hears of what it was given there', async () => {
    const token = world.who.find((w) => w.role === 'handler' && w.scope === 'department')?.token ?? ''
    const [here, elsewhere] = await Promise.all(
      ['411324001', '411324002'].map(async (within) => {
        const socket = await connectSocket(world.server.url, { token })
        await socket.subscribe({ within })
        return socket
      }),
    )
    try {
      const { revision } = await world.freshGiven()
      await Promise.all([here?.reaches(revision), elsewhere?.reaches(revision)])
      const heard = [here, elsewhere].map((socket) => socket?.frames.flatMap((f) => f.changes).some((c) => c.revision === revision))
      expect(heard).toEqual([true, false])
    } finally {
      here?.close()
      elsewhere?.close()
    }
  })

  describe.each(Object.entries(accessTable).flatMap(([route, rows]) => rows.map((row) => ({ route, of: row.of ?? '', row }))))(
    '$route $of',
    ({ row }) => {
      it('answers each role and scope as the table says', async () => {
        expect(await matrix((who) => ask(row, who.token, row.status(who) < 300))).toEqual(expected(row.status))
      })
      it('answers a stranger so too', async () => {
        expect(await ask(row, null)).toBe(row.stranger ?? 401)
        if ((row.stranger ?? 401) === 401) expect(await ask(row, `gs_${'A'.repeat(43)}`)).toBe(401)
      })
    },
  )

  describe('a resident', () => {
    let cookies: string
    beforeAll(async () => {
      cookies = (await world.freshResident('community')).cookies
    })
    const rows = Object.entries(accessTable).flatMap(([route, asks]) => asks.map((row) => ({ route, row })))
    const access = new Map(served.map(({ route }) => [`${route.method} ${route.path}`, route.access]))
    const opensToStrangers = (route: string) => ['public', 'link', 'local'].includes(access.get(route) ?? 'local')
    /** Signing out is the last that a resident does. */
    const isLast = ({ route }: { route: string }) => Number(route === 'POST /api/my/sign-out')

    it('reaches what is their own, and no other route', async () => {
      const answers: unknown[] = []
      const wanted: unknown[] = []
      for (const { route, row } of rows.toSorted((a, b) => isLast(a) - isLast(b))) {
        const { path: at, init } = await row.make(world, false)
        const headers = { ...(isLocal(at) ? {} : fromElsewhere()), ...Object(init?.headers), cookie: cookies, origin: world.server.url }
        const answer = await world.server.fetch(at, null, { ...init, headers })
        await answer.arrayBuffer()
        answers.push([route, row.of, answer.status])
        wanted.push([route, row.of, row.resident ?? (opensToStrangers(route) ? (row.stranger ?? 401) : 403)])
      }
      expect(answers).toEqual(wanted)
    })

    it('is let into no socket', async () => {
      const { cookies: cookie } = await world.freshResident('community')
      const headers = { cookie, origin: world.server.url }
      await expect(connectSocket(world.server.url, { headers })).rejects.toMatchObject({ data: { code: 'forbidden' } })
    })

    it('signs out, and does nothing else, while the county has residents switched off', async () => {
      const headers = { cookie: (await world.freshResident('community')).cookies, origin: world.server.url }
      await writeSetting('residents', { on: false, reportsPerDay: 10 })
      const read = await world.server.fetch('/api/my', null, { headers })
      const left = await world.server.fetch('/api/my/sign-out', null, { method: 'POST', headers })
      await writeSetting('residents', { on: true, reportsPerDay: 10 })
      const after = await world.server.fetch('/api/my', null, { headers })
      expect([read.status, left.status, after.status]).toEqual([403, 204, 401])
    })

    it('is shown no page of work', async () => {
      const { cookies: cookie } = await world.freshResident('community')
      const pages = ['/desk', '/wall', '/events', '/alerts', '/people', '/submissions', '/settings', '/account', '/tasks', '/report', '/figures']
      const statuses = await Promise.all(
        pages.map(async (at) => {
          const answer = await world.server.fetch(at, null, { headers: { cookie } })
          await answer.text()
          return answer.status
        }),
      )
      expect(statuses).toEqual(pages.map(() => 403))
    })
  })

  it('an administrator without a second factor reaches what sets one up, and no other route of work', async () => {
    const password = 'Right-password-1'
    const scope = { kind: 'grids' as const, prefixes: [''] }
    const by = { actor: { id: 'cli', name: 'test', role: null } }
    await createAccount({ username: 'factorless', name: 'factorless', role: 'administrator', scope, password }, by)
    const { url } = world.server
    const signed = await world.server.fetch('/api/auth/sign-in', null, {
      method: 'POST',
      body: JSON.stringify({ username: 'factorless', password }),
      headers: { 'content-type': 'application/json', origin: url },
    })
    const cookie = signed.headers
      .getSetCookie()
      .map((one) => one.split(';', 1)[0])
      .join('; ')
    const work = served.map(({ route }) => route).filter(({ access }) => access === 'viewer' || access === 'person')
    const letIn: string[] = []
    for (const route of work.toSorted((a, b) => Number(a.path === '/api/auth/sign-out') - Number(b.path === '/api/auth/sign-out'))) {
      const name = `${route.method} ${route.path}`
      for (const row of accessTable[name] ?? []) {
        const { path: at, init } = await row.make(world, false)
        const answer = await world.server.fetch(at, null, { ...init, headers: { ...Object(init?.headers), cookie, origin: url } })
        if (!(await answer.text()).includes('"second_factor_missing"')) letIn.push(name)
      }
    }
    expect(letIn.sort()).toEqual([
      'DELETE /api/auth/sessions/{id}',
      'GET /api/auth/activity',
      'GET /api/auth/sessions',
      'POST /api/auth/active',
      'POST /api/auth/password',
      'POST /api/auth/second-factor',
      'POST /api/auth/second-factor/confirm',
      'POST /api/auth/sign-out',
    ])
  })

  // last, since its alerts are events too
  it('alerts: the list and the socket have those of the events that each may see, and of screens no names', async () => {
    const ids = Object.fromEntries(await Promise.all(ALERT_NAMES.map(async (n) => [n, await world.alert(n)] as const)))
    const acted = await world.server.fetch(
      `/api/alerts/${ids.community}/actions`,
      world.who.find(({ role, scope }) => role === 'dispatcher' && scope === 'community')?.token ?? '',
      {
        method: 'POST',
        body: JSON.stringify({ requestId: randomUUID(), action: 'acknowledge' }),
        headers: { 'content-type': 'application/json' },
      },
    )
    // what a socket is sent first is as old as the board is then
    const { revision } = await read(acted, AlertResult)
    await expect.poll(async () => (await health(world.server.url)).revision).toBeGreaterThanOrEqual(revision)
    await inGroups(async (who) => {
      const socket = await connectSocket(world.server.url, { token: who.token })
      try {
        await socket.subscribe()
        const { alerts } = await read(await get('/api/alerts?state=firing,acknowledged', who), AlertPage)
        expect([name(who), ALERT_NAMES.filter((n) => alerts.some(({ id }) => id === ids[n]))]).toEqual([
          name(who),
          ALERT_NAMES.filter((n) => seesAlert(who, ALERTS[n])),
        ])
        expect([name(who), socket.alerts[0]?.alerts]).toEqual([name(who), alerts])
        inScope(
          who,
          alerts.flatMap(({ grids }) => grids),
        )
        const acknowledged = alerts.find(({ id }) => id === ids.community)?.acknowledgedBy
        if (acknowledged) expect([name(who), acknowledged.name]).toEqual([name(who), who.role === 'screen' ? undefined : 'dispatcher community'])
      } finally {
        socket.close()
      }
    })
  })
})
