import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { Viewer } from '@/lib/domain/access'
import { STRANGER } from '@/lib/domain/audit'
import { isInvitationCode } from '@/lib/domain/invitation-code'
import type { BindIn } from '@/lib/domain/resident'
import { UnitContent } from '@/lib/domain/unit'
import { describeEachEngine } from '@/lib/testing/database'
import { saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { activeSessions, findSession, forgetSessions } from '../accounts/sessions'
import { listAudit } from '../audit/audit'
import { openPool, pool, setPool, transaction } from '../engine/pool'
import { getEvent } from '../events/event-list'
import { transitionEvent } from '../events/transitions'
import { loadAtlas } from '../ground/grids'
import { readTeams } from '../orders/list-orders'
import { readStart, setStart } from '../orders/volunteer-orders'
import { findHousehold, findPerson } from '../people/people'
import { peopleId } from '../people/people-ids'
import { saveHouseholds, savePeople } from '../people/people-write'
import { residentsRule } from '../retention/retention-residents'
import { households } from '../sources/subjects/households'
import { people } from '../sources/subjects/people'
import { decideSubmission } from '../submissions/decide'
import { answerSolved, readMyReports } from '../submissions/my-reports'
import { countUnsolved, listUnsolved, readSubmission, saveMyReport } from '../submissions/submissions'
import { countPartyPeople } from '../units/party-people'
import { loadUnits } from '../units/unit-book'
import { changeMember } from '../units/unit-change'
import { saveMembers, saveUnits, unitId } from '../units/unit-write'
import { listRegistered, listUnitMembers } from '../units/units'
import { tryInvitation } from './invitation-tries'
import { bindPhone, inviteResident, withdrawInvitation } from './invitations'
import { gridsOfMember, memberOf, readMembership } from './member-of'
import { signInByPin } from './pin-sign-in'
import { countResidents, listResidents, readPhone, readResident, revokeResident } from './residents'

const GRID = '411324001101001'
const PIN = '902714'
const member = { viewer: viewer('operator', GRID), address: null }
const SEAT = { address: '127.0.0.1', browser: null }

const code = async (doing: Promise<unknown>) =>
  doing.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )

