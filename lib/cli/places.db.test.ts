import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pool, transaction } from '@/lib/db/engine/pool'
import { loadAtlas } from '@/lib/db/ground/grids'
import { takeLease } from '@/lib/db/log/leases'
import { peopleId } from '@/lib/db/people/people-ids'
import { saveHouseholds } from '@/lib/db/people/people-write'
import { actOnBooking, listBookings, makeBooking, readTaken } from '@/lib/db/places/bookings'
import { continueDemoBookings, lastDemoBooking } from '@/lib/db/places/demo-places'
import { readErrands, recordErrand } from '@/lib/db/places/errands'
import { listPlaces, readPlace, removeDemoPlaces, type StoredPlace, savePlace } from '@/lib/db/places/places'
import { bindPhone, inviteResident } from '@/lib/db/residents/invitations'
import { readResident } from '@/lib/db/residents/residents'
import { bookingsRule } from '@/lib/db/retention/retention-bookings'
import { makePlaces } from '@/lib/demo/seed-places'
import { DAY_MS, dayNumber } from '@/lib/domain/clock'
import { type PlaceIn, PlaceService } from '@/lib/domain/place'
import { slotsOfDay } from '@/lib/domain/place-hours'
import { isProblem } from '@/lib/domain/problem'
import { runCommand } from '@/lib/testing/command'
import { describeEachEngine } from '@/lib/testing/database'
import { NOW, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { placesCommand } from './places'

const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-places-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs `gridsight places …` in this process, on the shared database. */
const gridsight = (...args: string[]) => runCommand(placesCommand, args)
function file(name: string, content: string): string {
  writeFileSync(path.join(folder, name), content)
  return path.join(folder, name)
}

/** What a call comes to: done, or the code of its problem. */
const code = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: unknown) => (isProblem(error) ? error.code : Promise.reject(error)),
  )
const dispatcher = viewer('dispatcher', '411324001')
const by = { viewer: dispatcher, address: null }
const SLOT = { from: NOW + DAY_MS, to: NOW + DAY_MS + 3_600_000 }
const asBooking = (place: StoredPlace, service: 'meeting' | 'homework', seats: number, guardian: string | null = null) => ({
  ...{ id: randomUUID(), place, service, slot: { ...SLOT, seats }, residentId: null, name: '王小明', phone: null, guardian },
})
const HEAD = '编号,类别,名称,经度,纬度,服务,设施,开放时间,可预约,容纳人数,联系电话'
const row = (id: string, [lon, lat]: readonly number[], rest = '党群服务中心,A,代办;议事,座椅,周一至周五 08:00-18:00,议事 60 20,80,0377-1') => {
  const [kind = '', name = '', ...more] = rest.split(',')
  return [id, kind, name, lon, lat, ...more].join(',')
}
const placeNamed = async (externalId: string): Promise<StoredPlace> => {
  const found = (await listPlaces({ prefixes: null, closed: true, limit: 1_000 })).find((one) => one.externalId === externalId)
  if (!found) throw new Error(`there is no place ${externalId}`)
  return found
}

