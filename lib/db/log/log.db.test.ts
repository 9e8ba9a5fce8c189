import pg from 'pg'
import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import { decodeChanges, type EventChange } from '@/lib/domain/change'
import { EVENTS } from '@/lib/domain/log-kinds'
import { describeEachEngine } from '@/lib/testing/database'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { readSetting } from '../engine/settings'
import { readCheckpoint, saveCheckpoint } from './checkpoints'
import { releaseLease, takeLease } from './leases'
import { appendEntry, LOG_CHANNEL, type LogHead, lockHead, makeEntry, readHead, readLog, renewLog, restartLog } from './log'

const T = Date.UTC(2026, 10, 24)
const change = (revision: number, receivedAt = T + revision): EventChange => ({
  revision,
  number: revision,
  receivedAt,
  before: null,
  after: { revision, grid: 1, type: 1, urgency: 4, occurredAt: T, handledAt: null, cellX: 1, cellY: 2 },
})
async function appendChanges(tx: PoolClient, head: LogHead, changes: EventChange[], nextNumber?: number) {
  const entry = makeEntry(head, EVENTS, changes, nextNumber === undefined ? {} : { nextNumber })
  return entry ? appendEntry(tx, entry) : head
}
const append = (count: number) =>
  transaction(async (tx) => {
    const head = await lockHead(tx)
    return appendChanges(
      tx,
      head,
      Array.from({ length: count }, (_, i) => change(head.revision + 1 + i)),
      head.nextNumber + count,
    )
  })
const shape = async (since: number, max: number) => (await readLog(since, max)).map((row) => [row.firstRevision, row.count])

