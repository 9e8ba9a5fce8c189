import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { HOUR_MS } from '@/lib/domain/clock'
import type { DutyPerson } from '@/lib/domain/roster'
import { demoRoster } from '@/lib/server/demo-roster'
import { describeEachEngine } from '@/lib/testing/database'
import { NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { createAccount } from '../accounts/accounts'
import { listAudit } from '../audit/audit'
import { pool } from '../engine/pool'
import { takeLease } from '../log/leases'
import { continueRoster } from './continue-roster'
import { changeRoster, giveRoster, signHandOver } from './roster'
import { readShifts } from './roster-rows'

describeEachEngine('the duty roster', () => {
  const supervisor = viewer('supervisor')
  const dispatcher = viewer('dispatcher')
  const at = (hour: number) => NOW + hour * HOUR_MS
  const named = (name: string): DutyPerson => ({ name, account: null })
  const [day, night] = [randomUUID(), randomUUID()]
  const shift = (id: string, from: number, to: number, officer: DutyPerson | null = named('周明')) => ({
    ...{ id, begins: at(from), ends: at(to), officer, leader: named('王建') },
  })
  const change = (of: Parameters<typeof changeRoster>[1], by = supervisor, now = NOW) => changeRoster(by, of, { now, address: null })
  const sign = (id: string | null, hour: number, by = dispatcher, requestId = randomUUID()) =>
    signHandOver(by, { requestId, shift: id, note: '请联系 13812345678' }, { now: at(hour), address: null })
  const on = async (hour: number) => {
    const { onDuty, next } = await giveRoster(dispatcher, at(0), at(48), at(hour))
    return [onDuty?.shift.officer?.name ?? null, onDuty?.kept ?? null, next?.officer?.name ?? null]
  }

  beforeAll(saveSmallCounty)

  it('is planned by whoever may, without two shifts at once, in one piece and in the audit', async () => {
    await change({ shifts: [shift(day, 0, 12), shift(night, 12, 24, named('李娟'))] })
    for (const by of [dispatcher, viewer('supervisor', '411324001'), viewer('viewer')])
      await expect(change({ remove: [day] }, by)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(change({ shifts: [shift(randomUUID(), 30, 31), shift(randomUUID(), 11, 13)] })).rejects.toMatchObject({ code: 'invalid' })
    await expect(change({ shifts: [shift(randomUUID(), 30, 30)] })).rejects.toMatchObject({ code: 'invalid' })
    const stranger = { name: '甲', account: 'nobody' }
    await expect(change({ shifts: [shift(randomUUID(), 30, 31, stranger)] })).rejects.toMatchObject({ code: 'invalid' })
    expect((await readShifts(at(-100), at(100))).map(({ id }) => id)).toEqual([day, night])
    expect(await on(1)).toEqual(['周明', false, '周明'])
    const audited = await listAudit({ object: { kind: 'shift', id: night }, limit: 10 })
    expect(audited.map(({ action, detail }) => [action, detail.to])).toMatchObject([['roster.changed', { officer: '李娟' }]])
    // shifts that change places pass each other
    await change({ shifts: [shift(day, 12, 24), shift(night, 0, 12, named('李娟'))] })
    await change({ shifts: [shift(day, 0, 12), shift(night, 12, 24, named('李娟'))] })
    await expect(
      pool().query(`INSERT INTO duty_shifts (id, begins_at, ends_at) SELECT gen_random_uuid(), begins_at, ends_at FROM duty_shifts`),
    ).rejects.toThrow('duty_shifts_no_overlap')
  })

  it('keeps the outgoing shift on until somebody signs, once a request', async () => {
    await expect(sign(night, 10.5)).rejects.toMatchObject({ code: 'conflict' })
    await expect(sign(night, 12, viewer('dispatcher', '411324001'))).rejects.toMatchObject({ code: 'forbidden' })
    const request = randomUUID()
    await sign(night, 12.1, dispatcher, request)
    await sign(night, 13, dispatcher, request)
    await expect(sign(night, 13, supervisor, request)).rejects.toMatchObject({ code: 'conflict' })
    expect(await on(13)).toEqual(['李娟', false, null])
    const { shifts } = await giveRoster(dispatcher, at(0), at(48), at(13))
    expect(shifts[1]?.signed).toEqual({ at: new Date(at(12.1)).toISOString(), by: 'dispatcher', note: '请联系 138****5678' })
    expect(await on(40)).toEqual(['李娟', true, null])
    expect((await listAudit({ action: 'roster.signed', limit: 10 })).map(({ result }) => result)).toEqual(['done', 'refused'])
  })

  it('lets whoever is there take over where nothing is planned, and replaces who is on', async () => {
    const { account } = await createAccount(
      { username: 'zhou', name: '周明', role: 'dispatcher', scope: { kind: 'grids', prefixes: [''] }, password: 'Aa1-aaaaaaaa' },
      { actor: { id: 'test', name: 'test', role: null } },
    )
    await expect(sign(null, 13)).rejects.toMatchObject({ code: 'conflict' })
    await sign(null, 26, { ...dispatcher, name: '周明', userId: account.id })
    expect(await on(27)).toEqual(['周明', false, null])
    const [made] = (await readShifts(at(26), at(27))).slice(-1)
    expect(made).toMatchObject({ begins: at(26), ends: at(38), officer: { name: '周明', account: account.id }, leader: { name: '王建' } })
    if (!made) return
    await change({ shifts: [{ ...made, officer: named('陈静') }] }, supervisor, at(27))
    expect(await on(27)).toEqual(['陈静', false, null])
    await expect(change({ shifts: [{ ...made, ends: at(30) }] }, supervisor, at(27))).rejects.toMatchObject({ code: 'conflict' })
    await expect(change({ remove: [made.id] }, supervisor, at(27))).rejects.toMatchObject({ code: 'conflict' })
    // nor by somebody who has seen another officer, nor of one that was taken away
    const again = { shifts: [{ ...made, leader: named('赵刚') }] }
    await expect(change({ ...again, seen: [made] }, supervisor, at(27))).rejects.toMatchObject({ code: 'conflict' })
    await change({ ...again, seen: [{ ...made, officer: named('陈静') }] }, supervisor, at(27))
    const gone = shift(randomUUID(), 60, 61)
    await change({ shifts: [gone] }, supervisor, at(27))
    await change({ remove: [gone.id], seen: [gone] }, supervisor, at(27))
    await expect(change({ shifts: [gone], seen: [gone] }, supervisor, at(27))).rejects.toMatchObject({ code: 'conflict' })
    await expect(change({ shifts: [shift(day, 0, 12, named('甲'))] }, supervisor, at(27))).rejects.toMatchObject({ code: 'conflict' })
  })

  it('of the demonstration goes on by itself, the same each time, and takes over where nobody does', async () => {
    await pool().query('DELETE FROM duty_shifts')
    const fence = await takeLease('demo-roster', randomUUID(), 60_000)
    if (!fence) throw new Error('somebody has the lease')
    const run = (hour: number) => continueRoster(fence, demoRoster(at(hour), { officer: null, leader: null }), at(hour))
    await run(1)
    const first = await readShifts(at(-24 * 30), at(24 * 30))
    await run(1)
    expect(await readShifts(at(-24 * 30), at(24 * 30))).toEqual(first)
    expect(first.filter(({ signed }) => signed).at(-1)).toMatchObject({ begins: at(0), ends: at(12) })
    expect((await on(1))[1]).toBe(false)
    await run(12.1)
    expect((await on(12.1))[1]).toBe(true)
    await run(12.2)
    expect((await on(12.2)).slice(1)).toEqual([false, null])
    await run(24 * 10)
    const later = await readShifts(at(0), at(24 * 40))
    expect(later.length).toBeGreaterThan(40)
    expect(later.every(({ begins }, i) => i === 0 || begins === later[i - 1]?.ends)).toBe(true)
  })
})
