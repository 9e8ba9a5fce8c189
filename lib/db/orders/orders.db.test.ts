import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { pool, transaction } from '@/lib/db/engine/pool'
import { releaseLease, takeLease } from '@/lib/db/log/leases'
import { peopleId } from '@/lib/db/people/people-ids'
import { savePeople } from '@/lib/db/people/people-write'
import { saveMembers, saveUnits, unitId } from '@/lib/db/units/unit-write'
import { STRANGER } from '@/lib/domain/audit'
import { greatCircle } from '@/lib/domain/great-circle'
import { ORDER_SORTS, type OrderSort } from '@/lib/domain/order'
import { OPEN_ORDER_STATES, type OrderActor, OrderState } from '@/lib/domain/order-life'
import { ORDER_ACTIONS, type OrderAction, type OrderWords } from '@/lib/domain/order-machine'
import { orderNumber } from '@/lib/domain/order-number'
import { orderHolds } from '@/lib/domain/order-search'
import { suggestVolunteers } from '@/lib/domain/order-suggestions'
import { isProblem } from '@/lib/domain/problem'
import { namesOf } from '@/lib/domain/rows'
import { termsOf } from '@/lib/domain/search-text'
import { UnitContent } from '@/lib/domain/unit'
import { describeEachEngine } from '@/lib/testing/database'
import { triesAllOn } from '@/lib/testing/engines'
import { seeded } from '@/lib/testing/seeded'
import { NOW, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { ordersRule } from '../retention/retention-orders'
import { people } from '../sources/subjects/people'
import { actOnOrder, lapseOffers } from './act-on-order'
import { type DemoOrder, saveDemoOrders } from './demo-orders'
import { findVolunteers, searchVolunteers } from './find-volunteers'
import { countDue, countFacets, countOrders, listOrders, listOwnOrders, readColumn, readOrderCounts, readTeams } from './list-orders'
import { makeOrder, type NewOrder } from './make-order'
import { readOrder, type StoredOrder } from './order-rows'
import { readCatalogue, setCatalogue } from './order-services'
import { readOrdersThen } from './orders-then'
import { readHistory } from './read-order'
import { readStart, setPause, setStart } from './volunteer-orders'

const MINUTE = 60_000
const VOLUNTEERS = 100
const dispatcher = viewer('dispatcher', '411324001')
const asWork = (of = dispatcher) => ({ actor: { ...of, resident: null, person: null, skills: [], follows: null }, viewer: of, address: null })
const person = (i: number) => peopleId('person', 'test', `volunteer-${i}`)
/** Somebody in the team, on their own phone. */
function volunteer(i: number) {
  const of = { id: `resident-${i}`, name: '志愿者', role: 'resident' as const, scope: { kind: 'self' as const } }
  const actor: OrderActor = { ...of, resident: null, person: person(i), skills: ['care'], follows: null }
  return { actor, viewer: of, address: null }
}
const wanted = (of: Partial<NewOrder> = {}): NewOrder => ({
  ...{ id: randomUUID(), service: 'hospital', grid: '411324001101001', position: spot(0, 0), household: null, resident: null, link: null },
  ...{ name: '吴桂兰', phone: '15412340258', address: '同心花园3号楼', words: '会推轮椅', wantedAt: NOW + 60 * MINUTE },
  ...of,
})
const make = (of: Partial<NewOrder> = {}, now = NOW) => makeOrder(asWork(), wanted(of), now)
const act = (by: Parameters<typeof actOnOrder>[0], order: StoredOrder, action: OrderAction, said: OrderWords = {}, now = NOW) =>
  actOnOrder(by, order.id, { requestId: randomUUID(), action, expectedRevision: order.revision, ...said }, now)
/** What a call comes to: done, or the code of its problem. */
const code = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: unknown) => (isProblem(error) ? error.code : Promise.reject(error)),
  )
async function underLease<T>(work: (fence: { name: string; token: number }) => Promise<T>): Promise<T> {
  const holder = randomUUID()
  const fence = await takeLease('orders', holder, 60_000)
  if (!fence) throw new Error('somebody else lets offers lapse')
  try {
    return await work(fence)
  } finally {
    await releaseLease('orders', holder)
  }
}
/** Who has gone through the ladder of an order, in order. */
const asked = async (id: string) => (await readHistory(id)).offers.map((one) => [one.person, one.outcome])