describeEachEngine('the log', (db) => {
  it('gives rows of whole transactions from the one that holds the next revision on', async () => {
    expect(await readHead()).toMatchObject({ revision: 0, nextNumber: 1, gridVersion: 0 })
    expect(await readLog(0, 100)).toEqual([])
    for (const count of [3, 1, 4]) await append(count)
    expect(await readHead()).toMatchObject({ revision: 8, nextNumber: 9 })
    expect(await shape(0, 100)).toEqual([
      [1, 3],
      [4, 1],
      [5, 4],
    ])
    expect(await shape(1, 100)).toEqual([
      [1, 3],
      [4, 1],
      [5, 4],
    ])
    expect(await shape(3, 100)).toEqual([
      [4, 1],
      [5, 4],
    ])
    expect(await shape(3, 1)).toEqual([[4, 1]])
    expect(await shape(6, 1)).toEqual([[5, 4]])
    expect(await shape(8, 100)).toEqual([])
    expect(await shape(99, 100)).toEqual([])
    const [row] = await readLog(3, 1)
    expect(row).toMatchObject({ kind: 'events', receivedLast: T + 4 })
    expect(decodeChanges(row?.body ?? new Uint8Array())).toEqual([change(4)])
  })

  it('refuses revisions that leave a gap, and keeps nothing of a transaction that failed', async () => {
    const before = await readHead()
    await expect(transaction(async (tx) => appendChanges(tx, await lockHead(tx), [change(before.revision + 2)]))).rejects.toMatchObject({
      code: 'internal',
    })
    await expect(
      transaction(async (tx) => {
        await appendChanges(tx, await lockHead(tx), [change(before.revision + 1)])
        throw new Error('afterwards')
      }),
    ).rejects.toThrow('afterwards')
    expect(await readHead()).toEqual(before)
    expect(await transaction(async (tx) => appendChanges(tx, await lockHead(tx), []))).toEqual(before)
  })

  it('notifies with an empty message, once a transaction and only when it commits', async () => {
    const listener = new pg.Client(db.url)
    await listener.connect()
    const heard: (string | undefined)[] = []
    let wake = () => {}
    listener.on('notification', ({ payload }) => {
      heard.push(payload)
      wake()
    })
    await listener.query(`LISTEN ${LOG_CHANNEL}`)
    await transaction(async (tx) => {
      await appendChanges(tx, await lockHead(tx), [change((await lockHead(tx)).revision + 1)])
      throw new Error('undone')
    }).catch(() => {})
    const woken = new Promise<void>((resolve) => {
      wake = resolve
    })
    await append(3)
    await woken
    await listener.query('SELECT 1') // anything sent before is here by now
    expect(heard).toEqual([''])
    await listener.end()
  })

  it('saves checkpoints of any size and gives back the newest whole one', async () => {
    const { logId } = await readHead()
    expect(await readCheckpoint(logId, EVENTS.name)).toBeNull()
    const big = new Uint8Array(2_500_000).map((_, i) => (i * 31) % 251)
    await saveCheckpoint({ logId, kind: EVENTS, revision: 5 }, big)
    const read = await readCheckpoint(logId, EVENTS.name)
    expect(read?.revision).toBe(5)
    expect(Buffer.compare(read?.body ?? new Uint8Array(), big)).toBe(0)
    await saveCheckpoint({ logId, kind: EVENTS, revision: 8 }, new Uint8Array())
    expect(await readCheckpoint(logId, EVENTS.name)).toEqual({ revision: 8, body: new Uint8Array() })
    // one that was cut short does not count
    await pool().query(`INSERT INTO checkpoints (log_id, kind, of_grids, revision, part, parts, body) VALUES ($1, 'events', true, 9, 0, 2, '')`, [
      logId,
    ])
    expect((await readCheckpoint(logId, EVENTS.name))?.revision).toBe(8)
    expect((await pool().query('SELECT count(*) AS n FROM checkpoints WHERE revision < 8')).rows[0].n).toBe(0)
  })

  it('refuses a checkpoint under a lease that has gone', async () => {
    const { logId } = await readHead()
    const holder = '00000000-0000-4000-8000-000000000001'
    const fence = (await takeLease('checkpoints', holder, 60_000)) ?? { name: 'checkpoints', token: 0 }
    await saveCheckpoint({ logId, kind: EVENTS, revision: 20 }, Uint8Array.of(1), fence)
    await releaseLease('checkpoints', holder)
    await expect(saveCheckpoint({ logId, kind: EVENTS, revision: 21 }, Uint8Array.of(2), fence)).rejects.toMatchObject({ code: 'conflict' })
    expect(await readCheckpoint(logId, EVENTS.name)).toEqual({ revision: 20, body: Uint8Array.of(1) })
  })

  it('renews its id and keeps rows, revisions and checkpoints', async () => {
    const before = await readHead()
    const checkpoint = await readCheckpoint(before.logId, EVENTS.name)
    const rows = await readLog(0, 1_000)
    const after = await renewLog('restored from a copy')
    expect(after).toEqual({ ...before, logId: after.logId })
    expect(after.logId).not.toBe(before.logId)
    expect(await readHead()).toEqual(after)
    expect(await readLog(0, 1_000)).toEqual(rows)
    expect(await readCheckpoint(after.logId, EVENTS.name)).toEqual(checkpoint)
    expect(await readCheckpoint(before.logId, EVENTS.name)).toBeNull()
    expect(await readSetting('log-renewed', z.object({ reason: z.string() }))).toEqual({ reason: 'restored from a copy' })
  })

  it('starts anew under another id with revisions going on', async () => {
    const before = await readHead()
    const after = await transaction(async (tx) => restartLog(tx, await lockHead(tx)))
    expect(after.logId).not.toBe(before.logId)
    expect(await readHead()).toEqual({ ...before, logId: after.logId, began: before.revision })
    expect(await readLog(0, 1_000)).toEqual([])
    expect(await readCheckpoint(after.logId, EVENTS.name)).toBeNull()
    await append(2)
    expect(await shape(before.revision, 100)).toEqual([[before.revision + 1, 2]])
    // from before it, a reader sees the gap
    expect(await shape(0, 1_000)).toEqual([[before.revision + 1, 2]])
    // and the past is still there, as what it was
    const { rows } = await pool().query('SELECT log_id AS log, sum(count)::int4 AS changes FROM changes GROUP BY log_id ORDER BY min(first_revision)')
    expect(rows.at(-1)).toEqual({ log: after.logId, changes: 2 })
    expect(rows.reduce((sum, row) => sum + row.changes, 0)).toBe(before.revision + 2)
  })
})
