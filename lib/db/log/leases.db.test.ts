import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import { describeEachEngine } from '@/lib/testing/database'
import { pool, transaction } from '../engine/pool'
import { readSetting, writeSetting } from '../engine/settings'
import { checkFence, releaseLease, renewLeases, takeLease } from './leases'

const MINUTE = 60_000
const expire = (name: string) => pool().query(`UPDATE leases SET expires_at = now() - interval '1 ms' WHERE name = $1`, [name])
const check = (name: string, token: number) => transaction((tx) => checkFence(tx, { name, token }))

describeEachEngine('leases', (db) => {
  it('are held by one, renewed by it, and taken by another only when they ran out, under a greater fence', async () => {
    const [a, b] = [randomUUID(), randomUUID()]
    expect(await takeLease('work', a, MINUTE)).toEqual({ name: 'work', token: 1 })
    expect(await takeLease('work', b, MINUTE)).toBeNull()
    expect(await takeLease('work', a, MINUTE)).toEqual({ name: 'work', token: 1 })
    await check('work', 1)
    await expire('work')
    expect(await takeLease('work', b, MINUTE)).toEqual({ name: 'work', token: 2 })
    await expect(check('work', 1)).rejects.toMatchObject({ code: 'conflict' })
    await check('work', 2)
    expect(await takeLease('work', a, MINUTE)).toBeNull()
    await expect(check('unknown', 1)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('can be given back, by their holder only', async () => {
    const [a, b] = [randomUUID(), randomUUID()]
    const taken = await takeLease('given', a, MINUTE)
    await releaseLease('given', b)
    expect(await takeLease('given', b, MINUTE)).toBeNull()
    await releaseLease('given', a)
    await expect(check('given', taken?.token ?? 0)).rejects.toMatchObject({ code: 'conflict' })
    expect((await takeLease('given', b, MINUTE))?.token).toBeGreaterThan(taken?.token ?? 0)
  })

  it('are renewed together: those of their holder, those of another told, and those left out that one has to ask for', async () => {
    const [a, b] = [randomUUID(), randomUUID()]
    const own = await takeLease('own', a, MINUTE)
    await takeLease('late', a, MINUTE)
    await takeLease('theirs', b, MINUTE)
    await takeLease('left', b, MINUTE)
    await expire('late')
    await expire('left')
    expect(await renewLeases(['own', 'late', 'theirs', 'left', 'new'], a, MINUTE)).toEqual(
      new Map([
        ['own', own],
        ['late', { name: 'late', token: 1 }],
        ['theirs', null],
      ]),
    )
    expect(await takeLease('late', b, MINUTE)).toBeNull()
    expect(await takeLease('left', a, MINUTE)).toEqual({ name: 'left', token: 2 })
  })

  it('that a clock gave which was ahead hold up nobody once it is right again', async () => {
    const [a, b] = [randomUUID(), randomUUID()]
    await takeLease('ahead', a, MINUTE)
    await pool().query(`UPDATE leases SET expires_at = now() + interval '90 s' WHERE name = 'ahead'`)
    expect(await renewLeases(['ahead'], b, MINUTE)).toEqual(new Map([['ahead', null]]))
    expect(await takeLease('ahead', b, MINUTE)).toBeNull()
    await pool().query(`UPDATE leases SET expires_at = now() + interval '2 hours' WHERE name = 'ahead'`)
    expect(await renewLeases(['ahead'], b, MINUTE)).toEqual(new Map())
    expect(await takeLease('ahead', b, MINUTE)).toEqual({ name: 'ahead', token: 2 })
    await expect(check('ahead', 1)).rejects.toMatchObject({ code: 'conflict' })
    expect(await takeLease('ahead', a, MINUTE)).toBeNull()
  })

  it('go to exactly one of many who ask at once', async () => {
    const takers = await Promise.all(Array.from({ length: 20 }, () => takeLease('race', randomUUID(), MINUTE)))
    expect(takers.filter((t) => t !== null)).toEqual([{ name: 'race', token: 1 }])
  })

  it('cannot change hands between the check and the end of the writing transaction', async () => {
    const [a, b] = [randomUUID(), randomUUID()]
    const fence = (await takeLease('fenced', a, MINUTE)) ?? { name: 'fenced', token: 0 }
    await expire('fenced')
    let taking: Promise<unknown> | undefined
    const order: string[] = []
    await transaction(async (tx) => {
      await checkFence(tx, fence)
      taking = takeLease('fenced', b, MINUTE).then(() => order.push('taken'))
      // on PostgreSQL: until the taker waits for our lock; the embedded engine has one session, so it waits for us anyway
      while (db.engine === 'postgresql') {
        const { rows } = await tx.query(`SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`)
        if (rows[0].n > 0) break
      }
      order.push('written')
    })
    await taking
    expect(order).toEqual(['written', 'taken'])
  })

  it('and settings keep a value of any JSON shape, parse it, and go with their transaction', async () => {
    const Progress = z.object({ done: z.int(), note: z.nullable(z.string()) })
    expect(await readSetting('progress', Progress)).toBeNull()
    await writeSetting('progress', { done: 1, note: '中"\\' })
    expect(await readSetting('progress', Progress)).toEqual({ done: 1, note: '中"\\' })
    await transaction(async (tx) => {
      await writeSetting('progress', { done: 2, note: null }, tx)
      expect(await readSetting('progress', Progress, tx)).toEqual({ done: 2, note: null })
      throw new Error('undone')
    }).catch(() => {})
    expect(await readSetting('progress', Progress)).toEqual({ done: 1, note: '中"\\' })
    await expect(readSetting('progress', z.string())).rejects.toThrow()
    await writeSetting('progress', null)
    expect(await readSetting('progress', z.nullable(Progress))).toBeNull()
  })
})