describeEachEngine('service places', () => {
  beforeAll(saveSmallCounty)

  it('come in from a table, bad rows named by line and column, and the same file again changes nothing', async () => {
    const rows = [
      row('a', spot(0, 0)),
      row('b', spot(1, 0), '六点半课堂,课堂,作业辅导,图书,周一至周五 16:30-18:30,作业辅导 120 20,20,'),
      row('c', spot(0, 1), '网吧,X,,,每天 08:00-20:00,,,'),
      row('d', spot(0, 1), '暖心驿站,X,饮水;理发,,每天 08:00-20:00,,,'),
      row('e', spot(0, 1), '暖心驿站,X,饮水,,早上到晚上,,,'),
      row('f', [100, 30], '暖心驿站,X,饮水,,每天 08:00-20:00,,,'),
      row('g', spot(0, 1), '暖心驿站,X,饮水,,每天 08:00-20:00,,-4,'),
      row('h', spot(0, 1), '暖心驿站,X,饮水,,每天 08:00-20:00,充电 60 2,,'),
      row('a', spot(0, 1)),
      row('i', spot(7, 3), '暖心驿站,远,饮水;充电,,每天 07:00-21:00,,16,'),
    ]
    const csv = file('places.csv', [HEAD, ...rows].join('\n'))
    const rejects = path.join(folder, 'rejects.csv')
    const dry = await gridsight('import', csv, '--dry-run')
    expect([dry.data, (await listPlaces({ prefixes: null, limit: 9 })).length]).toMatchObject([{ taken: 3, added: 3, dryRun: true }, 0])
    const first = await gridsight('import', csv, '--rejects', rejects)
    expect(first.data).toMatchObject({ read: 10, taken: 3, rejected: 7, added: 3, updated: 0, unchanged: 0 })
    expect(first.data.refused).toMatchObject([
      { line: 4, column: '类别', code: 'unknown_kind' },
      { line: 5, column: '服务', code: 'unknown_service' },
      { line: 6, column: '开放时间', code: 'invalid' },
      { line: 7, column: '经度', code: 'outside_area' },
      { line: 8, column: '容纳人数', code: 'invalid' },
      { line: 9, column: '可预约', code: 'invalid' },
      { line: 10, column: '编号', code: 'twice' },
    ])
    expect(readFileSync(rejects, 'utf8').trim().split('\r\n')).toHaveLength(8)
    expect((await gridsight('import', csv)).data).toMatchObject({ added: 0, updated: 0, unchanged: 3 })
    const moved = file('moved.csv', [HEAD, row('a', spot(0, 0, 0.1))].join('\n'))
    expect((await gridsight('import', moved)).data).toMatchObject({ added: 0, updated: 1 })
    expect(await placeNamed('a')).toMatchObject({ revision: 2, grid: '411324001101001', position: spot(0, 0, 0.1), services: ['errands', 'meeting'] })
  })

  it('come in from GeoJSON, also in another system of coordinates', async () => {
    const [lon, lat] = spot(2, 2)
    const properties = { externalId: 'geo', kind: 'station', name: '驿站', services: ['water', 'rest'], hours: '24小时' }
    const feature = { type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties }
    const json = file('places.geojson', JSON.stringify({ type: 'FeatureCollection', features: [feature, { ...feature, geometry: null }] }))
    const told = await gridsight('import', json, '--source', 'gis')
    expect(told.data).toMatchObject({ added: 1, rejected: 1, refused: [{ line: 2, column: 'lon' }] })
    expect((await gridsight('import', json, '--source', 'gis', '--crs', 'GCJ02')).data).toMatchObject({ updated: 1 })
    const after = await placeNamed('geo')
    expect(Math.round((lon - after.position[0]) * 1e3)).toBe(6) // GCJ-02 lies some 556 m to the east
  })

  it('are found by the index, the nearest first, as a distance to each of them says', async () => {
    const rows = Array.from({ length: 60 }, (_, i) =>
      row(`near-${i}`, spot(i % 8, i % 4, ((i * 7) % 9) / 10 - 0.4, ((i * 5) % 9) / 10 - 0.4), '暖心驿站,N,饮水,,24小时,,,'),
    )
    await gridsight('import', file('near.csv', [HEAD, ...rows].join('\n')), '--source', 'near')
    for (const near of [spot(0, 0), spot(5, 3, 0.2, 0.1), spot(3, 1)]) {
      const found = await listPlaces({ prefixes: null, near, limit: 12 })
      const { rows: truth } = await pool().query<{ id: string; meters: number }>(
        `SELECT id::text AS id, ST_Distance(position, ST_SetSRID(ST_MakePoint($1, $2), 4326)::geography) AS meters FROM places ORDER BY 2, 1 LIMIT 12`,
        near,
      )
      expect(found.map(({ meters }) => meters?.toFixed(3))).toEqual(truth.map(({ meters }) => meters.toFixed(3)))
    }
    const scoped = await listPlaces({ prefixes: ['411324002'], near: spot(0, 0), kinds: ['station'], limit: 100 })
    expect(scoped.every(({ grid, kind }) => grid.startsWith('411324002') && kind === 'station')).toBe(true)
  })

  it('give the last seat to one of a hundred who want it at once, and a seat that is given up to the next', async () => {
    const place = await placeNamed('a')
    for (let i = 0; i < 4; i++) await makeBooking(by, asBooking(place, 'meeting', 5), NOW)
    const codes = await Promise.all(Array.from({ length: 100 }, () => code(makeBooking(by, asBooking(place, 'meeting', 5), NOW))))
    expect([codes.filter((one) => one === 'done').length, codes.filter((one) => one === 'conflict').length]).toEqual([1, 99])
    expect(await readTaken(place.id, { from: SLOT.from, to: SLOT.to })).toMatchObject([{ service: 'meeting', taken: 5 }])

    const [given] = await listBookings(place.id, { ...SLOT, services: ['meeting'] })
    const cancel = { requestId: randomUUID(), action: 'cancel' as const, expectedRevision: 1 }
    const twice = await Promise.all([actOnBooking(by, given?.id ?? '', cancel, NOW), actOnBooking(by, given?.id ?? '', cancel, NOW)])
    expect(twice.map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
    // another thing under the same id is not taken as done
    for (const action of ['confirm', 'miss'] as const)
      expect(await code(actOnBooking(by, given?.id ?? '', { ...cancel, action }, NOW))).toBe('conflict')
    const next = asBooking(place, 'meeting', 5)
    const again = await Promise.all([makeBooking(by, next, NOW), makeBooking(by, next, NOW)])
    expect(new Set(again.map(({ id }) => id)).size).toBe(1)
    expect(await code(makeBooking(by, asBooking(place, 'meeting', 5), NOW))).toBe('conflict')
    expect((await readTaken(place.id, { from: SLOT.from, to: SLOT.to }))[0]?.taken).toBe(5)
  })

  it('give a resident three seats of one slot at most, whatever the names and however many they ask for at once', async () => {
    const [place, externalId, grid] = [await placeNamed('b'), randomUUID(), '411324001101001']
    const home = { externalId, grid, service: null, name: '孙桂兰', phone: null, idNumber: null, address: '5号楼', persons: 1, member: null }
    await saveHouseholds([home], { source: 'test' })
    const { code: invitation } = await inviteResident(
      by,
      { household: peopleId('household', 'test', externalId), grid },
      { resident: null, now: Date.now() },
    )
    const phone = await bindPhone({ code: invitation, name: '孙阿姨', pin: '902714' }, { phone: null, address: null, browser: null })
    const residentId = (await readResident(phone.viewerId))?.id ?? null
    const slot = { from: SLOT.from + DAY_MS, to: SLOT.to + DAY_MS, seats: 20 }
    const pupil = (name: string) => ({ ...asBooking(place, 'homework', 20, '孙阿姨'), slot, residentId, name })
    const twelve = Array.from({ length: 12 }, (_, i) => pupil(`学生${i}`))
    const told = await Promise.all(twelve.map((one) => code(makeBooking(by, one, NOW))))
    expect([told.filter((one) => one === 'done').length, told.filter((one) => one === 'conflict').length]).toEqual([3, 9])
    const taken = async () => (await readTaken(place.id, slot)).map((one) => one.taken)
    expect(await taken()).toEqual([3])
    await expect(makeBooking(by, pupil('孙小宝'), NOW)).rejects.toMatchObject({ code: 'conflict', extra: { enough: true } })
    // what is given up is theirs to book again, and the same is harmless
    const [given, kept] = twelve.filter((_, i) => told[i] === 'done')
    if (!given || !kept) throw new Error('nothing was booked')
    expect(await code(makeBooking(by, kept, NOW))).toBe('done')
    await actOnBooking(by, given.id, { requestId: randomUUID(), action: 'cancel', expectedRevision: 1 }, NOW)
    expect([await code(makeBooking(by, pupil('孙小宝'), NOW)), await taken()]).toEqual(['done', [3]])
    // another time is another matter
    const next = { ...slot, from: slot.from + DAY_MS, to: slot.to + DAY_MS }
    expect(await code(makeBooking(by, { ...pupil('孙小宝'), slot: next }, NOW))).toBe('done')
    await pool().query('DELETE FROM place_bookings WHERE resident_id = $1::uuid', [residentId])
    await pool().query('DELETE FROM place_slots WHERE place_id = $1::uuid AND starts_at > to_timestamp($2::float8 / 1000)', [place.id, SLOT.from])
  })

  it('let a pupil’s booking stand only with a guardian’s consent, kept by those who run it', async () => {
    const place = await placeNamed('b')
    const waiting = await makeBooking(by, asBooking(place, 'homework', 20), NOW)
    expect(waiting).toMatchObject({ state: 'requested', guardian: null, consentAt: null })
    const act = (who: typeof dispatcher, guardian?: string) =>
      code(
        actOnBooking(
          { viewer: who, address: null },
          waiting.id,
          { requestId: randomUUID(), action: 'confirm', expectedRevision: 1, ...(guardian !== undefined && { guardian }) },
          NOW,
        ),
      )
    expect([
      await act(viewer('operator', '411324001'), '王家长'),
      await act(viewer('dispatcher', '411324002'), '王家长'),
      await act(dispatcher),
    ]).toEqual(['forbidden', 'forbidden', 'invalid'])
    expect([await act(dispatcher, '王家长'), await act(dispatcher, '王家长')]).toEqual(['done', 'conflict'])
    const { rows } = await pool().query(
      `SELECT action, detail ->> 'consent' AS consent, detail ->> 'place' AS place FROM audit WHERE object_kind = 'booking' AND object_id = $1 ORDER BY id`,
      [waiting.id],
    )
    expect(rows).toEqual([
      { action: 'booking.made', consent: 'false', place: null },
      { action: 'booking.changed', consent: 'true', place: null },
    ])
  })

  it('are forgotten with their names so many days after their time, and how many seats were taken is not', async () => {
    const place = await placeNamed('a')
    const before = await readTaken(place.id, { from: SLOT.from, to: SLOT.to })
    const [early, late] = [await bookingsRule.count(SLOT.to), await bookingsRule.count(SLOT.to + 1)]
    expect([early, late]).toEqual([0, expect.any(Number)])
    expect(late).toBeGreaterThan(5)
    const first = await transaction((tx) => bookingsRule.take(tx, SLOT.to + 1, 0, 2))
    const rest = await transaction((tx) => bookingsRule.take(tx, SLOT.to + 1, 0))
    expect([first, rest.count, rest.next, await bookingsRule.count(SLOT.to + 1)]).toEqual([{ count: 2, detail: {}, next: 0 }, late - 2, null, 0])
    expect(await readTaken(place.id, { from: SLOT.from, to: SLOT.to })).toEqual(before)
  })

  it('are made and changed by hand as of the revision that was looked at', async () => {
    const {
      externalId: _id,
      source: _source,
      grid: _grid,
      meters: _m,
      closed: _c,
      demo: _d,
      revision,
      lastRequest: _l,
      id,
      ...content
    } = await placeNamed('i')
    const change = (of: Partial<PlaceIn>) =>
      savePlace(by, { ...content, requestId: randomUUID(), id, expectedRevision: revision, grid: '411324002104', ...of })
    const requestId = randomUUID()
    expect(await change({ name: '远站', requestId })).toMatchObject({ name: '远站', revision: revision + 1, position: content.position })
    expect(await change({ name: '远站', requestId })).toMatchObject({ revision: revision + 1 })
    expect(await code(change({ name: '别名' }))).toBe('conflict')
    expect(await code(change({ name: '别名', requestId }))).toBe('conflict')
    expect(await change({ closed: true, expectedRevision: revision + 1 })).toMatchObject({ closed: true })
    expect((await listPlaces({ prefixes: ['411324002104'], kinds: ['station'], limit: 100 })).map((one) => one.id)).not.toContain(id)
    const made = randomUUID()
    const make = (name = '新站') => savePlace(by, { ...content, name, requestId: made, grid: '411324002104' })
    expect((await Promise.all([make(), make()])).map((one) => one.id)).toEqual([made, made])
    expect(await code(make('又一站'))).toBe('conflict')
    expect(await readPlace(made)).toMatchObject({ source: 'hand', name: '新站', revision: 1 })
  })

  it('count errands of one trip among all, by place, with the list', async () => {
    const [a, i] = [await placeNamed('a'), await placeNamed('i')]
    const errand = (trips: number, day = '2026-11-20') => ({ id: randomUUID(), matter: '老年优待证', day, trips })
    const one = errand(1)
    for (const [place, what] of [
      [a, one],
      [a, one],
      [a, errand(2)],
      [a, errand(1, '2026-10-31')],
      [i, errand(1)],
    ] as const)
      await recordErrand(by, place.id, what)
    for (const other of [{ trips: 3 }, { day: '2026-11-21' }, { matter: '别的' }])
      expect(await code(recordErrand(by, a.id, { ...one, ...other }))).toBe('conflict')
    const november = { from: '2026-11-01', to: '2026-11-30' }
    const all = await readErrands({ prefixes: null, ...november })
    expect(all).toMatchObject({
      rate: { numerator: 2, denominator: 3 },
      places: [{ id: a.id, rate: { numerator: 1, denominator: 2 } }, { id: i.id }],
    })
    expect((await readErrands({ prefixes: ['411324001'], oneTrip: false, ...november })).errands.map(({ trips }) => trips)).toEqual([2])
  })

  it('of the demonstration are made once, with bookings that fit their seats, and go with what was done there', async () => {
    await makePlaces({ now: NOW })
    const count = async () => (await pool().query<{ n: number }>('SELECT count(*)::int4 AS n FROM places WHERE demo')).rows[0]?.n
    const made = await count()
    expect(made).toBeGreaterThan(10)
    const { rows } = await pool().query(
      `SELECT count(*)::int4 AS bookings, count(*) FILTER (WHERE n <> s.booked OR s.booked > s.capacity)::int4 AS wrong
       FROM (SELECT slot_id, count(*)::int4 AS n FROM place_bookings WHERE demo GROUP BY 1) b JOIN place_slots s ON s.id = b.slot_id`,
    )
    expect(rows).toMatchObject([{ bookings: expect.any(Number), wrong: 0 }])
    expect(rows[0]?.bookings).toBeGreaterThan(0)

    // weeks later: what is over was kept or missed, the next days have some, and what somebody has booked stays theirs
    const later = NOW + 20 * DAY_MS
    const { calendar } = await loadAtlas()
    const demo = (await listPlaces({ prefixes: null, limit: 1_000 })).filter((place) => place.demo)
    const planned = demo.flatMap((place) =>
      place.offers.flatMap(({ service, minutes, seats }) =>
        [1, 2, 3]
          .flatMap((days) => slotsOfDay(place.hours, calendar, dayNumber(later) + days, minutes))
          .map(({ from, to }) => ({
            place: place.id,
            service,
            from,
            to,
            seats,
            state: 'booked',
            name: '王志强',
            phone: '13800000000',
            guardian: null,
          })),
      ),
    )
    const [first] = planned
    const at = demo.find(({ id }) => id === first?.place)
    if (!first || !at) throw new Error('nothing is booked')
    const own = {
      id: randomUUID(),
      place: at,
      service: PlaceService.parse(first.service),
      slot: first,
      residentId: null,
      name: '王大爷',
      phone: null,
    }
    await makeBooking(by, { ...own, guardian: '王大妈' }, later)
    const fence = await takeLease('demo-bookings', randomUUID(), 60_000)
    if (!fence) throw new Error('no lease')
    const goOn = () => continueDemoBookings(fence, planned, later)
    await goOn()
    await goOn()
    expect(await lastDemoBooking()).toBe(Math.max(...planned.map(({ from }) => from)))
    const { rows: kept } = await pool().query(
      `SELECT count(*) FILTER (WHERE b.demo AND s.starts_at = to_timestamp($2::float8 / 1000) AND s.place_id = $3::uuid AND s.service = $4)::int4 AS beside,
         count(*) FILTER (WHERE b.demo AND b.state = 'booked' AND s.ends_at < to_timestamp($1::float8 / 1000))::int4 AS open,
         count(*) FILTER (WHERE b.demo AND s.starts_at > to_timestamp($1::float8 / 1000))::int4 AS ahead
       FROM place_bookings b JOIN place_slots s ON s.id = b.slot_id`,
      [later, first.from, first.place, first.service],
    )
    expect(kept).toEqual([{ beside: 0, open: 0, ahead: planned.length - 1 }])
    expect(await removeDemoPlaces()).toBe(made)
    await makePlaces({ now: NOW })
    expect([await count(), (await pool().query('SELECT 1 FROM place_bookings WHERE demo')).rows.length]).toEqual([0, 0])
  })
})