describeEachEngine('orders', (db) => {
  beforeAll(async () => {
    await saveSmallCounty()
    const team = (externalId: string, grid: string, place: ReturnType<typeof spot>) => ({
      ...UnitContent.parse({ kind: 'volunteer_team', name: `${externalId}队`, grids: [grid], place, skills: ['care', 'errands'] }),
      ...{ externalId, id: unitId('test', externalId) },
    })
    await saveUnits([team('near', '411324001', spot(0, 0)), team('far', '411324002', spot(7, 3))], { source: 'test' })
    await savePeople(
      Array.from({ length: VOLUNTEERS }, (_, i) => ({
        ...{ externalId: `volunteer-${i}`, name: `张${i}`, phone: '13812345678', idNumber: null, employer: null },
        posts: [{ grid: '411324001101001', kind: 'member' as const }],
      })),
      { source: 'test' },
    )
    const membership = { role: 'member' as const, grid: null, registered: null, from: '2026-01-05', to: null }
    await saveMembers(
      Array.from({ length: VOLUNTEERS }, (_, i) => ({
        ...{ ...membership, unit: unitId('test', i % 2 === 0 ? 'near' : 'far'), person: person(i), skills: i % 4 === 3 ? [] : ['care' as const] },
      })),
    )
  })

  it('are numbered by the day without a gap, however many come at once and twice', async () => {
    const all = Array.from({ length: 20 }, () => wanted())
    const made = await Promise.all([...all, ...all].map((order) => makeOrder(asWork(), order, NOW)))
    const numbers = [...new Set(made.map(({ sequence }) => sequence))].sort((a, b) => a - b)
    expect([numbers, made.every(({ day, state }) => day === '2026-11-24' && state === 'requested')]).toEqual([all.map((_, i) => i + 1), true])
    expect(await code(makeOrder(asWork(), { ...(all[0] ?? wanted()), words: '别的' }, NOW))).toBe('conflict')
    expect(await code(make({ service: 'flight' }))).toBe('invalid')
    const [week, year] = [7 * 24 * 60 * MINUTE, 366 * 24 * 60 * MINUTE]
    for (const at of [Date.UTC(1900, 0, 1), NOW - week - 1, NOW + year + 1, Date.UTC(2199, 0, 1)])
      expect(await code(make({ wantedAt: at }))).toBe('invalid')
    // a day of its own
    expect((await make({}, NOW + 24 * 60 * MINUTE)).sequence).toBe(1)
  })

  it('tell steps of the clock, of whoever has the link and of whoever has an account apart', async () => {
    const byLink = { viewer: STRANGER, address: null }
    const order = await makeOrder(byLink, wanted(), NOW)
    const offered = await act(asWork(), order, 'offer', { person: person(1) })
    await underLease((fence) => lapseOffers(fence, offered.offerUntil ?? 0))
    const follower: OrderActor = { ...STRANGER, scope: { kind: 'self' }, resident: null, person: null, skills: [], follows: order.id }
    await act({ actor: follower, ...byLink }, (await readOrder(order.id)) ?? order, 'withdraw')
    expect((await readHistory(order.id)).steps.map((step) => [step.action, step.by, step.byLink])).toEqual([
      ['request', 'resident', true],
      ['offer', dispatcher.name, false],
      ['lapse', null, false],
      ['next', null, false],
      ['withdraw', 'resident', true],
    ])
    await pool().query('DELETE FROM orders WHERE id = $1::uuid', [order.id])
  })

  it('are numbered behind each other where people asked before the demonstration did', async () => {
    const now = NOW - 40 * 24 * 60 * MINUTE
    const household = {
      id: randomUUID(),
      name: '吴桂兰',
      phone: null,
      address: '3号楼',
      grid: '411324001101001',
      lon: spot(0, 0)[0],
      lat: spot(0, 0)[1],
    }
    const invented = (sequence: number): DemoOrder => ({
      ...{
        id: randomUUID(),
        day: '2026-10-15',
        sequence,
        service: 'hospital',
        state: 'rated',
        household,
        words: '',
        wantedAt: null,
        nth: 0,
        pool: false,
      },
      ...{ offeredTo: null, offeredAt: null, offerUntil: null, firstOfferedAt: null, answerBy: null, takenBy: null, takenAt: null, assigned: false },
      ...{
        outAt: null,
        arrivedAt: null,
        servedAt: null,
        ratedAt: null,
        solved: null,
        satisfied: null,
        opinion: null,
        withdrawnAt: null,
        createdAt: now,
      },
    })
    for (let i = 0; i < 5; i++) await make({ wantedAt: null }, now)
    const plan = { orders: [1, 2, 3].map(invented), offers: [], steps: [], starts: [] }
    // beside somebody who asks while they are written, and by two servers at once
    await Promise.all([saveDemoOrders(plan), make({ wantedAt: null }, now), saveDemoOrders(plan)])
    await make({ wantedAt: null }, now)
    const { rows } = await pool().query<{ sequence: number; id: string }>(
      `SELECT sequence, id::text AS id FROM orders WHERE day = '2026-10-15' ORDER BY sequence`,
    )
    expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 10 }, (_, i) => i + 1))
    const numbers = plan.orders.map(({ id }) => rows.find((row) => row.id === id)?.sequence ?? 0)
    const [first = 0] = numbers
    expect([first > 5, numbers]).toEqual([true, [first, first + 1, first + 2]])
    await pool().query(`DELETE FROM orders WHERE day = '2026-10-15'`)
  })

  it('are taken by exactly one of a hundred who want one at once, and the others are told', async () => {
    const pooled = await act(asWork(), await make(), 'pool')
    const told = await Promise.all(Array.from({ length: VOLUNTEERS }, (_, i) => code(act(volunteer(i), pooled, 'take', {}, NOW + MINUTE))))
    expect(told.filter((one) => one === 'done')).toHaveLength(1)
    expect(told.filter((one) => one === 'conflict')).toHaveLength(VOLUNTEERS - 1)
    const order = await readOrder(pooled.id)
    const { rows } = await pool().query(`SELECT count(*)::int4 AS n FROM order_steps WHERE order_id = $1::uuid AND action = 'take'`, [pooled.id])
    expect([order?.state, order?.takenBy, rows[0]?.n]).toEqual(['taken', person(told.indexOf('done')), 1])
    expect(await asked(pooled.id)).toEqual([[null, 'taken']])
    // and who they were by the first character, as everywhere where nobody has opened a name
    expect((await readHistory(pooled.id)).steps.map(({ by }) => by)).toEqual([dispatcher.name, dispatcher.name, '志*'])
  })

  it('do nothing twice for one request, and nothing for a stale look or a stranger', async () => {
    const order = await make()
    const request = { requestId: randomUUID(), action: 'offer' as const, expectedRevision: order.revision, person: person(2) }
    const twice = await Promise.all([1, 2, 3].map(() => actOnOrder(asWork(), order.id, request, NOW)))
    expect(twice.map(({ state, revision, nth }) => [state, revision, nth])).toEqual(Array.from({ length: 3 }, () => ['offered', 2, 1]))
    expect(await asked(order.id)).toEqual([[person(2), null]])
    expect(await code(actOnOrder(asWork(), (await make()).id, request, NOW))).toBe('conflict')
    // another thing under the same id is not taken as done; of a later look the same is
    for (const other of [{ person: person(3) }, { action: 'withdraw' as const }])
      expect(await code(actOnOrder(asWork(), order.id, { ...request, ...other }, NOW))).toBe('conflict')
    expect((await actOnOrder(asWork(), order.id, { ...request, expectedRevision: 2 }, NOW)).revision).toBe(2)
    await expect(act(asWork(), order, 'pool')).rejects.toMatchObject({ code: 'conflict', extra: { state: 'offered', revision: 2 } })
    const elsewhere = viewer('dispatcher', '411324002')
    expect(await code(act(asWork(elsewhere), twice[0] ?? order, 'pool'))).toBe('forbidden')
    expect(await code(act(volunteer(3), twice[0] ?? order, 'take'))).toBe('forbidden')
    expect(await code(act(asWork(), await make(), 'offer', { person: randomUUID() }))).toBe('invalid')
    await act(asWork(), twice[0] ?? order, 'withdraw')
  })

  it('lapse once, go to the next who can, and behind the third wait for the leader, whoever else lets them lapse', async () => {
    const order = await act(asWork(), await make(), 'offer', { person: person(1) })
    const untouched = await act(asWork(), await make(), 'offer', { person: person(4) }, NOW + 5 * MINUTE)
    await underLease(async (fence) => {
      expect(await lapseOffers(fence, NOW + 10 * MINUTE - 1)).toBe(0)
      const turns = await Promise.all([1, 2, 3, 4].map(() => lapseOffers(fence, NOW + 10 * MINUTE)))
      expect(turns.reduce((sum, one) => sum + one, 0)).toBe(1)
      const second = await readOrder(order.id)
      expect(second).toMatchObject({ state: 'offered', nth: 2, lapses: 1, offerUntil: NOW + 25 * MINUTE, answerBy: NOW + 40 * MINUTE })
      expect(await readOrder(untouched.id)).toMatchObject({ nth: 1, lapses: 0, offeredTo: person(4) })
      // somebody who was asked is not asked again
      expect(second?.offeredTo).not.toBe(person(1))
      // who took it a moment too late looked at what was theirs then; who looks now sees that it is not
      expect(await code(act(volunteer(1), order, 'take', {}, NOW + 11 * MINUTE))).toBe('conflict')
      expect(await code(act(volunteer(1), second ?? order, 'take', {}, NOW + 11 * MINUTE))).toBe('forbidden')
      const declined = await act(volunteer(indexOf(second?.offeredTo)), second ?? order, 'decline', {}, NOW + 12 * MINUTE)
      expect(declined).toMatchObject({ state: 'offered', nth: 3, lapses: 2, offerUntil: NOW + 27 * MINUTE })
      expect(await lapseOffers(fence, NOW + 27 * MINUTE)).toBe(2)
      expect(await readOrder(order.id)).toMatchObject({ state: 'lapsed', nth: 3, lapses: 3, offeredTo: null, offerUntil: null })
      expect((await asked(order.id)).map(([, outcome]) => outcome)).toEqual(['lapsed', 'declined', 'lapsed'])
    })
    const lapsed = await readOrder(order.id)
    const leader = viewer('supervisor', '411324001')
    expect(await act(asWork(leader), lapsed ?? order, 'assign', { person: person(6) })).toMatchObject({
      state: 'taken',
      takenBy: person(6),
      assigned: true,
    })
    // whoever has lost the lease lets nothing lapse
    const due = await act(asWork(), await make(), 'offer', { person: person(8) })
    const lost = await underLease(async (fence) => fence)
    expect(await code(lapseOffers(lost, NOW + 600 * MINUTE))).toBe('conflict')
    expect(await readOrder(due.id)).toMatchObject({ state: 'offered', nth: 1 })
  })

  it('are suggested to whom each reason holds of, as counted by other means', async () => {
    const household = randomUUID()
    const served = await act(asWork(), await make({ household }, NOW - 60 * MINUTE), 'offer', { person: person(10) }, NOW - 50 * MINUTE)
    const taken = await act(volunteer(10), served, 'take', {}, NOW - 45 * MINUTE)
    await act(volunteer(10), taken, 'serve', {}, NOW - 5 * MINUTE)
    await setPause(person(10), null)
    await setStart(person(10), spot(1, 0))
    await setStart(person(14), spot(3, 0))
    await setStart(person(14), null)
    await setPause(person(12), NOW + MINUTE)
    expect([await readStart(person(10)), await readStart(person(14))]).toEqual([spot(1, 0), null])
    const order = await make({ household })
    const found = await findVolunteers({ order: order.id, ...order }, NOW)
    const [first] = suggestVolunteers(found.filter((one) => one.person === person(10)))
    expect(first).toMatchObject({
      volunteer: { person: person(10), times: 1, load: 1, inHand: 0, own: true, from: 'person', lastAt: NOW - 5 * MINUTE },
    })
    expect(Math.abs((first?.volunteer.metres ?? 0) - greatCircle(spot(0, 0), spot(1, 0)))).toBeLessThan(3)
    expect(found.map((one) => one.person)).not.toContain(person(12))
    // who has forgotten where they start from is measured from their unit again
    expect(found.find((one) => one.person === person(14))).toMatchObject({ from: 'unit' })
    // whose unit can and who have said nothing of their own
    const there = await findVolunteers({ order: order.id, ...order, position: spot(7, 3) }, NOW)
    expect(there.find((one) => one.person === person(3))).toMatchObject({ own: false, unitName: 'far队', from: 'unit' })
    expect((await findVolunteers({ order: null, ...order, skill: 'errands' }, NOW)).every(({ own }) => !own)).toBe(true)
    const { rows } = await pool().query<{ person: string; n: number }>(
      `SELECT taken_by::text AS person, count(*)::int4 AS n FROM orders WHERE taken_at > to_timestamp($1::float8 / 1000) GROUP BY 1`,
      [NOW - 14 * 24 * 60 * MINUTE],
    )
    const loads = new Map(rows.map((row) => [row.person, row.n]))
    expect(found.map(({ person: id, load }) => [id, load])).toEqual(found.map(({ person: id }) => [id, loads.get(id) ?? 0]))
  })

  it('are given to whoever a search by surname or team finds in the area, told whether they can and take any', async () => {
    await pool().query(`UPDATE people SET name = '李' || substr(name, 2) WHERE id = ANY($1::uuid[])`, [[12, 13, 15, 17].map(person)])
    const order = await act(asWork(), await make(), 'offer', { person: person(13) })
    const search = (prefixes: string[] | null, ...terms: string[]) =>
      searchVolunteers({ order: order.id, ...order }, { prefixes, terms: terms.map((term) => ({ term, surname: term === '李' })), limit: 50 }, NOW)
    const found = await search(null, '李')
    // who takes none stands last of those who can; whose team can and who said nothing can too
    expect(found.map((one) => [one.person, one.can, one.own, one.asked, one.pausedUntil])).toEqual([
      ...[13, 15, 17].map((i) => [person(i), true, i % 4 !== 3, i === 13, null]).sort(),
      [person(12), true, true, false, NOW + MINUTE],
    ])
    const facts = await findVolunteers({ order: null, ...order }, NOW)
    for (const { person: id, metres, load, inHand, times } of await search(null, '队'))
      expect(facts.find((one) => one.person === id) ?? { metres, load, inHand, times }).toMatchObject({ metres, load, inHand, times })
    expect((await search(['411324001'], '李')).map((one) => one.person)).toEqual([person(12)])
    expect((await search(['411324002101'], 'far', '李')).map((one) => one.person).sort()).toEqual([13, 15, 17].map(person).sort())
    expect([await search(null, '李', '没有'), await search(['411324003'], '队'), await search(null)]).toEqual([[], [], []])
    // as teams are called on the board, for short
    const rename = (from: string, to: string) => pool().query('UPDATE units SET name = $2 WHERE name = $1', [from, to])
    await rename('near队', '涅阳街道蓝色志愿队')
    const short = await Promise.all(['蓝队', '队蓝', '紫队'].map(async (team) => (await search(['411324001'], team, '李')).length))
    await rename('涅阳街道蓝色志愿队', 'near队')
    expect(short).toEqual([1, 0, 0])
    // somebody who said another skill alone cannot, whatever their team can
    await pool().query(`UPDATE unit_members SET skills = '{repair}' WHERE person_id = $1::uuid`, [person(15)])
    expect((await search(null, '李')).at(-1)).toMatchObject({ person: person(15), can: false, own: false })
    await act(asWork(), order, 'withdraw')
  })

  // locks, fences and distances are those above; lists and figures are tried on both engines in the long runs
  if (!triesAllOn(db.engine)) return

  it('are counted, listed and found by grid, state and figure, each number with what is behind it', async () => {
    const at = { prefixes: ['411324001102'], from: NOW, to: NOW + 24 * 60 * MINUTE }
    const grid = '411324001102001'
    const offer = async (i: number) => act(asWork(), await make({ grid }, NOW + i), 'offer', { person: person(20 + i) }, NOW + i)
    const done = await act(volunteer(20), await offer(0), 'take', {}, NOW + 5 * MINUTE)
    const rated = await act(asWork(), await act(volunteer(20), done, 'serve', {}, NOW + 50 * MINUTE), 'rate', { solved: true, satisfied: false })
    await act(asWork(), await offer(1), 'take', {}, NOW + 60 * MINUTE)
    await act(asWork(), await offer(2), 'withdraw')
    await offer(3)
    await make({ grid })
    const later = NOW + 2 * 60 * MINUTE
    const { states, figures } = await readOrderCounts(at, later)
    expect(states).toEqual({ requested: 1, offered: 1, lapsed: 0, taken: 1, served: 0, rated: 1, withdrawn: 1 })
    expect(figures).toEqual({
      response: { numerator: 1, denominator: 3 },
      completion: { numerator: 1, denominator: 4 },
      solved: { numerator: 1, denominator: 1 },
      satisfied: { numerator: 0, denominator: 1 },
    })
    for (const figure of ['response', 'completion', 'solved', 'satisfied'] as const)
      for (const [counted, n] of [
        ['in', figures[figure].numerator],
        ['out', figures[figure].denominator - figures[figure].numerator],
        ['all', figures[figure].denominator],
      ] as const)
        expect([figure, counted, await countOrders({ ...at, figure, counted }, later)]).toEqual([figure, counted, n])
    const { orders: all } = await listOrders(at, { limit: 10, now: later })
    expect(all).toHaveLength(5)
    // as the board has them: what is open, whenever it came, and what ended in the period
    const tomorrow = { ...at, from: NOW + 24 * 60 * MINUTE, to: NOW + 48 * 60 * MINUTE }
    expect([await countOrders(tomorrow, later), await countOrders({ ...tomorrow, of: 'board' }, later)]).toEqual([0, 3])
    expect(await countFacets({ ...at, of: 'board', states: ['taken'], services: ['hospital'] }, later)).toEqual({
      total: 1,
      facets: {
        state: [
          { value: 'requested', count: 1 },
          { value: 'offered', count: 1 },
          { value: 'taken', count: 1 },
          { value: 'rated', count: 1 },
          { value: 'withdrawn', count: 1 },
        ],
        service: [{ value: 'hospital', count: 1 }],
        late: 1,
      },
    })
    expect((await readColumn(at, 'done')).map(({ id }) => id)).toEqual([rated.id])
    expect(await listOrders({ ...at, number: rated }, { limit: 9, now: later })).toMatchObject({ orders: [{ id: rated.id }], next: null })
    const { free, members } = await readTeams(['411324001101'], NOW)
    expect(members).toBe(VOLUNTEERS / 2)
    expect(free).toBeLessThan(members)
  })

  it('are sorted by each column either way, by the page, what has nothing there last', async () => {
    const where = { prefixes: ['411324001102'], from: 0, to: 2 * NOW, of: 'board' as const }
    await make({ grid: '411324001102002', wantedAt: null, service: 'repair' }, NOW + 9)
    await make({ grid: '411324001102001', wantedAt: null }, NOW + 9)
    const keys: Record<OrderSort, (order: StoredOrder) => string | number | null> = {
      // a rank that is made by hand here: what nobody has is before what somebody has
      urgent: ({ state }) =>
        ['lapsed', 'requested', 'offered', 'taken', 'served'].indexOf(state) + (state === 'rated' || state === 'withdrawn' ? 9 : 0),
      number: ({ day, sequence }) => orderNumber(day, sequence),
      service: ({ service }) => service,
      place: ({ grid }) => grid,
      state: ({ state }) => OrderState.options.indexOf(state),
      wanted: ({ wantedAt }) => wantedAt,
      who: ({ volunteerName }) => volunteerName?.slice(0, 1) ?? null,
      came: ({ createdAt }) => createdAt,
    }
    for (const by of ORDER_SORTS)
      for (const order of [by, `-${by}`] as const) {
        const seen: StoredOrder[] = []
        for (let after: string | undefined; ; ) {
          const { orders, next } = await listOrders(where, { order, after, limit: 2, now: NOW })
          seen.push(...orders)
          if (next === null) break
          after = next
        }
        expect([order, new Set(seen.map(({ id }) => id)).size]).toEqual([order, await countOrders(where, NOW)])
        const values = seen.map(keys[by])
        const known = values.filter((value) => value !== null)
        const sorted = known.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
        expect([order, ...values]).toEqual([order, ...(order === by ? sorted : sorted.reverse()), ...values.filter((value) => value === null)])
      }
    const { next } = await listOrders(where, { order: 'came', limit: 1, now: NOW })
    for (const [order, after] of [
      ['place', next ?? ''],
      ['came', 'e30'],
      ['came', `${next}x=`],
    ] as const)
      expect(await code(listOrders(where, { order, after, limit: 1, now: NOW }))).toBe('invalid')
  })

  it('are found by a part of their number, service, place and masked words, below the grids alone, as each is read by itself', async () => {
    const words = ['水龙头漏水，打13812345678', '水管 ＡＢ栋 0377-65551234', '100%_好\\用', '一三八']
    for (const one of words) for (const grid of ['411324001102001', '411324002101001']) await make({ words: one, service: 'repair', grid })
    // more who hold it unmasked than are read at a time, all behind the one that says it
    await make({ words: '门牌1234' })
    for (let i = 0; i < 60; i++) await make({ words: `急，13${i % 10}12345678` }, NOW + 1)
    const { orders: all } = await listOrders({ prefixes: null, from: 0, to: 2 * NOW }, { limit: 1_000, now: NOW })
    const numbers = all.slice(-3).flatMap(({ day, sequence }) => [orderNumber(day, sequence), orderNumber(day, sequence).slice(-4)])
    const places = (term: string) => ('二社区'.includes(term) ? ['411324001102'] : [])
    for (const q of [
      '水',
      '水 二社区',
      'ab栋',
      '65551234',
      '0377-****1234',
      '138****5678',
      '1234',
      '%_',
      '好\\',
      '漏水 维修',
      'f20261124',
      ...numbers,
    ])
      for (const prefixes of [null, ['411324001'], ['411324003']]) {
        const terms = termsOf(q).map((term) => ({ term, places: places(term) }))
        const wanted = all.filter((one) => (prefixes?.some((prefix) => one.grid.startsWith(prefix)) ?? true) && orderHolds(terms, one))
        const where = { prefixes, from: 0, to: 2 * NOW, terms }
        const found = [(await listOrders(where, { limit: 500, now: NOW })).orders.map(({ id }) => id), await countOrders(where, NOW)]
        expect([q, prefixes, ...found]).toEqual([q, prefixes, wanted.map(({ id }) => id), wanted.length])
      }
    // what an export says that it holds
    const many = await make({ words: '一次万单' })
    await pool().query(
      `INSERT INTO orders (id, day, sequence, service, state, grid_code, position, name, words, content_hash, created_by, created_name, created_at)
       SELECT gen_random_uuid(), day, sequence + i, service, state, grid_code, position, name, words, content_hash, created_by, created_name, created_at
       FROM orders, generate_series(1, 10000) AS i WHERE id = $1::uuid`,
      [many.id],
    )
    const ofMany = { prefixes: null, from: 0, to: 2 * NOW, terms: [{ term: '万单', places: [] }] }
    expect([await countOrders(ofMany, NOW), await countOrders(ofMany, NOW, 7)]).toEqual([10_001, 7])
    expect(await countOrders({ ...ofMany, states: ['lapsed'] }, NOW)).toBe(0)
    const digits = await listOrders({ prefixes: null, from: 0, to: 2 * NOW, terms: [{ term: '1234', places: [] }] }, { limit: 8, now: NOW })
    expect(digits.orders.map(({ words: said }) => said)).toContain('门牌1234')
    await pool().query('DELETE FROM orders WHERE words <> $1', ['会推轮椅'])
  })

  it('wait for whoever is to act on them, and stand before the volunteer who is asked or has taken one, as the lists have them', async () => {
    const [me, grid] = [person(40), '411324001103001']
    const offered = await act(asWork(), await make({ grid }), 'offer', { person: me })
    const taken = await act(volunteer(40), await act(asWork(), await make({ grid }), 'offer', { person: me }), 'take')
    await act(asWork(), await make({ grid }), 'offer', { person: person(44) })
    await make({ grid })
    const complaint = { requestId: randomUUID(), action: 'complain' as const, expectedRevision: taken.revision, note: '没来' }
    const complained = await actOnOrder(asWork(), taken.id, complaint, NOW)
    expect(await actOnOrder(asWork(), taken.id, complaint, NOW)).toEqual(complained)
    expect(await code(actOnOrder(asWork(), taken.id, { ...complaint, note: '另一句' }, NOW))).toBe('conflict')
    const prefixes = ['411324001103']
    const all = { prefixes, from: 0, to: 2 * NOW }
    expect(await countDue(prefixes, ['requested', 'lapsed', 'complaint'])).toEqual([
      { of: 'requested', count: await countOrders({ ...all, states: ['requested'] }, NOW) },
      { of: 'lapsed', count: await countOrders({ ...all, states: ['lapsed'] }, NOW) },
      { of: 'complaint', count: await countOrders({ ...all, complained: true }, NOW) },
    ])
    expect([await countDue(prefixes, ['complaint']), await countDue(['411324003'], ['requested'])]).toEqual([
      [{ of: 'complaint', count: 1 }],
      [{ of: 'requested', count: 0 }],
    ])
    expect((await listOwnOrders([me], 10)).map(({ id }) => id)).toEqual([offered.id, taken.id])
    // what is done is nobody's task, and an answer ends a complaint
    await act(volunteer(40), await act(asWork(), complained, 'answer', { note: '已改约' }), 'serve')
    expect([await countDue(prefixes, ['complaint']), (await listOwnOrders([me], 10)).map(({ id }) => id)]).toEqual([
      [{ of: 'complaint', count: 0 }],
      [offered.id],
    ])
  })

  it('whose taker has left are the first that are to be done, until they are given to somebody else', async () => {
    const [grid, me] = ['411324001103001', person(60)]
    const take = async (i: number, now: number) =>
      act(volunteer(i), await act(asWork(), await make({ grid, wantedAt: null }), 'offer', { person: person(i) }), 'take', {}, now)
    const [other, taken] = [await take(61, NOW), await take(60, NOW + MINUTE)]
    const at = { prefixes: ['411324001103'], from: 0, to: 2 * NOW, states: ['taken' as const] }
    const first = async () => [
      (await listOrders(at, { order: 'urgent', limit: 1, now: NOW })).orders.map(({ id }) => id),
      (await readColumn(at, 'serving')).map(({ id }) => id)[0],
      (await countDue(at.prefixes, ['left']))[0]?.count,
      await countOrders({ ...at, left: true }, NOW),
    ]
    expect(await first()).toEqual([[other.id], other.id, 0, 0])
    await transaction(async (tx) => people.leave?.(tx, [me], new Date()))
    expect(await first()).toEqual([[taken.id], taken.id, 1, 1])
    expect(await readOrder(taken.id)).toMatchObject({ takenBy: me, volunteerPhone: null, volunteerLeft: true })
    expect(await readOrder(other.id)).toMatchObject({ volunteerPhone: '13812345678', volunteerLeft: false })
    const given = await act(asWork(), taken, 'reassign', { person: person(62), reason: '不在册' })
    expect([given.state, given.offeredTo, given.volunteerLeft, ...(await first()).slice(2)]).toEqual(['offered', person(62), false, 0, 0])
  })

  it('stand at any moment of the past as they were told to stand then', async () => {
    const { next: random } = seeded('orders of the past')
    const pick = <T>(of: readonly T[]): T => {
      const one = of[Math.floor(random() * of.length)]
      if (one === undefined) throw new Error('nothing to choose from')
      return one
    }
    const start = NOW + 30 * 24 * 60 * MINUTE
    const heard: { at: number; states: unknown; served: number }[] = []
    const orders: StoredOrder[] = []
    const served = new Set<string>()
    // the first is served whatever chance does: who is asked next hangs on ids, and they are new in every run
    const road: OrderAction[] = ['offer', 'take', 'serve']
    for (let turn = 0; turn < 80; turn++) {
      const at = start + turn * MINUTE
      if (orders.length === 0 || (orders.length < 8 && random() < 0.3)) orders.push(await make({ wantedAt: at + 60 * MINUTE }, at))
      else {
        const next = road.shift()
        const [first] = orders
        const one = next && first ? first : pick(orders)
        const order = (await readOrder(one.id)) ?? one
        const can = namesOf(ORDER_ACTIONS).filter((name) => ORDER_ACTIONS[name].from.some((state) => state === order.state))
        const action = next ?? pick(can.filter((name) => name !== 'withdraw'))
        const said = { person: person(Math.floor(random() * 8) * 4), reason: '改期', note: '没来', solved: true, satisfied: true }
        await act(asWork(), order, action, said, at).catch((error: unknown) => {
          if (!isProblem(error)) throw error
        })
      }
      for (const { id } of orders) if ((await readOrder(id))?.servedAt) served.add(id)
      const { states } = await readOrderCounts({ prefixes: null, from: start, to: at + MINUTE }, at)
      heard.push({ at, states: openOf(new Map(Object.entries(states))), served: served.size })
    }
    expect(served.size).toBeGreaterThan(0)
    for (const { at, ...told } of heard) {
      const then = await readOrdersThen(null, { from: start, at })
      expect([at - start, openOf(then.states), then.served]).toEqual([at - start, told.states, told.served])
    }
  })

  it('forget who asked once they are long over, and are counted as before', async () => {
    const at = { prefixes: ['411324001102'], from: NOW, to: NOW + 24 * 60 * MINUTE }
    const [before, open] = [await readOrderCounts(at, NOW), await readColumn(at, 'waiting')]
    const old = await ordersRule.count(NOW + 24 * 60 * MINUTE)
    const first = await transaction((tx) => ordersRule.take(tx, NOW + 24 * 60 * MINUTE, 0, 1))
    const rest = await transaction((tx) => ordersRule.take(tx, NOW + 24 * 60 * MINUTE, 0))
    expect([old > 1, first.next, rest.count, rest.next, await ordersRule.count(NOW + 24 * 60 * MINUTE)]).toEqual([true, 0, old - 1, null, 0])
    expect(await readColumn(at, 'done')).toMatchObject([{ name: '', phone: null, address: null, words: '', solved: true }])
    expect([await readOrderCounts(at, NOW), await readColumn(at, 'waiting')]).toEqual([before, open])
    const hashed = `SELECT o.name = '' AS forgotten, bool_or(s.content_hash IS NOT NULL) AS hash, bool_or(s.actor_name <> '' OR o.created_name <> '') AS named FROM orders o JOIN order_steps s ON s.order_id = o.id GROUP BY 1 ORDER BY 1`
    expect((await pool().query(hashed)).rows).toEqual([
      { forgotten: false, hash: true, named: true },
      { forgotten: true, hash: false, named: false },
    ])
  })

  it('are given to nobody out of the area but those who are suggested, as if nobody else were there', async () => {
    const stranger = (name: string) => peopleId('person', 'elsewhere', name)
    const posts = { here: '411324001101001', mender: '411324002101001', plain: '411324002101001' }
    await savePeople(
      namesOf(posts).map((externalId) => ({
        ...{ externalId, name: '钱某', phone: null, idNumber: null, employer: null },
        posts: [{ grid: posts[externalId], kind: 'member' as const }],
      })),
      { source: 'elsewhere' },
    )
    const membership = { unit: unitId('test', 'far'), role: 'member', grid: null, registered: null, from: '2026-01-05', to: null }
    const skills = (name: string) => (name === 'mender' ? ['repair' as const] : ['law' as const])
    await saveMembers(namesOf(posts).map((name) => ({ ...membership, person: stranger(name), skills: skills(name) })))
    const offer = async (to: string, by = dispatcher) =>
      act(asWork(by), await make({ service: 'repair' }), 'offer', { person: to }).then(
        () => 'done',
        (error: unknown) => (isProblem(error) ? [error.code, error.message] : Promise.reject(error)),
      )
    const nobody = await offer(randomUUID())
    expect(nobody).toEqual(['invalid', expect.any(String)])
    // of the far team: one who is suggested, one who is not, and one with a post here
    expect([await offer(stranger('mender')), await offer(stranger('plain')), await offer(stranger('here'))]).toEqual(['done', nobody, 'done'])
    expect(await offer(stranger('plain'), viewer('dispatcher', '411324'))).toBe('done')
  })

  it('are of a catalogue that an administrator sets, one change at a time', async () => {
    const admin = { viewer: viewer('administrator'), address: null }
    const { revision, services } = await readCatalogue()
    const [first] = services
    if (!first) throw new Error('the catalogue is empty')
    const change = {
      expectedRevision: revision,
      services: [
        { ...first, offerMinutes: [5, 5] },
        { ...first, code: 'piano', name: '调琴', nameEn: 'Piano tuned' },
      ],
    }
    const asked = [1, 2, 3].map(() => ({ requestId: randomUUID(), ...change }))
    const calls = await Promise.all(asked.map((one) => code(setCatalogue(admin, one))))
    expect([...calls].sort()).toEqual(['conflict', 'conflict', 'done'])
    // the same again is done, and nothing else under its id
    const done = asked[calls.indexOf('done')]
    if (!done) throw new Error('none was done')
    expect([await code(setCatalogue(admin, done)), await code(setCatalogue(admin, { ...done, services: [first] }))]).toEqual(['done', 'conflict'])
    const now = await readCatalogue()
    expect([now.revision, now.services.filter(({ on }) => on).map(({ code: of }) => of)]).toEqual([revision + 1, [first.code, 'piano']])
    expect(now.services).toHaveLength(services.length + 1)
    expect(await code(make({ service: 'drain' }))).toBe('invalid')
    const order = await act(asWork(), await make({ service: first.code }), 'offer', { person: person(30) })
    expect(order.offerUntil).toBe(NOW + 5 * MINUTE)
  })
})

/** What of the counts is of orders in which something is still to be done. */
const openOf = (states: ReadonlyMap<string, number>) => OPEN_ORDER_STATES.map((state) => [state, states.get(state) ?? 0])
const indexOf = (id: string | null | undefined): number => Array.from({ length: VOLUNTEERS }, (_, i) => person(i)).indexOf(id ?? '')
