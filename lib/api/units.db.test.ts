import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createToken } from '@/lib/db/accounts/tokens'
import { listAudit } from '@/lib/db/audit/audit'
import { pool, transaction } from '@/lib/db/engine/pool'
import { getEvent } from '@/lib/db/events/event-list'
import { saveEvents } from '@/lib/db/events/events'
import { peopleId } from '@/lib/db/people/people-ids'
import { bumpPeopleVersion } from '@/lib/db/people/people-version'
import { savePeople, saveTeams } from '@/lib/db/people/people-write'
import { saveMembers, saveUnits, unitId } from '@/lib/db/units/unit-write'
import type { Role } from '@/lib/domain/access'
import { Suggestions, type SuggestReason } from '@/lib/domain/dispatch-suggestions'
import type { EventIn } from '@/lib/domain/event'
import { ImportOutcome } from '@/lib/domain/import-outcome'
import { type Party, partyKey } from '@/lib/domain/life'
import { TransitionResult } from '@/lib/domain/transition'
import { UnitContent, UnitDetail, Units, UnitsOverview } from '@/lib/domain/unit'
import { setLive, startLive } from '@/lib/live/live'
import { setRuntime } from '@/lib/live/runtime'
import { expectProblem, read } from '@/lib/testing/answers'
import { describeEachEngine } from '@/lib/testing/database'
import { testRuntime } from '@/lib/testing/runtime'
import { newEvent, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { answer } from './routes'

const STREET = '411324001'
const COMMUNITY = `${STREET}101`
const [A, B] = [`${COMMUNITY}001`, `${COMMUNITY}002`]
const idOf = (name: string) => unitId('s', name)
const person = (name: string) => peopleId('person', 's', name)

describeEachEngine('units over HTTP', () => {
  let stop: () => void = () => {}
  let caughtUp: () => Promise<unknown> = async () => {}
  beforeAll(async () => {
    await saveSmallCounty()
    setRuntime(testRuntime())
    const live = await startLive()
    stop = live.onChanges(() => {})
    caughtUp = () => live.catchUp()
    const one = (externalId: string, grid: string) => ({
      ...{ externalId, name: '张三丰', phone: '13812345678', idNumber: null, employer: null },
      posts: [{ grid, kind: 'member' as const }],
    })
    await savePeople([one('here', A), one('idle', A), one('next', B), one('plain', B)], { source: 's' })
    await saveTeams([
      { id: 't1', name: '保洁队', department: '社区', grid: STREET },
      { id: 't2', name: '调解队', department: '司法所', grid: STREET },
    ])
    const unit = (externalId: string, fields: Parameters<typeof UnitContent.parse>[0] & object) => ({
      ...UnitContent.parse({ name: externalId, grids: [STREET], ...fields }),
      ...{ externalId, id: idOf(externalId) },
    })
    await saveUnits(
      [
        unit('党工委', { kind: 'work_committee' }),
        unit('党委', { kind: 'joint_committee', grids: [COMMUNITY], parent: idOf('党工委') }),
        unit('支部', {
          kind: 'joint_branch',
          grids: [A],
          parent: idOf('党委'),
          place: spot(0, 0),
          contactName: '李四光',
          contactPhone: '13900001111',
        }),
        unit('保洁队', { kind: 'team', team: 't1', skills: ['cleaning'], place: spot(1, 0) }),
        unit('调解队', { kind: 'team', team: 't2', skills: ['mediation'] }),
        unit('志愿队', { kind: 'volunteer_team' }),
        unit('别街', { kind: 'stationed_unit', grids: ['411324002'] }),
      ],
      { source: 's' },
    )
    const member = { role: 'member', grid: null, registered: null, to: null, from: '2026-01-01' }
    await saveMembers([
      { ...member, unit: idOf('志愿队'), person: person('next'), skills: ['cleaning'] },
      { ...member, unit: idOf('志愿队'), person: person('plain'), skills: ['law'] },
      { ...member, unit: idOf('支部'), person: person('here'), role: 'registered', registered: 'in_service', skills: [] },
    ])
    await live.catchUp()
  })
  afterAll(() => {
    stop()
    setLive(null)
    setRuntime(null)
  })

  const tokenOf = async (role: Role, ...prefixes: string[]) =>
    (await createToken({ name: `${role} ${randomUUID()}`, role, scope: { kind: 'grids', prefixes }, expiresAt: null })).token
  const get = (at: string, token: string, body?: object) =>
    answer(
      new Request(`http://localhost${at}`, {
        headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      }),
    )
  const report = async (fields: Partial<EventIn> = {}) => {
    const given = newEvent({ type: '0501', position: spot(0, 0), ...fields })
    await saveEvents([given], { viewer: viewer(), now: Date.now() })
    await caughtUp()
    return given.id
  }

  it('are listed with what they stand below, within the scope, a page at a time', async () => {
    const token = await tokenOf('viewer', STREET)
    const all = await read(await get('/api/units', token), Units)
    expect(all.units.map(({ name }) => name)).toEqual(['党工委', '党委', '支部', '志愿队', '保洁队', '调解队'])
    expect(all.units[2]).toMatchObject({ parent: { name: '党委' }, grids: [{ code: A, name: '1号院' }], counts: { registered: { in_service: 1 } } })
    const first = await read(await get('/api/units?limit=4', token), Units)
    const rest = await read(await get(`/api/units?limit=4&cursor=${first.nextCursor}`, token), Units)
    expect([...first.units, ...rest.units]).toEqual(all.units)
    expect(rest.nextCursor).toBeNull()
    // each order by the page, also when what a page ended with is ended or has moved meanwhile; a cursor is of its order
    const orders = ['kind', '-kind', 'name', '-name', 'above', '-above', 'people', '-people', 'reported', '-reported']
    const page = async (order: string, cursor: string | null) =>
      read(await get(`/api/units?limit=2&order=${order}${cursor === null ? '' : `&cursor=${cursor}`}`, token), Units)
    const behind = async (order: string, cursor: string | null): Promise<string[]> => {
      if (cursor === null) return []
      const { units, nextCursor } = await page(order, cursor)
      return [...units.map(({ id }) => id), ...(await behind(order, nextCursor))]
    }
    for (const order of orders) {
      const { units, nextCursor } = await page(order, null)
      const last = units.at(-1)?.id
      const whole = (await read(await get(`/api/units?order=${order}`, token), Units)).units.map(({ id }) => id)
      expect([order, [...units.map(({ id }) => id), ...(await behind(order, nextCursor))]]).toEqual([order, whole])
      const end = (at: 'clock_timestamp()' | 'NULL') =>
        transaction(async (tx) => {
          await tx.query(`UPDATE units SET ended_at = ${at} WHERE id = $1::uuid`, [last])
          await bumpPeopleVersion(tx)
        })
      await end('clock_timestamp()')
      const found = await behind(order, nextCursor)
      expect([order, whole.slice(2).filter((id) => !found.includes(id))]).toEqual([order, []])
      await end('NULL')
      const others = orders.filter((other) => other !== order)
      for (const other of others) await expectProblem(await get(`/api/units?order=${other}&cursor=${nextCursor}`, token), 400, 'invalid')
    }
    await expectProblem(await get(`/api/units?cursor=${idOf('支部')}`, token), 400, 'invalid')
    expect((await read(await get('/api/units?kind=team&q=保洁', token), Units)).units.map(({ name }) => name)).toEqual(['保洁队'])
    expect((await read(await get('/api/units?within=411324002', token), Units)).units).toEqual([])
  })

  it('are dissolved once, and told as they were however often that is asked', async () => {
    const token = await tokenOf('dispatcher', STREET)
    const content = { kind: 'volunteer_team', name: '短队', grids: [A] }
    const { id } = await read(await get('/api/units', token, { requestId: randomUUID(), ...content }), UnitDetail)
    const end = { requestId: randomUUID(), id, expectedRevision: 1, ended: true, ...content }
    const told = await read(await get('/api/units', token, end), UnitDetail)
    expect(told).toMatchObject({ id, name: '短队', revision: 2 })
    expect(await read(await get('/api/units', token, end), UnitDetail)).toEqual(told)
    await expectProblem(await get('/api/units', token, { ...end, name: '长队' }), 409, 'conflict')
    await expectProblem(await get(`/api/units/${id}`, token), 404, 'not_found')
  })

  it('show their people and whom one calls masked, to those who read about people, and write that down', async () => {
    const detail = await read(await get(`/api/units/${idOf('支部')}`, await tokenOf('operator', STREET)), UnitDetail)
    expect(detail.people).toMatchObject([{ name: '张*', phone: '138****5678', role: 'registered', registered: 'in_service' }])
    expect(detail.contact).toEqual({ name: '李*', phone: '139****1111' })
    expect(detail).toMatchObject({ keeps: false, revision: 1 })
    const [row] = await listAudit({ action: 'person.read', object: { kind: 'unit', id: idOf('支部') }, limit: 1 })
    expect(row?.detail).toEqual({ list: 'unit', ids: [person('here')] })
    const plain = await read(await get(`/api/units/${idOf('支部')}`, await tokenOf('viewer', STREET)), UnitDetail)
    expect([plain.people, plain.contact]).toEqual([null, null])
    await expectProblem(await get(`/api/units/${idOf('别街')}`, await tokenOf('operator', STREET)), 404, 'not_found')
  })

  it('have a picture with blank spots that says who could take each on; an instructor who is sent changes what is missing', async () => {
    const token = await tokenOf('dispatcher', STREET)
    const seen = async () => read(await get(`/api/units/overview?within=${COMMUNITY}`, token), UnitsOverview)
    const before = await seen()
    expect(before.grids).toEqual({ covered: 1, of: 4 })
    const blank = before.blanks.find(({ id }) => id === B)
    expect(blank).toMatchObject({ subject: 'grid', lacks: 'both', near: [{ unit: { name: '支部' } }] })
    const metres = blank?.near[0]?.reasons.find(({ kind }) => kind === 'distance')
    const { rows } = await pool().query(
      `SELECT round(ST_DistanceSphere(u.place, ST_SetSRID(ST_MakePoint($1, $2), 4326)))::int AS metres FROM units u WHERE u.id = $3::uuid`,
      [blank?.at?.[0], blank?.at?.[1], idOf('支部')],
    )
    expect(metres).toEqual({ kind: 'distance', metres: rows[0]?.metres })
    const { revision } = await read(await get(`/api/units/${idOf('党委')}`, token), UnitDetail)
    const sent = {
      action: 'join',
      requestId: randomUUID(),
      expectedRevision: revision,
      person: person('plain'),
      role: 'instructor',
      grid: B,
      from: '2026-11-01',
    }
    await read(await get(`/api/units/${idOf('党委')}/members`, token, sent), UnitDetail)
    await read(await get(`/api/units/${idOf('党委')}/members`, token, sent), UnitDetail) // the answer was lost
    expect((await seen()).blanks.find(({ id }) => id === B)?.lacks).toBe('organisation')
    const { rows: members } = await pool().query(`SELECT 1 FROM unit_members WHERE unit_id = $1::uuid AND role = 'instructor'`, [idOf('党委')])
    expect(members).toHaveLength(1)
  })

  it('come from a file that is sent: what would come of it first, rows outside of the area are named, and nothing of another kind is read', async () => {
    const token = await tokenOf('dispatcher', STREET)
    const sent = (query: string, body: string) =>
      answer(new Request(`http://localhost/api/units/imports?${query}`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body }))
    const rows = ['id,kind,name,grids', `a,estate,新苑,${A}`, 'b,estate,别处,411324002', `c,estate,新苑,`, `d,nothing,新苑,${A}`].join('\n')
    const refused = [
      { line: 3, column: 'grids', code: 'forbidden' },
      { line: 4, column: 'grids', code: 'empty' },
      { line: 5, column: 'kind', code: 'unknown' },
    ]
    const counts = { read: 4, taken: 1, rejected: 3, added: 1, updated: 0, unchanged: 0 }
    const listed = async () => (await read(await get('/api/units?kind=estate', token), Units)).units.map(({ name }) => name)
    expect(await read(await sent('name=u.csv&source=up&dry=true', rows), ImportOutcome)).toMatchObject({ ...counts, dry: true, refused })
    expect(await listed()).toEqual([])
    expect(await read(await sent('name=u.csv&source=up', rows), ImportOutcome)).toMatchObject({ ...counts, dry: false, refused })
    expect(await read(await sent('name=u.csv&source=up', rows), ImportOutcome)).toMatchObject({ added: 0, unchanged: 1 })
    expect(await listed()).toEqual(['新苑'])
    const [row] = await listAudit({ action: 'units.imported', object: { kind: 'source', id: 'up' }, limit: 1 })
    expect(row).toMatchObject({ actor: { role: 'dispatcher' }, detail: { file: 'u.csv', added: 0 } })
    const members = 'unit,name,phone,role,from\na,钱七,13700005555,member,2026-01-05\nz,钱七,13700005555,member,2026-01-05'
    expect(await read(await sent('name=m.csv&source=up&kind=members&dry=true', members), ImportOutcome)).toMatchObject({
      ...{ read: 2, added: 1, refused: [{ line: 3, column: 'unit', code: 'unfit' }] },
    })
    await expectProblem(await sent('name=u.csv', 'id,name\n1,x'), 400, 'invalid')
    await expectProblem(await sent('name=u.pdf', rows), 400, 'invalid')
  })

  /** Is this reason true of the party and event, asked of the tables alone? */
  const isTrue = async (party: Party, reason: SuggestReason, event: string): Promise<unknown> => {
    const ask = async (sql: string, ...values: unknown[]) =>
      (await pool().query<{ answer: unknown }>(`SELECT (${sql}) AS answer`, values)).rows[0]?.answer
    const skills = `SELECT array_agg(DISTINCT s ORDER BY s) FROM (SELECT unnest(skills) AS s FROM units WHERE team_id = $1
      UNION SELECT unnest(skills) FROM unit_members WHERE person_id::text = $1 AND from_day <= CURRENT_DATE AND to_day IS NULL) AS held`
    switch (reason.kind) {
      case 'leads':
        return ask(`SELECT lead = $1 FROM event_types t JOIN events e ON e.type_id = t.id WHERE e.id = $2::uuid`, party.id, event)
      case 'led_by':
        return ask(
          `SELECT t.department = ty.lead FROM teams t, event_types ty JOIN events e ON e.type_id = ty.id WHERE t.id = $1 AND e.id = $2::uuid`,
          party.id,
          event,
        )
      case 'skill':
        return ask(`$2::text[] <@ (${skills})`, party.id, reason.skills)
      case 'post':
        return ask(
          `EXISTS (SELECT FROM posts o JOIN events e ON e.id = $2::uuid JOIN grids g ON g.id = e.grid_id WHERE o.person_id::text = $1 AND o.grid_code = g.code AND o.kind = $3)`,
          party.id,
          event,
          reason.post,
        )
      case 'distance':
        return ask(
          `SELECT abs(ST_DistanceSphere(u.place, e.position) - $3) < 1 FROM units u, events e WHERE u.team_id = $1 AND e.id = $2::uuid`,
          party.id,
          event,
          reason.metres,
        )
      case 'load':
        return ask(
          `SELECT count(*) = $2 FROM events WHERE $1 = ANY(parties) AND occurred_at >= now() - make_interval(days => $3)`,
          partyKey(party),
          reason.given,
          reason.days,
        )
    }
  }

  it('suggest whom an event is given to: each reason is true by SQL, the choice is free, and both are kept', async () => {
    const token = await tokenOf('dispatcher', STREET)
    const asked = async (event: string) => (await read(await get(`/api/events/${event}/suggestions`, token), Suggestions)).suggestions
    const dispatch = async (event: string, lead: Party, suggested: Party[]) => {
      const act = async (action: string, more: object) => {
        const { revision = 0 } = (await getEvent(viewer('dispatcher', STREET), event)) ?? {}
        return read(
          await get(`/api/events/${event}/transitions`, token, { requestId: randomUUID(), expectedRevision: revision, action, ...more }),
          TransitionResult,
        )
      }
      await act('accept', {})
      await act('dispatch', { lead, suggested })
    }
    const first = await report()
    const suggestions = await asked(first)
    const names = suggestions.map(({ party }) => party.id)
    expect(names).toContain('社区')
    expect(names).toContain('t1') // cleaning, led by the department, near
    expect(names).not.toContain('t2') // mediation is for something else
    expect(names).not.toContain(person('plain')) // neither skill nor post
    expect(JSON.stringify(suggestions)).not.toMatch(/张三|13812345678/)
    for (const { party, reasons } of suggestions)
      for (const reason of reasons) expect([party.id, reason, await isTrue(party, reason, first)]).toEqual([party.id, reason, true])

    // whoever was given one of the two of the same post has more to do
    const chosen: Party = { kind: 'member', id: person('here') }
    await dispatch(
      first,
      chosen,
      suggestions.map(({ party }) => party),
    )
    const second = await asked(await report())
    const order = second.map(({ party }) => party.id)
    expect(order.indexOf(person('idle'))).toBeLessThan(order.indexOf(person('here')) < 0 ? Number.POSITIVE_INFINITY : order.indexOf(person('here')))
    expect(second.flatMap(({ party, reasons }) => (party.id === person('idle') ? reasons : []))).toContainEqual({ kind: 'load', given: 0, days: 14 })

    const { rows } = await pool().query(
      `SELECT t.detail -> 'lead' AS lead, t.detail -> 'suggested' AS suggested FROM transitions t JOIN events e ON e.number = t.number
       WHERE e.id = $1::uuid AND t.action = 'dispatch'`,
      [first],
    )
    expect(rows).toEqual([{ lead: chosen, suggested: suggestions.map(({ party }) => party) }])
    await expectProblem(await get(`/api/events/${first}/suggestions`, await tokenOf('operator', STREET)), 403, 'forbidden')
  })
})
