import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createAccount } from '@/lib/db/accounts/accounts'
import { pool } from '@/lib/db/engine/pool'
import { Alert } from '@/lib/domain/alert'
import { DAY_MS } from '@/lib/domain/clock'
import { Remote, type ScreenProgramIn, Screens, ScreenTold, SHIPPED_PROGRAM, type Steer } from '@/lib/domain/screen'
import { LEAD_MS } from '@/lib/domain/tour'
import { read } from '@/lib/testing/answers'
import { installedEngines } from '@/lib/testing/engines'
import { signIn } from '@/lib/testing/people'
import { startServer, type TestServer } from '@/lib/testing/server'
import { newEvent } from '@/lib/testing/small-county'
import { connectSocket, type Subscriber } from '@/lib/testing/subscriber'
import { WAIT_MS } from '@/lib/testing/wait'

const there = installedEngines.includes('postgresql')
const PASSWORD = 'Right-password-1'
const scene = (kind: 'county' | 'streets' | 'overdue', seconds: number) => ({ kind, seconds, measure: 'heat' as const, window: '24h' as const })
const program: ScreenProgramIn = { on: true, panels: null, scenes: [scene('county', 5), scene('streets', 5), scene('overdue', 600)] }

describe.skipIf(!there)('a screen of two processes', () => {
  let servers: [TestServer, TestServer]
  let id: string
  /** what each browser of the screen was told, by revision */
  const fields = new Set<string>()
  const browsers: { at: Subscriber; told: Map<number, { message: ScreenTold; heardAt: number }> }[] = []
  beforeAll(async () => {
    const first = await startServer({ engine: 'postgresql' })
    servers = [first, await startServer({ engine: 'postgresql', county: 'none', on: first })]
    for (const [i, server] of [...servers, first].entries()) {
      const at = await connectSocket(server.url, { token: first.tokens.wall })
      const told: (typeof browsers)[number]['told'] = new Map()
      at.socket.on('screen:showing', (body: unknown) => {
        const message = ScreenTold.parse(body)
        for (const name of Object.keys(Object(body))) fields.add(name)
        if (!told.has(message.revision)) told.set(message.revision, { message, heardAt: Date.now() })
      })
      at.socket.emit('screen')
      browsers[i] = { at, told }
    }
    const { screens } = await read(await first.fetch('/api/screens', first.tokens.supervisor), Screens)
    id = screens[0]?.id ?? ''
  })
  afterAll(async () => {
    for (const { at } of browsers) at.close()
    await servers[1].end()
    await servers[0].stop()
  })

  const json = (method: string, body: unknown, headers: Record<string, string> = {}) => ({
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
  const setProgram = (to: ScreenProgramIn) => servers[0].fetch(`/api/screens/${id}`, servers[0].tokens.supervisor, json('PUT', to))
  const newest = (browser = 0) => [...(browsers[browser]?.told.values() ?? [])].at(-1)?.message
  /** Waits until every browser was told what holds for it. */
  const allTold = (holds: (message: ScreenTold) => boolean) =>
    vi.waitUntil(() => browsers.every((_, i) => [newest(i)].some((message) => message && holds(message))), { timeout: WAIT_MS, interval: 20 })
  /** Signs in; answers how to ask as that person, at either process. */
  async function person(role: 'supervisor' | 'dispatcher' | 'operator', within: string) {
    const username = `p${randomUUID().slice(0, 8)}`
    const scope = { kind: 'grids' as const, prefixes: [within] }
    await createAccount({ username, name: username, role, scope, password: PASSWORD }, { actor: { id: 'cli', name: 'x', role: null } })
    const cookie = await signIn(servers[0], username, PASSWORD)
    return (at: 0 | 1, path: string, method: string, body?: unknown) =>
      servers[at].fetch(path, null, json(method, body, { cookie, origin: servers[at].url }))
  }

  it('tours by itself, the same in all browsers, told ahead of its time', async () => {
    await allTold(({ showing, tour }) => showing === null && !tour.on)
    const asked = Date.now()
    expect((await setProgram({ ...program, seen: SHIPPED_PROGRAM })).status).toBe(200)
    expect((await setProgram({ ...program, on: false, seen: SHIPPED_PROGRAM })).status).toBe(409)
    // the answer was lost, and it is sent again
    expect((await setProgram({ ...program, seen: SHIPPED_PROGRAM })).status).toBe(200)
    await allTold(({ showing }) => showing?.stop.kind === 'overdue')
    const [one, ...others] = browsers
    const steps = [...(one?.told.values() ?? [])].filter(({ message }) => message.showing !== null)
    // the county, its two streets, and what is overdue
    expect(steps.map(({ message }) => message.showing?.stop.kind)).toEqual(['county', 'streets', 'streets', 'overdue'])
    for (const { message, heardAt } of steps) {
      expect(message.showing?.startsAt).toBeGreaterThanOrEqual(asked + LEAD_MS)
      // of one machine, whose clock is one; how far ahead it is heard is the machine's to say
      expect(heardAt).toBeGreaterThanOrEqual(message.at)
      for (const other of others) expect(other.told.get(message.revision)?.message.showing).toEqual(message.showing)
    }
    // a machine that stalls may tell one of them late
    expect(Math.max(...steps.map(({ message }) => (message.showing?.startsAt ?? 0) - message.at))).toBeGreaterThan(LEAD_MS - 250)
  })

  it('is steered by whoever has typed its code, in whichever process, and by nobody else', async () => {
    const ask = await person('dispatcher', '')
    const code = () => newest()?.code.digits ?? ''
    const wrong = code() === '000000' ? '000001' : '000000'
    expect((await ask(0, '/api/screens/remote', 'POST', { code: wrong })).status).toBe(404)
    expect((await ask(1, `/api/screens/${id}/steer`, 'POST', { do: 'next' })).status).toBe(403)
    const remote = await read(await ask(0, '/api/screens/remote', 'POST', { code: code() }), Remote)
    expect(remote).toMatchObject({ id, tour: { on: true } })
    const steer = async (at: 0 | 1, action: Steer) => read(await ask(at, `/api/screens/${id}/steer`, 'POST', action), Remote)
    await steer(1, { do: 'previous' })
    await allTold(({ showing }) => showing?.stop.kind === 'streets' && showing.heldUntil !== null)
    await steer(0, { do: 'view', window: '7d', classes: ['04'] })
    await allTold(({ showing }) => showing?.view.window === '7d' && showing.view.classes.join() === '04' && showing.stop.kind === 'streets')
    await steer(1, { do: 'mute', minutes: 30 })
    await allTold(({ mutedUntil }) => mutedUntil !== null)
    expect((await ask(0, `/api/screens/${id}/steer`, 'POST', { do: 'mute', minutes: 31 })).status).toBe(400)

    expect((await ask(0, `/api/screens/${id}/steer`, 'POST', { do: 'fly', grid: '999' })).status).toBe(400)
    // a wall tells nobody's name
    expect([...fields].sort()).toEqual(Object.keys(ScreenTold.shape).sort())
    expect(fields).not.toContain('hand')

    const elsewhere = await person('supervisor', '411324002')
    expect((await elsewhere(0, '/api/screens/remote', 'POST', { code: code() })).status).toBe(403)
    const reader = await person('operator', '')
    expect((await reader(0, '/api/screens/remote', 'POST', { code: code() })).status).toBe(403)
    const guessing = await person('dispatcher', '')
    const tries = []
    // no more by going to the other process
    for (const at of [0, 1, 0, 1, 0, 1] as const) tries.push((await guessing(at, '/api/screens/remote', 'POST', { code: wrong })).status)
    expect(tries).toEqual([404, 404, 404, 404, 404, 429])

    expect((await ask(0, `/api/screens/${id}/remote`, 'DELETE')).status).toBe(204)
    expect((await ask(0, `/api/screens/${id}/steer`, 'POST', { do: 'go' })).status).toBe(403)
  })

  it('is interrupted by a red alert, which it cannot acknowledge, and goes on when somebody has', async () => {
    const [server] = servers
    await setProgram(program)
    await server.post(newEvent({ type: '0402', urgency: 1 }))
    await allTold(({ showing }) => showing?.call != null)
    const { alert } = newest()?.showing?.call ?? { alert: '' }
    const act = (token: string) =>
      server.fetch(`/api/alerts/${alert}/actions`, token, json('POST', { requestId: randomUUID(), action: 'acknowledge' }))
    expect((await act(server.tokens.wall)).status).toBe(403)
    const { colour } = await read(await server.fetch(`/api/alerts/${alert}`, server.tokens.supervisor), Alert)
    expect(colour).toBe('red')
    expect((await act(server.tokens.supervisor)).status).toBe(200)
    await allTold(({ showing }) => showing !== null && showing.call === null)
    // a process that reads late passes over what has been followed by another state; of those that several were told they were told the same
    await vi.waitUntil(() => new Set(browsers.map((_, i) => newest(i)?.revision)).size === 1, { timeout: WAIT_MS, interval: 20 })
    const [one, ...others] = browsers
    for (const [revision, { message }] of one?.told ?? [])
      for (const { told } of others) expect(told.get(revision)?.message.showing ?? message.showing).toEqual(message.showing)
  })

  it('is put into the past by a remote or by itself, the same in all browsers, and is in the audit once a hand', async () => {
    await setProgram({ ...program, on: false })
    const ask = await person('dispatcher', '')
    await ask(0, '/api/screens/remote', 'POST', { code: newest()?.code.digits ?? '' })
    const yesterday = Date.now() - DAY_MS
    const steer = async (at: 0 | 1, action: Steer) => read(await ask(at, `/api/screens/${id}/steer`, 'POST', action), Remote)
    await steer(0, { do: 'replay', at: yesterday })
    const asked = Date.now()
    await steer(1, { do: 'replay', playing: true, speed: 1_000 })
    await allTold(({ replay }) => replay?.playing === true && replay.at === yesterday)
    const message = newest()
    for (const browser of [1, 2]) expect(newest(browser)?.replay).toEqual(message?.replay)
    // how far ahead it is told is the machine's to say
    expect(message?.replay?.since).toBeGreaterThanOrEqual(asked + LEAD_MS)

    const past = (token: string, action: Steer) => servers[0].fetch('/api/screens/past', token, json('POST', action))
    expect((await past(servers[0].tokens.supervisor, { do: 'live' })).status).toBe(403)
    expect((await past(servers[0].tokens.wall, { do: 'next' })).status).toBe(400)
    expect((await past(servers[0].tokens.wall, { do: 'replay', playing: false })).status).toBe(204)
    await allTold(({ replay }) => replay?.playing === false)
    expect((await past(servers[0].tokens.wall, { do: 'live' })).status).toBe(204)
    await allTold(({ replay }) => replay === null)
    const { rows } = await pool().query(
      `SELECT actor_name AS by, detail->>'do' AS what FROM audit WHERE action = 'screen.steered' AND detail->>'do' IN ('replay', 'live') ORDER BY id`,
    )
    expect(rows).toMatchObject([{ what: 'replay' }, { by: 'wall', what: 'replay' }])
  })

  it('tells nobody but its own browsers', async () => {
    const others = [servers[0].tokens.supervisor, await servers[0].makeToken('viewer', ''), await servers[0].makeToken('screen', '411324002')]
    const heard: unknown[] = []
    for (const token of others) {
      const socket = await connectSocket(servers[0].url, { token })
      socket.socket.on('screen:showing', (body: unknown) => heard.push(ScreenTold.parse(body).tour))
      socket.socket.emit('screen')
      browsers.push({ at: socket, told: new Map() })
    }
    // another screen is told of itself, which does not tour
    await vi.waitUntil(() => heard.length > 0, { timeout: WAIT_MS })
    await setProgram({ ...program, on: false })
    await setProgram(program)
    await vi.waitUntil(() => newest()?.tour.on === true && newest()?.showing !== null, { timeout: WAIT_MS })
    for (const { at } of browsers.splice(3)) at.close()
    for (const tour of heard) expect(tour).toMatchObject({ on: false })
  })
})
