import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAccount } from '@/lib/db/accounts/accounts'
import { confirmSecondFactor, startSecondFactor } from '@/lib/db/accounts/second-factor'
import { signIn } from '@/lib/db/accounts/sign-in'
import { createToken } from '@/lib/db/accounts/tokens'
import { listAudit } from '@/lib/db/audit/audit'
import { pool, transaction } from '@/lib/db/engine/pool'
import { writeSetting } from '@/lib/db/engine/settings'
import { getEvent } from '@/lib/db/events/event-list'
import { saveEvents } from '@/lib/db/events/events'
import { transitionEvent } from '@/lib/db/events/transitions'
import { writeReportedTotals } from '@/lib/db/ground/reported-totals'
import { peopleId } from '@/lib/db/people/people-ids'
import { saveHouseholds, savePeople, saveServiceNodes, saveTeams } from '@/lib/db/people/people-write'
import { makeBooking } from '@/lib/db/places/bookings'
import { savePlaces } from '@/lib/db/places/places'
import { bindPhone, inviteResident } from '@/lib/db/residents/invitations'
import { readResident } from '@/lib/db/residents/residents'
import { people } from '@/lib/db/sources/subjects/people'
import { saveMembers, saveUnits, unitId } from '@/lib/db/units/unit-write'
import type { Role, WorkScope } from '@/lib/domain/access'
import { Coverage } from '@/lib/domain/binding'
import { civilDate, DAY_MS } from '@/lib/domain/clock'
import { MyOrders } from '@/lib/domain/my-order'
import { OrderDetail, OrderSuggestions, OrdersListed, OwnOrders } from '@/lib/domain/order'
import { Departments, Households, People, PersonRow } from '@/lib/domain/people'
import { MyBooking, RevealedBooking } from '@/lib/domain/place-booking'
import { BoundPhones, MadeInvitation } from '@/lib/domain/resident'
import { schemaOf } from '@/lib/domain/route'
import { searchRoute } from '@/lib/domain/routes/search'
import type { TransitionIn } from '@/lib/domain/transition'
import { UnitContent } from '@/lib/domain/unit'
import { setLive, startLive } from '@/lib/live/live'
import { type Runtime, setRuntime } from '@/lib/live/runtime'
import { expectProblem, read } from '@/lib/testing/answers'
import { describeEachEngine } from '@/lib/testing/database'
import { testRuntime } from '@/lib/testing/runtime'
import { event, NOW, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { totp } from '@/lib/testing/totp'
import { answer } from './routes'

const A = '411324001101001'
const OTHER = '411324002101001'
const PASSWORD = 'Right-password-1'
const lines: string[] = []
const runtimeOf = (): Runtime => testRuntime({ log: pino({ level: 'debug' }, { write: (line) => void lines.push(line) }) })

describeEachEngine('people over HTTP', () => {
  let stop: () => void = () => {}
  beforeAll(async () => {
    await saveSmallCounty()
    setRuntime(runtimeOf())
    const live = await startLive()
    stop = live.onChanges(() => {})
    const source = { source: 's', demo: true }
    const person = (externalId: string, name: string, grid: string, kind: 'member' | 'chief' = 'member') => ({
      externalId,
      name,
      phone: '13812345678',
      idNumber: '411324199001011234',
      employer: null,
      posts: [{ grid, kind }],
    })
    await savePeople([person('p1', '张三丰', A), person('p2', '李四光', OTHER), person('c1', '王五月', '411324001', 'chief')], source)
    const household = (n: number, grid: string, member: string | null) => ({
      externalId: `h${grid}${n}`,
      grid,
      service: grid === A ? 'F11' : null,
      name: '赵六合',
      phone: '13900001111',
      idNumber: null,
      address: '阳光小区3号楼2单元501室',
      persons: 3,
      member: member && peopleId('person', 's', member),
    })
    await saveHouseholds(
      [0, 1, 2, 3].map((n) => household(n, A, n < 3 ? 'p1' : null)),
      source,
    )
    await saveHouseholds(
      [0, 1].map((n) => household(n, OTHER, null)),
      source,
    )
    await saveServiceNodes([
      { code: 'F1', parentCode: null, name: '一街道', level: 1, grids: [] },
      { code: 'F11', parentCode: 'F1', name: '一社区', level: 2, grids: [A] },
    ])
    await saveTeams([{ id: 't1', name: '巡查队', department: '城管', grid: '411324001' }])
    await writeReportedTotals({ source: '报道', totals: [{ label: '网格员', value: '6345 名' }] })
    await saveEvents([event(), event()], { viewer: viewer(), now: NOW })
    await live.catchUp()
  })
  afterAll(() => {
    stop()
    setLive(null)
    setRuntime(null)
  })

  const grids = (...prefixes: string[]): WorkScope => ({ kind: 'grids', prefixes })
  const tokenOf = async (role: Role, scope: WorkScope) => (await createToken({ name: `${role} ${randomUUID()}`, role, scope, expiresAt: null })).token
  const get = (at: string, token: string) => answer(new Request(`http://localhost${at}`, { headers: { authorization: `Bearer ${token}` } }))

  /** A place where meetings can be booked at any time. */
  const savePlace = async (externalId: string) => {
    const hours = { week: Array.from({ length: 7 }, () => [{ from: '00:00', to: '24:00' }]), holidays: null, exceptions: [] }
    const place = {
      ...{ externalId, kind: 'centre' as const, name: '党群服务中心', grid: A, position: spot(0, 0), address: null, contact: null, capacity: null },
    }
    const offers = [{ service: 'meeting' as const, minutes: 60, seats: 9 }]
    await savePlaces([{ ...place, services: ['meeting'], facilities: [], hours, offers }], { source: 's' })
    return { id: peopleId('place', 's', externalId), kind: place.kind }
  }

  it('lists are masked, of the scope, and audited with ids and nothing else', async () => {
    const token = await tokenOf('dispatcher', grids('411324001'))
    const { people } = await read(await get('/api/people', token), People)
    expect(people.map((p) => p.name).sort()).toEqual(['张*', '王*'].sort())
    const one = people.find((p) => p.name === '张*')
    expect(one).toMatchObject({
      phone: '138****5678',
      idNumber: '411324********1234',
      households: 3,
      posts: [{ grid: A, gridName: '1号院', gridNameEn: 'Yard 1', level: 3 }],
    })
    const found = await read(await get(`/api/households?within=${A}&bound=false`, token), Households)
    expect(found.households).toMatchObject([{ name: '赵*', phone: '139****1111', address: '阳光小区3号楼***', member: null, gridName: '1号院' }])
    // pages
    const first = await read(await get('/api/households?limit=3', token), Households)
    const rest = await read(await get(`/api/households?limit=3&cursor=${first.nextCursor}`, token), Households)
    expect(new Set([...first.households, ...rest.households].map((h) => h.id)).size).toBe(4)
    expect(rest.nextCursor).toBeNull()
    for (const id of ['-', 'a', '0'].map((letter) => letter.repeat(36)))
      await expectProblem(await get(`/api/households?cursor=1.${id}`, token), 400, 'invalid')
    const audit = await listAudit({ action: 'person.read', limit: 10 })
    expect(audit.at(-1)).toMatchObject({ object: { kind: 'grid' }, detail: { list: 'people', ids: expect.arrayContaining([one?.id]) } })
    expect(JSON.stringify(audit)).not.toMatch(/张三|赵六|138123|139000/)
  })

  it('lists are searched by surname in a community alone, and each search is audited, also one that finds nobody', async () => {
    const token = await tokenOf('dispatcher', grids('411324001'))
    const found = await read(await get(`/api/households?within=${A}&surname=赵&order=-persons`, token), Households)
    expect([found.households.length, found.households.every(({ name }) => name === '赵*')]).toEqual([4, true])
    expect((await read(await get(`/api/people?within=${A}&surname=欧`, token), People)).people).toEqual([])
    const community = A.slice(0, 12)
    expect((await read(await get('/api/households?service=F11&surname=赵', token), Households)).households).toHaveLength(4)
    expect((await listAudit({ action: 'person.read', limit: 1 }))[0]).toMatchObject({
      object: { id: community },
      detail: { surname: '赵', service: 'F11' },
    })
    const audit = (await listAudit({ action: 'person.read', limit: 3 })).slice(1).map(({ detail }) => detail)
    expect(audit).toMatchObject([
      { list: 'people', surname: '欧', ids: [] },
      { list: 'households', surname: '赵', ids: found.households.map(({ id }) => id) },
    ])
    for (const query of [
      ...['households?surname=赵', 'people?surname=赵', 'people?within=411324001&surname=赵', `people?within=${A}&surname=赵六六`],
      // the second character of a name that is no compound surname is of the given name
      ...[`people?within=${A}&surname=张三`, `households?within=${A}&surname=赵六`],
      // a node of the service tree that lies nowhere, or beside `within`
      ...['households?service=none&surname=赵', 'households?within=411324002&service=F11&surname=赵'],
    ])
      await expectProblem(await get(`/api/${query}`, token), 400, 'invalid')
  })

  it('are searched by surname and the name of a grid together, masked, of the scope, each search audited', async () => {
    const token = await tokenOf('dispatcher', grids('411324001'))
    const search = async (of: string, q: string) => read(await get(`/api/search?q=${encodeURIComponent(q)}`, of), schemaOf(searchRoute.answer.json))
    const place = `${A.slice(0, 12)}社区`
    for (const q of [`张 ${place}`, `${place} 张`, `张 ${A.slice(0, 12)}`]) {
      const { people, households } = await search(token, q)
      expect(people?.map(({ name, phone }) => [name, phone])).toEqual([['张*', '138****5678']])
      expect(households).toEqual([])
    }
    const { people, households } = await search(token, `赵 ${place}`)
    expect([people, households?.length]).toEqual([[], 4])
    const audit = await listAudit({ action: 'person.read', limit: 3 })
    expect(audit).toMatchObject([
      { object: { id: A.slice(0, 12) }, detail: { list: 'search', surname: '赵', ids: households?.map(({ id }) => id) } },
      { detail: { list: 'search', surname: '张' } },
      { detail: { list: 'search', surname: '张' } },
    ])
    // what each community is called, and a grid of whose name there are several, is no place
    for (const q of ['张 社区', '张 号院', '张 1号院', '张 411324001'])
      expect(await search(token, q)).toMatchObject({ people: null, households: null })
    // a given name, a surname alone, a grid alone, another street, and whoever reads about nobody
    expect(await search(token, `张三 ${place}`)).toMatchObject({ people: null, households: null })
    expect(await search(token, '张')).toMatchObject({ people: null, households: null })
    expect(await search(token, place)).toMatchObject({ people: null, households: null })
    expect((await search(token, `李 ${place}`)).people).toEqual([])
    expect(await search(token, `李 ${OTHER.slice(0, 12)}社区`)).toMatchObject({ people: null, households: null })
    expect(await search(await tokenOf('viewer', grids('411324001')), `张 ${place}`)).toMatchObject({ people: null, households: null, orders: null })
  })

  it('another street is not there: no row, no single person, no figure', async () => {
    const token = await tokenOf('supervisor', grids('411324002'))
    expect((await read(await get(`/api/people?within=${A}`, token), People)).people).toEqual([])
    expect((await read(await get(`/api/households?within=${A}`, token), Households)).households).toEqual([])
    expect((await read(await get('/api/households?service=F1', token), Households)).households).toEqual([])
    await expectProblem(await get(`/api/people/${peopleId('person', 's', 'p1')}`, token), 404, 'not_found')
    const household = peopleId('household', 's', `h${A}0`)
    await expectProblem(await get(`/api/households/${household}`, token), 404, 'not_found')
    await expectProblem(await get('/api/people/no%20uuid', token), 404, 'not_found')
    await expectProblem(await get(`/api/people/coverage?within=${A}`, token), 404, 'not_found')
    await expectProblem(await get('/api/people/coverage?tree=service&within=F11', token), 404, 'not_found')
    const { rows } = await read(await get('/api/people/coverage?rows=all', token), Coverage)
    expect(rows.every((row) => row.code.startsWith('411324002'))).toBe(true)
  })

  it('screens, viewers, reporters, auditors and departments read no personal data, and figures only', async () => {
    for (const role of ['screen', 'viewer', 'reporter', 'auditor'] as const) {
      const token = await tokenOf(role, grids(''))
      await expectProblem(await get('/api/people', token), 403, 'forbidden')
      await expectProblem(await get('/api/households', token), 403, 'forbidden')
      await expectProblem(await get(`/api/people/${peopleId('person', 's', 'p1')}`, token), 403, 'forbidden')
      expect((await read(await get('/api/people/coverage', token), Coverage)).rows).toHaveLength(2)
      expect((await read(await get('/api/departments', token), Departments)).members).toEqual([])
    }
    const handler = await tokenOf('handler', { kind: 'department', department: '城管' })
    await expectProblem(await get('/api/people', handler), 403, 'forbidden')
    expect((await read(await get('/api/people/coverage', handler), Coverage)).rows).toEqual([])
  })

  it('coverage goes along either tree, hides small numbers, names vacant posts, and shows what was reported apart', async () => {
    const token = await tokenOf('viewer', grids(''))
    const all = await read(await get('/api/people/coverage', token), Coverage)
    expect(all.rows.map((row) => row.code)).toEqual(['411324001', '411324002'])
    // the street of two households shows none, and so that it cannot be had by subtraction, neither does the other
    expect(all.rows[0]).toMatchObject({ households: null, bound: null, members: 1, perMember: null, events: { reported: 2 } })
    expect(all.rows[1]).toMatchObject({ households: null, bound: null })
    expect(all.total).toMatchObject({ households: 6, bound: { numerator: 3, denominator: 6 } })
    expect(all).toMatchObject({ demo: true, reported: { totals: [{ label: '网格员', value: '6345 名' }] } })
    expect(all.vacant).toBe(34 + 26 - 3)
    const below = await read(await get('/api/people/coverage?within=411324001101', token), Coverage)
    expect(below.rows).toHaveLength(4)
    expect(below.total).toMatchObject({ code: '411324001101', households: null, members: 1 })
    expect((await read(await get('/api/people/coverage?rows=all', token), Coverage)).rows).toHaveLength(34)
    const service = await read(await get('/api/people/coverage?tree=service', token), Coverage)
    expect(service.rows).toMatchObject([{ code: 'F1', households: 4, events: { reported: 2 } }])
    expect(service.unplaced).toBeNull()
    const node = await read(await get('/api/people/coverage?tree=service&within=F1', token), Coverage)
    expect(node.rows).toMatchObject([{ code: 'F11', members: 1 }])
    await expectProblem(await get('/api/people/coverage?tree=party', token), 400, 'invalid')
  })

  it('an event can be given to the departments there are, teams that reach here, and members of the grids, with what they hold', async () => {
    const token = await tokenOf('dispatcher', grids('411324001101'))
    await tokenOf('handler', { kind: 'department', department: '城管' })
    const given = event({ grid: A, position: undefined })
    await saveEvents([given], { viewer: viewer(), now: NOW })
    const lead = { kind: 'member' as const, id: peopleId('person', 's', 'p1') }
    const dispatcher = viewer('dispatcher', '411324001')
    const act = async (action: 'accept' | 'dispatch', more: Partial<TransitionIn> = {}) => {
      const { revision } = (await getEvent(dispatcher, given.id)) ?? { revision: 0 }
      await transitionEvent(dispatcher, given.id, { requestId: randomUUID(), expectedRevision: revision, action, ...more }, { now: NOW })
    }
    await act('accept')
    await act('dispatch', { lead, assisting: [{ kind: 'team', id: 't1' }] })
    const answer = await read(await get('/api/departments', token), Departments)
    expect(answer.areas).toEqual(['411324001101'])
    expect(answer.departments).toEqual([
      { id: '城管', name: '城管', open: 0 },
      { id: '社区', name: '社区', open: 0 },
    ])
    expect(answer.teams).toEqual([
      { id: 't1', name: '巡查队', department: '城管', grid: '411324001', place: '1街道', placeEn: '1 Subdistrict', open: 1 },
    ])
    expect(answer.members).toEqual([
      { grid: A, place: '1号院', placeEn: 'Yard 1', members: [{ id: lead.id, name: '张*', phone: '138****5678', kind: 'member', open: 1 }] },
    ])
    // a chief of the street can be given events too, by whoever has the street
    const street = await read(await get('/api/departments', await tokenOf('dispatcher', grids('411324001'))), Departments)
    expect(street.members.find(({ grid }) => grid === '411324001')?.members).toMatchObject([{ name: '王*', kind: 'chief', open: 0 }])
    const far = await read(await get('/api/departments', await tokenOf('dispatcher', grids('411324002'))), Departments)
    expect(far.teams).toEqual([])
    expect(far.members.flatMap(({ members }) => members.map(({ open }) => open))).toEqual([0])
    // what the event says of them is masked too
    expect((await getEvent(dispatcher, given.id))?.partyNames).toEqual({ [`member:${lead.id}`]: '张*', 'team:t1': '巡查队' })
    expect((await getEvent(viewer('screen'), given.id))?.partyNames).toEqual({})
    // who reads nothing of people is told no workload
    const plain = await read(await get('/api/departments', await tokenOf('viewer', grids(''))), Departments)
    expect([plain.members, plain.departments[0]]).toEqual([[], { id: '城管', name: '城管' }])
  })

  async function enter(username: string, role: Exclude<Role, 'resident' | 'screen'> = 'supervisor'): Promise<string> {
    const scope = grids('411324001')
    await createAccount({ username, name: username, role, scope, password: PASSWORD }, { actor: { id: 'cli', name: 'x', role: null } })
    const answer = await signIn({ username, password: PASSWORD, address: null, browser: null })
    if (answer.kind !== 'opened') throw new Error(answer.kind)
    return answer.cookie
  }
  const id = peopleId('person', 's', 'p1')
  const reveal = (cookie: string, body: unknown, of = id) =>
    answer(
      new Request(`http://localhost:3000/api/people/${of}/reveal`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: {
          cookie: `gridsight_account=${cookie}`,
          'content-type': 'application/json',
          host: 'localhost:3000',
          origin: 'http://localhost:3000',
        },
      }),
    )
  const look = (cookie: string) =>
    answer(new Request(`http://localhost:3000/api/people/${id}`, { headers: { cookie: `gridsight_account=${cookie}` } }))

  it('opens personal data for a reason and a code, for five minutes, to whoever asked', async () => {
    const cookie = await enter('rita')
    const want = { reason: '回访核实住址', fields: ['phone'] }
    await expectProblem(await reveal(cookie, want), 403, 'second_factor_missing')
    const session = await signIn({ username: 'rita', password: PASSWORD, address: null, browser: null })
    if (session.kind !== 'opened') throw new Error(session.kind)
    const person = { viewer: session.viewer, cookie: session.cookie, address: null }
    const { secret } = await startSecondFactor(person, PASSWORD)
    const open = await confirmSecondFactor(person, totp(secret))
    await pool().query('UPDATE sessions SET step_up_at = NULL')
    await expectProblem(await reveal(open, want), 403, 'step_up_needed')
    await pool().query('UPDATE sessions SET step_up_at = clock_timestamp()')

    await expectProblem(await reveal(open, { ...want, reason: '看' }), 400, 'invalid')
    await expectProblem(await reveal(open, { ...want, fields: ['password'] }), 400, 'invalid')
    await expectProblem(await reveal(open, { ...want, fields: ['address'] }), 400, 'invalid')
    await expectProblem(await reveal(open, want, peopleId('person', 's', 'p2')), 404, 'not_found')
    const shown = await read(await reveal(open, want), PersonRow)
    expect(shown).toMatchObject({ phone: '13812345678', name: '张*', idNumber: '411324********1234', revealed: ['phone'], until: expect.any(String) })
    expect(await read(await look(open), PersonRow)).toMatchObject({ phone: '13812345678' })
    expect(await read(await look(await enter('rolf')), PersonRow)).toMatchObject({ phone: '138****5678', revealed: [], until: null })
    await pool().query(`UPDATE reveals SET until = until - interval '5 minutes'`)
    expect(await read(await look(open), PersonRow)).toMatchObject({ phone: '138****5678', revealed: [], until: null })

    const audit = await listAudit({ action: 'person.revealed', limit: 10 })
    expect(audit.map((row) => [row.result, row.reason])).toEqual([
      ['done', '回访核实住址'],
      ['refused', '回访核实住址'],
      ['refused', '回访核实住址'],
    ])
    expect(JSON.stringify(audit)).not.toContain('13812345678')
  })

  it('opens who has booked to whoever keeps the bookings, for a reason and a code', async () => {
    const at = await savePlace('b')
    const booking = randomUUID()
    const slot = { from: Date.now() + 3_600_000, to: Date.now() + 7_200_000, seats: 9 }
    const wanted = {
      id: booking,
      place: at,
      service: 'meeting' as const,
      slot,
      residentId: null,
      name: '孙桂兰',
      phone: '13812345907',
      guardian: null,
    }
    await makeBooking({ viewer: viewer('operator', A), address: null }, wanted, Date.now())
    const ask = async (username: string, role: 'supervisor' | 'dispatcher') => {
      await enter(username, role)
      const session = await signIn({ username, password: PASSWORD, address: null, browser: null })
      if (session.kind !== 'opened') throw new Error(session.kind)
      const { secret } = await startSecondFactor({ viewer: session.viewer, cookie: session.cookie, address: null }, PASSWORD)
      const cookie = await confirmSecondFactor({ viewer: session.viewer, cookie: session.cookie, address: null }, totp(secret))
      await pool().query('UPDATE sessions SET step_up_at = clock_timestamp()')
      const headers = {
        cookie: `gridsight_account=${cookie}`,
        'content-type': 'application/json',
        host: 'localhost:3000',
        origin: 'http://localhost:3000',
      }
      const body = JSON.stringify({ reason: '电话改约', fields: ['name'] })
      return answer(new Request(`http://localhost:3000/api/places/${at.id}/bookings/${booking}/reveal`, { method: 'POST', body, headers }))
    }
    await expectProblem(await ask('sven', 'supervisor'), 403, 'forbidden')
    expect(await read(await ask('dora', 'dispatcher'), RevealedBooking)).toMatchObject({ name: '孙桂兰', phone: null, revealed: ['name'] })
    const [row] = await listAudit({ action: 'person.revealed', object: { kind: 'booking', id: booking }, limit: 1 })
    expect([row?.actor?.name, row?.reason, JSON.stringify(row).includes('孙桂兰')]).toEqual(['dora', '电话改约', false])
  })

  it('a code that is mistyped is refused as that, and is no try of whoever shares the address', async () => {
    await writeSetting('residents', { on: true, reportsPerDay: 10 })
    const household = peopleId('household', 's', `h${A}1`)
    const { code } = await inviteResident(
      { viewer: viewer('operator', A), address: null },
      { household, grid: A },
      { resident: null, now: Date.now() },
    )
    const headers = { 'content-type': 'application/json', host: 'localhost', origin: 'http://localhost' }
    const bind = (given: string) => {
      const body = JSON.stringify({ code: given, name: '孙阿姨', pin: '902714' })
      return answer(new Request('http://localhost/api/my/binding', { method: 'POST', body, headers }))
    }
    const mistyped = `${(Number(code[0]) + 1) % 10}${code.slice(1)}`
    for (let i = 0; i < 25; i++) await expectProblem(await bind(mistyped), 400, 'invalid')
    expect((await bind(code)).status).toBe(204)
  })

  it('a resident gives up a seat once, however often their phone says so at once', async () => {
    await writeSetting('residents', { on: true, reportsPerDay: 10 })
    const household = peopleId('household', 's', `h${A}0`)
    const by = { viewer: viewer('operator', A), address: null }
    const { code } = await inviteResident(by, { household, grid: A }, { resident: null, now: Date.now() })
    const { cookie, viewerId } = await bindPhone({ code, name: '孙阿姨', pin: '902714' }, { phone: null, address: null, browser: null })
    const residentId = (await readResident(viewerId))?.id ?? null
    const [place, id, from] = [await savePlace('c'), randomUUID(), Date.now() + 3_600_000]
    const slot = { from, to: from + 3_600_000, seats: 1 }
    await makeBooking(by, { id, place, service: 'meeting', slot, residentId, name: '孙阿姨', phone: null, guardian: null }, Date.now())
    const headers = { cookie: `gridsight_account=${cookie}`, 'content-type': 'application/json', host: 'localhost', origin: 'http://localhost' }
    const cancel = () => answer(new Request(`http://localhost/api/my/bookings/${id}/cancel`, { method: 'POST', body: '{}', headers }))
    const told = await Promise.all([1, 2, 3, 4].map(async () => (await read(await cancel(), MyBooking)).state))
    expect(told).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled'])
    const { rows } = await pool().query<{ booked: number }>('SELECT booked FROM place_slots WHERE place_id = $1::uuid', [place.id])
    expect([rows[0]?.booked, (await listAudit({ action: 'booking.changed', limit: 9 })).length]).toEqual([0, 1])
  })

  it('who has left comes to nobody: whoever asked is told no telephone of theirs, the desk that it has to give the order to somebody else', async () => {
    await writeSetting('residents', { on: true, reportsPerDay: 10 })
    const unit = unitId('s', 'comers')
    const team = UnitContent.parse({ kind: 'volunteer_team', name: '橙志愿队', grids: ['411324001'], place: spot(0, 0), skills: ['care'] })
    await saveUnits([{ ...team, externalId: 'comers', id: unit }], { source: 's' })
    const comer = { externalId: 'comer', name: '郑九', phone: '13712345678', idNumber: null, employer: null, posts: [] }
    await savePeople([comer], { source: 's' })
    const person = peopleId('person', 's', 'comer')
    await saveMembers([{ unit, person, role: 'member', grid: null, registered: null, skills: [], from: '2026-01-05', to: null }])
    const by = { viewer: viewer('operator', A), address: null }
    const { code } = await inviteResident(by, { household: peopleId('household', 's', `h${A}1`), grid: A }, { resident: null, now: Date.now() })
    const { cookie } = await bindPhone({ code, name: '王大娘', pin: '902714' }, { phone: null, address: null, browser: null })
    const send = (own: string, at: string, body?: unknown) => {
      const headers = { cookie: `gridsight_account=${own}`, 'content-type': 'application/json', host: 'localhost', origin: 'http://localhost' }
      const posted = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
      return answer(new Request(`http://localhost${at}`, { ...posted, headers }))
    }
    const desk = await enter('dolores', 'dispatcher')
    const order = randomUUID()
    expect((await send(cookie, '/api/my/orders', { id: order, service: 'hospital' })).status).toBe(201)
    const seen = async () => read(await send(desk, `/api/orders/${order}`), OrderDetail)
    const act = async (action: string, said: object = {}) => {
      const asked = { requestId: randomUUID(), action, expectedRevision: (await seen()).revision, ...said }
      return (await send(desk, `/api/orders/${order}/transitions`, asked)).status
    }
    expect([await act('offer', { person }), await act('take')]).toEqual([200, 200])
    const told = async () => {
      const { orders } = await read(await send(cookie, '/api/my/orders'), MyOrders)
      const { due } = await read(await send(desk, '/api/orders/own'), OwnOrders)
      const listed = await read(await send(desk, '/api/orders?left=open'), OrdersListed)
      const [mine, { volunteerLeft }] = [orders.find(({ id }) => id === order), await seen()]
      return [mine?.step, mine?.helper?.family, mine?.helper?.phone, volunteerLeft, due.find(({ of }) => of === 'left')?.count, listed.total]
    }
    const comes = ['found', '郑', '13712345678', false, 0, 0]
    expect(await told()).toEqual(comes)
    await transaction(async (tx) => people.leave?.(tx, [person], new Date()))
    expect(await told()).toEqual(['looking', undefined, undefined, true, 1, 1])
    await savePeople([comer], { source: 's' })
    expect(await told()).toEqual(comes)
    await transaction(async (tx) => people.leave?.(tx, [person], new Date()))
    expect(await act('reassign', { person, reason: '志愿者不在册' })).toBe(400)
    await act('withdraw')
    expect((await told()).slice(3)).toEqual([false, 0, 0])
  })

  it('whoever invites a volunteer reads on no phone of theirs who asks, and whoever takes an order is written down as reading that', async () => {
    await writeSetting('residents', { on: true, reportsPerDay: 10 })
    const unit = unitId('s', 'helpers')
    const team = UnitContent.parse({ kind: 'volunteer_team', name: '赤志愿队', grids: ['411324001'], place: spot(0, 0), skills: ['care'] })
    await saveUnits([{ ...team, externalId: 'helpers', id: unit }], { source: 's' })
    const names = ['helper1', 'helper2', 'helper3']
    const [bound, late, spoken] = names.map((one) => peopleId('person', 's', one))
    if (!bound || !late || !spoken) throw new Error('nobody is there')
    await savePeople(
      names.map((externalId) => ({ externalId, name: '周七', phone: null, idNumber: null, employer: null, posts: [] })),
      { source: 's' },
    )
    const membership = { unit, role: 'member', grid: null, registered: null, skills: [], from: '2026-01-05', to: null }
    await saveMembers([bound, late, spoken].map((person) => ({ ...membership, person })))
    const send =
      (cookie: string) =>
      (at: string, body?: unknown, method = 'POST') => {
        const headers = { cookie: `gridsight_account=${cookie}`, 'content-type': 'application/json', host: 'localhost', origin: 'http://localhost' }
        return answer(new Request(`http://localhost${at}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }))
      }
    const [desk, colleague] = [send(await enter('dieter', 'dispatcher')), send(await enter('doris', 'dispatcher'))]
    const invite = (by: typeof desk, person: string) => by(`/api/units/${unit}/people/${person}/invitations`, {})
    const phoneOf = async (person: string) => {
      const { code } = await read(await invite(desk, person), MadeInvitation, 201)
      return send((await bindPhone({ code, name: '小周', pin: '902714' }, { phone: null, address: null, browser: null })).cookie)
    }
    const ask = async () => {
      const asked = { id: randomUUID(), service: 'hospital', grid: A, name: '王大娘', address: '3号楼501室', phone: '13812345678' }
      expect((await desk('/api/orders', asked)).status).toBe(201)
      return asked.id
    }
    const act = async (by: typeof desk, of: 'orders' | 'my/orders', order: string, action: string, said: object = {}) => {
      const { revision } = await read(await desk(`/api/orders/${order}`, undefined, 'GET'), OrderDetail)
      return by(`/api/${of}/${order}/transitions`, { requestId: randomUUID(), action, expectedRevision: revision, ...said })
    }
    const suggested = async (by: typeof desk, order: string) => {
      const { suggestions } = await read(await by(`/api/orders/${order}/suggestions`, undefined, 'GET'), OrderSuggestions)
      return suggestions.map(({ volunteer }) => volunteer.person)
    }
    const opened = async (order: string) =>
      (await listAudit({ action: 'person.revealed', object: { kind: 'order', id: order }, limit: 9 })).map((row) => [row.actor?.name, row.detail])

    // neither by name, nor by an offer before the invitation, nor out of what stands before all
    const order = await ask()
    expect(new Set(await suggested(desk, order))).toEqual(new Set([bound, late, spoken]))
    const phone = await phoneOf(bound)
    expect([new Set(await suggested(desk, order)), new Set(await suggested(colleague, order))]).toEqual([
      new Set([late, spoken]),
      new Set([bound, late, spoken]),
    ])
    const refused = { code: 'forbidden', invited: true }
    expect(await (await act(desk, 'orders', order, 'offer', { person: bound })).json()).toMatchObject(refused)
    const before = await ask()
    expect((await act(desk, 'orders', before, 'offer', { person: late })).status).toBe(200)
    expect(await (await act(await phoneOf(late), 'my/orders', before, 'take')).json()).toMatchObject(refused)
    expect((await act(desk, 'orders', order, 'pool')).status).toBe(200)
    expect(await (await act(phone, 'my/orders', order, 'take')).json()).toMatchObject(refused)
    expect(await opened(order)).toEqual([])

    // by somebody else they are offered it, and are told who asks once it is written that they are
    expect((await act(colleague, 'orders', order, 'offer', { person: bound })).status).toBe(200)
    const taken = await act(phone, 'my/orders', order, 'take')
    expect([taken.status, (await taken.text()).includes('王大娘')]).toEqual([200, true])
    expect(await opened(order)).toEqual([['小周', { fields: ['name', 'phone', 'address'], person: bound }]])

    // taken by word of mouth it is written too, and a first phone would show it
    const told = await ask()
    expect((await act(desk, 'orders', told, 'offer', { person: spoken })).status).toBe(200)
    expect((await act(desk, 'orders', told, 'take')).status).toBe(200)
    expect(await opened(told)).toEqual([['dieter', { fields: ['name', 'phone', 'address'], person: spoken }]])
    await expectProblem(await invite(desk, spoken), 403, 'second_factor_missing')

    // a phone of theirs is taken away by a fresh code alone, and nobody gets around that by ending it first
    const anew = async () => expectProblem(await invite(desk, bound), 403, 'second_factor_missing')
    await anew()
    const [kept] = (await read(await desk(`/api/units/${unit}/people/${bound}/residents`, undefined, 'GET'), BoundPhones)).residents
    expect((await desk(`/api/residents/${kept?.id}`, undefined, 'DELETE')).status).toBe(204)
    await anew()
    const refusals = await listAudit({ action: 'resident.invited', object: { kind: 'person', id: bound }, limit: 9 })
    expect(refusals.map(({ result, detail }) => [result, detail])).toEqual(
      Array.from({ length: 2 }, () => ['refused', { code: 'second_factor_missing' }]),
    )
    const session = await signIn({ username: 'doris', password: PASSWORD, address: null, browser: null })
    if (session.kind !== 'opened') throw new Error(session.kind)
    const person = { viewer: session.viewer, cookie: session.cookie, address: null }
    const proved = send(await confirmSecondFactor(person, totp((await startSecondFactor(person, PASSWORD)).secret)))
    expect((await invite(proved, bound)).status).toBe(201)
    await pool().query('UPDATE sessions SET step_up_at = NULL')
    await expectProblem(await invite(proved, bound), 403, 'step_up_needed')

    // a day later they are given orders like others
    await pool().query(`UPDATE resident_invitations SET created_at = created_at - interval '1 day', used_at = used_at - interval '1 day'`)
    expect((await act(desk, 'orders', await ask(), 'offer', { person: late })).status).toBe(200)
  })

  it('a token opens nothing', async () => {
    const token = await tokenOf('supervisor', grids(''))
    const body = JSON.stringify({ reason: '回访核实', fields: ['name'] })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const url = `http://localhost/api/people/${id}/reveal`
    await expectProblem(await answer(new Request(url, { method: 'POST', body, headers })), 403, 'forbidden')
  })

  it('a node of the service tree that lies in several communities is searched by no surname', async () => {
    const token = await tokenOf('dispatcher', grids('411324001'))
    await saveServiceNodes([{ code: 'F2', parentCode: null, name: '二街道', level: 1, grids: [A, '411324001102001'] }])
    await expectProblem(await get('/api/households?service=F2&surname=赵', token), 400, 'invalid')
    expect((await get(`/api/households?service=F2&within=${A}&surname=赵`, token)).status).toBe(200)
  })

  it('a search for volunteers leaves its surname in the audit, and one for a name finds nobody', async () => {
    const token = await tokenOf('dispatcher', grids('411324001'))
    const id = randomUUID()
    const asked = { id, service: 'hospital', grid: A, name: '王大娘', address: '3号楼501室' }
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const made = await answer(new Request('http://localhost/api/orders', { method: 'POST', body: JSON.stringify(asked), headers }))
    expect(made.status).toBe(201)
    for (const q of ['张', '张三', '张 二队']) {
      await get(`/api/orders/${id}/volunteers?q=${encodeURIComponent(q)}`, token)
      const [{ detail } = { detail: null }] = await listAudit({ action: 'person.read', limit: 1 })
      expect(detail).toEqual({ list: 'volunteers', ids: [], ...(q !== '张三' && { surname: '张' }) })
    }
  })

  it('an errand is of a day that can be: not before 2000, and tomorrow at the latest', async () => {
    const { id } = await savePlace('d')
    const token = await tokenOf('dispatcher', grids('411324001'))
    const record = async (day: string) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const body = JSON.stringify({ id: randomUUID(), matter: '老年优待证', day, trips: 1 })
      return (await answer(new Request(`http://localhost/api/places/${id}/errands`, { method: 'POST', body, headers }))).status
    }
    const ahead = (days: number) => civilDate(Date.now() + days * DAY_MS)
    const days = ['1200-01-01', '0000-01-01', '1999-12-31', '2099-01-01', ahead(2), ahead(1), ahead(0), '2000-01-02']
    expect(await Promise.all(days.map(record))).toEqual([400, 400, 400, 400, 400, 201, 201, 201])
  })

  it('nothing of it is in the log', () => {
    expect(lines.join('\n')).not.toMatch(/13812345678|张三|赵六|411324199001011234/)
  })
})