describeEachEngine('residents', (database) => {
  beforeAll(saveSmallCounty)

  /** A household of its own for each test. */
  const makeHousehold = async () => {
    const externalId = randomUUID()
    const one = { externalId, grid: GRID, service: null, name: '孙桂兰', phone: '13812345907', idNumber: null, address: '幸福路5号楼', persons: 2 }
    await saveHouseholds([{ ...one, member: null }], { source: 'test' })
    return { id: peopleId('household', 'test', externalId), grid: GRID }
  }
  type Household = Awaited<ReturnType<typeof makeHousehold>>
  const invite = (household: Household, resident: string | null = null) =>
    inviteResident(member, { household: household.id, grid: household.grid }, { resident, now: Date.now() })
  const bind = (given: Partial<BindIn> & { code: string }, phone: string | null = null) =>
    bindPhone({ name: '孙阿姨', pin: PIN, ...given }, { ...SEAT, phone })
  const bound = async () => {
    const household = await makeHousehold()
    const phone = await bind({ code: (await invite(household)).code })
    const resident = await readResident(phone.viewerId)
    if (!resident) throw new Error('nobody was bound')
    return { household, phone, resident }
  }
  const unitNamed = async (name: string, grid: string, kind = 'volunteer_team') => {
    const content = { ...UnitContent.parse({ kind, name, grids: [grid] }), externalId: randomUUID() }
    const id = unitId('test', content.externalId)
    await saveUnits([{ ...content, id }], { source: 'test' })
    return id
  }
  const signIn = (phone: string, pin = PIN) => signInByPin({ ...SEAT, phone, pin })
  const rowsOf = async (kind: string, id: string) => (await listAudit({ object: { kind, id }, limit: 50 })).map(({ action }) => action)

  it('are invited by a code of thirteen digits, of which a hash is kept, and bind a phone that signs in with a PIN', async () => {
    const { household, phone, resident } = await bound()
    expect(await findSession(phone.cookie)).toMatchObject({
      viewer: { id: phone.viewerId, name: '孙阿姨', role: 'resident', scope: { kind: 'self' } },
    })
    expect(resident).toMatchObject({ householdId: household.id, grid: GRID, name: '孙阿姨' })
    expect(await readPhone(phone.secret)).toEqual({ name: '孙阿姨', locked: false })
    const again = await signIn(phone.secret)
    expect(again.kind).toBe('opened')
    expect(await listResidents({ household: household.id })).toMatchObject({
      residents: [{ id: resident.id, name: '孙阿姨', locked: false }],
      invitations: [],
    })
    expect(await countResidents([GRID])).toMatchObject({ bound: expect.any(Number), households: expect.any(Number) })
    const { rows } = await pool().query<{ all: string }>(
      `SELECT to_jsonb(r)::text || to_jsonb(i)::text AS all FROM residents r, resident_invitations i WHERE r.household_id = i.household_id`,
    )
    expect(rows.some(({ all }) => all.includes(phone.secret) || all.includes(PIN))).toBe(false)
    expect(await rowsOf('resident', resident.id)).toEqual(['session.opened', 'session.opened', 'resident.bound'])
  })

  it('are not shut out by codes that others try: a guard leaves each address five an hour, and is in the audit', async () => {
    const from = (address: string, given: string, pin = PIN) => code(tryInvitation(address, () => bind({ code: given, pin })))
    const wrong = (address: string, times: number) => Promise.all(Array.from({ length: times }, () => from(address, '0'.repeat(12))))
    const held = (codes: (string | undefined)[]) => codes.filter((one) => one === 'unauthenticated').length
    const guards = async () =>
      (await listAudit({ action: 'resident.guarded', limit: 9 })).map(({ actor, address, detail }) => ({ actor, address, detail }))
    // all of one network of IPv6 are one
    expect([held(await wrong('2001:db8::1', 24)), held(await wrong('2001:db8::2', 1)), await guards()]).toEqual([20, 0, []])
    await pool().query(`UPDATE counted_tries SET count = 600 WHERE what = 'invitation-all'`)
    const { code: right } = await invite(await makeHousehold())
    // a PIN that cannot be used is no guess
    for (let i = 0; i < 6; i++) expect(await from('203.0.113.9', right, '123456')).toBe('invalid')
    expect(held(await wrong('203.0.113.7', 8))).toBe(5)
    expect([await from('203.0.113.7', right), await from('203.0.113.9', right)]).toEqual(['rate_limited', 'done'])
    expect(await guards()).toEqual([{ actor: null, address: expect.any(String), detail: { tries: 600, seconds: 3_600 } }])
  })

  it('use an invitation once, of twenty who try at the same moment', async () => {
    const household = await makeHousehold()
    const made = await invite(household)
    expect(isInvitationCode(made.code)).toBe(true)
    const codes = await Promise.all(Array.from({ length: 20 }, () => code(bind({ code: made.code }))))
    expect([codes.filter((one) => one === 'done').length, codes.filter((one) => one === 'unauthenticated').length]).toEqual([1, 19])
    expect((await listResidents({ household: household.id })).residents).toHaveLength(1)
    expect(await rowsOf('invitation', made.id)).toEqual(['resident.invited'])
  })

  it('are bound once by a request that comes again because its answer was lost, and by no other', async () => {
    const household = await makeHousehold()
    const given = { requestId: randomUUID(), code: (await invite(household)).code }
    const sent = await Promise.all([bind(given), bind(given)])
    sent.push(await bind(given))
    expect(new Set(sent.map(({ secret, viewerId }) => `${secret} ${viewerId}`)).size).toBe(1)
    for (const { cookie } of sent) expect((await findSession(cookie))?.viewer.name).toBe('孙阿姨')
    const others = [{ ...given, requestId: randomUUID() }, { code: given.code }, { ...given, pin: '570283' }]
    for (const other of others) expect(await code(bind(other))).toBe('unauthenticated')
    const { residents } = await listResidents({ household: household.id })
    expect(residents.map(({ locked }) => locked)).toEqual([false])
    // a wrong PIN is one of five tries, and what was long ago is over
    expect(await signIn(sent[0]?.secret ?? '', '570283')).toEqual({ kind: 'wrong', left: 3 })
    await pool().query(`UPDATE resident_invitations SET used_at = used_at - interval '1 hour' WHERE household_id = $1::uuid`, [household.id])
    expect(await code(bind(given))).toBe('unauthenticated')
  })

  it('use none that was withdrawn, replaced or has run out, and a PIN that is tried first uses none up', async () => {
    const household = await makeHousehold()
    const [first, second] = [await invite(household), await invite(household)]
    expect(await code(bind({ code: first.code }))).toBe('unauthenticated')
    expect(await code(bind({ code: second.code, pin: '123456' }))).toBe('invalid')
    expect(await code(bind({ code: second.code, pin: '345907' }))).toBe('invalid')
    expect(await withdrawInvitation(member, second.id, { household: household.id })).toBe(true)
    expect(await withdrawInvitation(member, second.id, { household: household.id })).toBe(false)
    expect(await code(bind({ code: second.code }))).toBe('unauthenticated')
    const third = await invite(household)
    await pool().query(`UPDATE resident_invitations SET expires_at = now() - interval '1 s' WHERE id = $1::uuid`, [third.id])
    expect(await code(bind({ code: third.code }))).toBe('unauthenticated')
    expect(await listResidents({ household: household.id })).toEqual({ residents: [], invitations: [] })
  })

  it('have five tries between all who try at once, and are opened again by an invitation', async () => {
    const { household, phone, resident } = await bound()
    const own = pool()
    const second = openPool(database.url)
    const ten = () => Array.from({ length: 10 }, () => signIn(phone.secret, '135790'))
    const first = ten()
    setPool(second)
    const tries = [...first, ...ten()]
    setPool(own)
    const kinds = (await Promise.all(tries)).map(({ kind }) => kind)
    await second.end()
    expect([kinds.filter((kind) => kind === 'wrong').length, kinds.filter((kind) => kind === 'locked').length]).toEqual([4, 16])
    expect((await signIn(phone.secret)).kind).toBe('locked')
    expect(await readPhone(phone.secret)).toMatchObject({ locked: true })
    expect((await rowsOf('resident', resident.id)).filter((action) => action === 'session.locked')).toHaveLength(1)
    const next = await bind({ code: (await invite(household, resident.id)).code, pin: '570283' })
    expect(next.viewerId).toBe(phone.viewerId)
    expect([(await signIn(phone.secret)).kind, (await signIn(next.secret)).kind, (await signIn(next.secret, '570283')).kind]).toEqual([
      'unbound',
      'wrong',
      'opened',
    ])
  })

  it('stay who they are when their phone uses another invitation of the household, and are somebody else on another phone', async () => {
    const { household, phone } = await bound()
    const same = await bind({ code: (await invite(household)).code, name: '孙桂兰' }, phone.secret)
    const other = await bind({ code: (await invite(household)).code, name: '老李' })
    expect([same.viewerId === phone.viewerId, other.viewerId === phone.viewerId]).toEqual([true, false])
    expect((await listResidents({ household: household.id })).residents.map(({ name }) => name)).toEqual(['孙桂兰', '老李'])
  })

  it('are nobody once their binding is ended: their sessions end, and neither phone nor invitation opens anything', async () => {
    const { household, phone, resident } = await bound()
    const session = (await findSession(phone.cookie))?.viewer.sessionId ?? ''
    const again = await invite(household, resident.id)
    expect([await revokeResident(member, resident.id), await revokeResident(member, resident.id)]).toEqual([true, false])
    expect([await findSession(phone.cookie), (await activeSessions([session])).size, await readResident(phone.viewerId)]).toEqual([null, 0, null])
    expect([(await signIn(phone.secret)).kind, await code(bind({ code: again.code })), await code(invite(household, resident.id))]).toEqual([
      'unbound',
      'unauthenticated',
      'not_found',
    ])
    expect((await rowsOf('resident', resident.id))[0]).toBe('resident.revoked')
  })

  it('are nobody while their household has left, in no list and no figure, and are themselves when it is back', async () => {
    const { household, phone, resident } = await bound()
    const session = (await findSession(phone.cookie))?.viewer.sessionId ?? ''
    const [again, other] = [await invite(household, resident.id), await invite(household)]
    const before = await countResidents([GRID])
    await transaction(async (tx) => households.leave?.(tx, [household.id], new Date()))
    forgetSessions()
    expect([await readResident(phone.viewerId), await readPhone(phone.secret), (await signIn(phone.secret)).kind]).toEqual([null, null, 'unbound'])
    expect([await findSession(phone.cookie), await activeSessions([session])]).toEqual([null, new Map()])
    for (const { code: given } of [again, other]) expect(await code(bind({ code: given }))).toBe('unauthenticated')
    for (const who of [null, resident.id]) expect(await code(invite(household, who))).toBe('not_found')
    expect(await findHousehold(household.id, [GRID])).toBeNull()
    const { households: all, bound: phones, residents } = before
    expect(await countResidents([GRID])).toEqual({ households: all - 1, bound: phones - 1, residents: residents - 1 })

    await pool().query('UPDATE households SET left_at = NULL WHERE id = $1::uuid', [household.id])
    expect([(await readResident(phone.viewerId))?.id, (await signIn(phone.secret)).kind]).toEqual([resident.id, 'opened'])
  })

  it('are taken away so many days after their binding was ended, and what they reported is not', async () => {
    const [ended, holds] = [await bound(), await bound()]
    const told = { id: randomUUID(), occurredAt: new Date().toISOString(), words: '路灯不亮' }
    await saveMyReport({ id: ended.resident.id, community: '411324001101' }, told, {
      grid: GRID,
      perDay: 5,
      now: Date.now(),
      by: { actor: STRANGER, address: null },
    })
    await revokeResident(member, ended.resident.id)
    await pool().query(`UPDATE residents SET revoked_at = revoked_at - interval '31 days' WHERE id = $1::uuid`, [ended.resident.id])
    const before = Date.now() - 30 * 86_400_000
    expect(await residentsRule.count(before)).toBe(1)
    const { count } = await transaction((tx) => residentsRule.take(tx, before, 0))
    const { rows } = await pool().query('SELECT id FROM users WHERE id = $1', [ended.phone.viewerId])
    expect([count, rows.length, (await readResident(holds.phone.viewerId))?.id]).toEqual([1, 0, holds.resident.id])
    expect(await readSubmission(told.id)).toMatchObject({ state: 'submitted', words: '路灯不亮', residentId: null })
    // an invitation that ended goes too, whether somebody's binding did or not
    await pool().query(`UPDATE resident_invitations SET used_at = used_at - interval '31 days' WHERE household_id = $1::uuid`, [holds.household.id])
    expect(await residentsRule.count(before)).toBe(1)
    expect(await transaction((tx) => residentsRule.take(tx, before, 0))).toMatchObject({ count: 1, next: null })
    expect(await residentsRule.count(before)).toBe(0)
  })

  it('report once however often it comes, no more a day than they may, and what a dispatcher takes over they follow without a link', async () => {
    const { resident } = await bound()
    const now = Date.now()
    const report = (words: string, id: string = randomUUID(), at = now) =>
      saveMyReport(
        { id: resident.id, community: '411324001101' },
        { id, occurredAt: new Date(now).toISOString(), words },
        { grid: GRID, perDay: 2, now: at, by: { actor: STRANGER, address: null } },
      )
    const id = randomUUID()
    expect(await Promise.all([report('井盖坏了', id), report('井盖坏了', id)])).toEqual([now, now])
    expect(await code(report('别的', id))).toBe('conflict')
    const codes = await Promise.all(['二', '三', '四'].map((words) => code(report(words))))
    expect(codes.sort()).toEqual(['done', 'rate_limited', 'rate_limited'])
    expect(await code(report('明天', randomUUID(), now + 86_400_000))).toBe('done')
    const atlas = await loadAtlas()
    const mine = async () => (await readMyReports(resident.id, atlas, Date.now())).find((one) => one.id === id)
    expect(await mine()).toMatchObject({ words: '井盖坏了', step: 'received', now: 'unread', type: null })
    const dispatcher = viewer('dispatcher', '411324001')
    await decideSubmission(dispatcher, id, { requestId: randomUUID(), action: 'take_over', type: '0501' }, { now: Date.now(), address: null })
    expect(await mine()).toMatchObject({ words: '井盖坏了', step: 'received', now: 'arranging', type: { code: '0501' } })
    const by = { viewer: dispatcher, address: null }
    const answer = (of: string) => code(answerSolved(by, { residentId: of, id, solved: false }, { atlas, now: Date.now() }))
    expect([await answer(resident.id), await answer(randomUUID())]).toEqual(['conflict', 'not_found'])

    // done: they are asked, and a no comes before the dispatchers until one of them has followed it up
    const eventId = (await readSubmission(id))?.eventId ?? ''
    const act = async (who: Viewer, action: 'handle_on_spot' | 'follow_up', said: object = {}) => {
      const { revision = 0 } = (await getEvent(who, eventId)) ?? {}
      await transitionEvent(who, eventId, { requestId: randomUUID(), action, expectedRevision: revision, ...said }, { now: Date.now() })
    }
    await act(viewer('operator', '411324001'), 'handle_on_spot')
    expect(await mine()).toMatchObject({ step: 'done', now: 'done', solved: null })
    const counts = () => Promise.all([countUnsolved(['411324001']), countUnsolved(['411324002'])])
    expect(await counts()).toEqual([0, 0])
    expect([await answer(resident.id), await answer(resident.id)]).toEqual(['done', 'done'])
    expect([(await mine())?.solved, await counts(), (await listUnsolved(['411324001'])).map((one) => one.id)]).toEqual([false, [1, 0], [id]])
    expect(await code(answerSolved(by, { residentId: resident.id, id, solved: true }, { atlas, now: Date.now() }))).toBe('conflict')
    await act(dispatcher, 'follow_up', { satisfied: false, solved: false })
    expect(await counts()).toEqual([0, 0])
  })

  it('are members of units where they were invited as such: what they are in each now, one person whatever the invitation, and none once they have left', async () => {
    const externalId = randomUUID()
    const one = { externalId, name: '周志明', phone: '13812340246', idNumber: null, employer: null }
    await savePeople([{ ...one, posts: [{ grid: GRID, kind: 'member' }] }], { source: 'test' })
    const person = peopleId('person', 'test', externalId)
    const now = Date.now()
    const [here, street] = [await unitNamed('赤志愿队', '411324001101'), await unitNamed('橙志愿队', '411324001')]
    const member = { person, role: 'member', grid: null, registered: null, to: null, from: '2026-01-05' }
    await saveMembers([
      { ...member, unit: here, skills: ['repair'] },
      { ...member, unit: street, role: 'registered', registered: 'in_service', skills: ['law', 'repair'], from: '2026-02-01' },
    ])
    expect([await readMembership(here, person, now), await readMembership(here, randomUUID(), now)]).toEqual(['present', null])
    const by = { viewer: viewer('dispatcher', '411324001'), address: null }
    const invite = () => inviteResident(by, { person, unit: here }, { resident: null, now })
    const [replaced, first] = [await invite(), await invite()]
    expect(await code(bind({ code: replaced.code }))).toBe('unauthenticated')
    expect(await code(bind({ code: first.code, pin: '340246' }))).toBe('invalid')
    const phone = await bind({ code: first.code, name: '小周' })
    const resident = await readResident(phone.viewerId)
    expect(resident).toMatchObject({ householdId: null, personId: person, grid: GRID, name: '小周' })
    expect([await signIn(phone.secret), await readPhone(phone.secret)]).toMatchObject([{ kind: 'opened' }, { name: '小周', locked: false }])
    if (!resident) throw new Error('nobody was bound')
    expect(await memberOf(resident, now)).toEqual({
      person,
      units: [
        { id: here, kind: 'volunteer_team', name: '赤志愿队', grids: ['411324001101'], role: 'member', registered: null, skills: ['repair'] },
        {
          id: street,
          kind: 'volunteer_team',
          name: '橙志愿队',
          grids: ['411324001'],
          role: 'registered',
          registered: 'in_service',
          skills: ['law', 'repair'],
        },
      ],
      skills: ['repair', 'law'],
    })
    expect(await memberOf({ personId: null }, now)).toBeNull()

    // another phone: the same person, and the first phone is nobody's
    const next = await bind({ code: (await invite()).code, name: '小周' })
    expect([next.viewerId, (await signIn(phone.secret)).kind]).toEqual([phone.viewerId, 'unbound'])
    expect((await listResidents({ person })).residents.map(({ id }) => id)).toEqual([resident.id])
    expect(
      (await listAudit({ object: { kind: 'resident', id: resident.id }, action: 'resident.bound', limit: 5 })).map(({ detail }) => detail),
    ).toMatchObject([
      { person, again: true },
      { person, again: false },
    ])

    // a unit that was dissolved is none that they are in
    await pool().query('DELETE FROM posts WHERE person_id = $1::uuid', [person])
    const found = async () => [(await readResident(next.viewerId))?.grid, (await gridsOfMember(person, now)).map(({ grids }) => grids).sort()]
    expect(await found()).toEqual(['411324001101', [['411324001'], ['411324001101']]])
    await pool().query('UPDATE units SET ended_at = now() WHERE id = $1::uuid', [here])
    expect(await found()).toEqual(['411324001', [['411324001']]])
    await pool().query('UPDATE units SET ended_at = NULL WHERE id = $1::uuid', [here])

    // whoever has left one is of the other alone
    await saveMembers([{ ...member, unit: here, skills: [], to: '2026-03-01' }])
    expect([(await memberOf(resident, now))?.skills, await gridsOfMember(person, now)]).toEqual([['law', 'repair'], [{ grids: ['411324001'] }]])

    // they leave: their phone still opens what is their own, and they are no member
    await saveMembers(
      [here, street].map((unit, i) => ({
        ...member,
        unit,
        role: i ? 'registered' : 'member',
        from: i ? '2026-02-01' : '2026-01-05',
        skills: [],
        to: '2026-03-01',
      })),
    )
    expect([await memberOf(resident, now), await readMembership(here, person, now), (await signIn(next.secret)).kind]).toEqual([
      null,
      'past',
      'opened',
    ])
    expect((await readResident(next.viewerId))?.id).toBe(resident.id)
    expect((await gridsOfMember(person, now)).map(({ grids }) => grids).sort()).toEqual([['411324001'], ['411324001101']])
    // where they start from is kept as long as they can forget it
    await setStart(person, [112.23, 33.04])
    expect(await readStart(person)).toEqual([112.23, 33.04])
    expect([await revokeResident(by, resident.id), await readResident(next.viewerId), await readStart(person)]).toEqual([true, null, null])
  })

  it('are nobody while a source no longer has who they are in units: in no list, figure or team meanwhile, and in all of them again when they are back', async () => {
    const now = Date.now()
    const newcomer = (name: string) => ({ externalId: randomUUID(), name, phone: null, idNumber: null, employer: null, posts: [] })
    const [mover, stayer] = [newcomer('周志明'), newcomer('吴秀英')]
    await savePeople([mover, stayer], { source: 'test' })
    const [person, other] = [peopleId('person', 'test', mover.externalId), peopleId('person', 'test', stayer.externalId)]
    const [team, branch] = [await unitNamed('黄志愿队', '411324001101'), await unitNamed('玉都路支部', '411324001101', 'road_branch')]
    const member = { role: 'member', grid: null, registered: null, skills: [], from: '2026-01-05', to: null }
    await saveMembers([
      ...[person, other].map((one) => ({ ...member, unit: team, person: one })),
      { ...member, unit: branch, person, role: 'instructor', grid: GRID },
      { ...member, unit: branch, person, role: 'secretary' },
      { ...member, unit: branch, person, role: 'registered', registered: 'in_service' },
    ])
    const by = { viewer: viewer('dispatcher', '411324001'), address: null }
    const inviteThem = () => inviteResident(by, { person, unit: team }, { resident: null, now })
    const phone = await bind({ code: (await inviteThem()).code })
    const session = (await findSession(phone.cookie))?.viewer.sessionId ?? ''
    const again = await inviteThem()

    const unitNow = async (id: string) => (await loadUnits(now)).find((unit) => unit.id === id)
    const figures = async () => {
      const [{ members, organised, leaders }, teams] = [await countPartyPeople(now), await readTeams(['411324001101'], now)]
      const [inTeam, inBranch] = [await unitNow(team), await unitNow(branch)]
      return [members, organised, leaders, teams.members, teams.free, inTeam?.members, inBranch?.members, inBranch?.registered.in_service]
    }
    const seen = async () => ({
      instructs: (await unitNow(branch))?.instructs,
      team: (await listUnitMembers(team, now)).map((row) => row.person).sort(),
      registered: (await listRegistered([branch], { now, limit: 9 })).rows.length,
      opened: (await findPerson(person, [GRID.slice(0, 12)], now))?.name ?? null,
      membership: await readMembership(team, person, now),
      units: (await memberOf({ personId: person }, now))?.units.length ?? null,
      resident: [(await readResident(phone.viewerId))?.personId, (await readPhone(phone.secret))?.name, (await signIn(phone.secret)).kind],
    })
    const [counted, before] = [await figures(), await seen()]
    const all = { instructs: [GRID], team: [person, other].sort(), registered: 1, opened: '周志明', membership: 'present', units: 4 }
    expect(before).toEqual({ ...all, resident: [person, '孙阿姨', 'opened'] })

    await transaction(async (tx) => people.leave?.(tx, [person], new Date()))
    forgetSessions()
    expect(await figures()).toEqual(counted.map((n = 0) => n - 1))
    expect(await seen()).toEqual({
      ...{ instructs: [], team: [other], registered: 0, opened: null, membership: 'past', units: null },
      resident: [undefined, undefined, 'unbound'],
    })
    expect([await findSession(phone.cookie), await activeSessions([session])]).toEqual([null, new Map()])
    expect([await code(bind({ code: again.code })), await code(inviteThem())]).toEqual(['unauthenticated', 'not_found'])
    // whoever kept them may still end their binding, and nobody takes them into a unit
    expect((await gridsOfMember(person, now)).length).toBe(2)
    const join = { ...member, action: 'join' as const, requestId: randomUUID(), expectedRevision: 1, person, role: 'head' as const }
    expect(await code(changeMember(team, join, { ...by, now }))).toBe('invalid')

    await savePeople([mover], { source: 'test' })
    expect([await figures(), await seen()]).toEqual([counted, before])
  })
})
