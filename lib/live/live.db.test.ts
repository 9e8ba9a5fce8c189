import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { saveGrids } from '@/lib/db/ground/grids'
import { saveTypes } from '@/lib/db/ground/types'
import { readCheckpoint, saveCheckpoint } from '@/lib/db/log/checkpoints'
import { readHead, renewLog } from '@/lib/db/log/log'
import { EVENTS } from '@/lib/domain/log-kinds'
import { busyDays } from '@/lib/testing/busy-days'
import { describeEachEngine } from '@/lib/testing/database'
import { giveLives } from '@/lib/testing/give-lives'
import { event, NOW, saveSmallCounty, smallCounty, smallTypes, spot, viewer } from '@/lib/testing/small-county'
import { type AppliedBatch, live, openLive, setLive, startLive } from './live'
import { forgetPosted, lastPosted, notePosted } from './read-your-writes'
import { catchUpTo } from './rebuild'
import { nextSlice } from './slices'
import { diffBoard, recountAll, verifyBoard } from './verify'

const admin = viewer('dispatcher')
const save = (rows: readonly unknown[]) => saveEvents(rows, { viewer: admin, now: NOW })

/** Saves messages in batches, as a feed would. */
async function send(messages: readonly unknown[]): Promise<void> {
  for (let i = 0; i < messages.length; i += 37) await save(messages.slice(i, i + 37))
}
const feed = (seed: number, length = 200) => send(busyDays(seed, length))

/** Saves half of the messages and returns what saves the rest, which changes many events of the first half. */
async function feedInTwo(seed: number, length: number): Promise<() => Promise<void>> {
  const messages = busyDays(seed, length)
  await send(messages.slice(0, length / 2))
  return () => send(messages.slice(length / 2))
}

describeEachEngine('the live board', () => {
  let warnings: string[] = []
  const options = { now: () => NOW, warn: (what: string) => void warnings.push(what) }
  /** What the board of now differs in from SQL. */
  const differences = async (board: Awaited<ReturnType<typeof openLive>>) => {
    await board.catchUp()
    const counted = await recountAll(board.board)
    expect(counted).toMatchObject({ logId: board.logId, revision: board.revision })
    return diffBoard(board.board, counted)
  }

  beforeAll(async () => {
    await saveSmallCounty()
    await feed(1)
  })
  beforeEach(() => {
    warnings = []
  })
  afterEach(() => {
    setLive(null)
    const posted = lastPosted()
    if (posted) forgetPosted(posted)
  })

  it('is made from the events, and follows the log, as SQL counts', async () => {
    const board = await openLive(options)
    const { rows } = await pool().query<{ n: number }>('SELECT count(*)::int4 AS n FROM events')
    expect(board.board.figures(admin, NOW).total.reported).toBe(rows[0]?.n)
    expect(await differences(board)).toEqual([])
    await feed(2)
    expect(await differences(board)).toEqual([])
    expect(warnings).toEqual([])
  })

  it('follows lives, and is made from the events as from the log', async () => {
    const board = await openLive(options)
    await giveLives(31, 150)
    expect(await differences(board)).toEqual([])
    const made = await openLive(options)
    expect(await differences(made)).toEqual([])
    const department = { ...viewer('handler'), scope: { kind: 'department' as const, department: '城管' } }
    for (const of of [admin, department, { ...viewer('operator', '411324001'), parties: ['member:1'] }]) {
      expect(made.board.figures(of, NOW)).toEqual(board.board.figures(of, NOW))
      expect(made.board.sums(of)).toEqual(board.board.sums(of))
      expect(made.board.kpis(of, { from: null, to: null }, NOW)).toEqual(board.board.kpis(of, { from: null, to: null }, NOW))
    }
    expect(made.board.figures(department, NOW).total.reported).toBeGreaterThan(0)
    await made.saveCheckpoint()
    await giveLives(32, 60)
    const restored = await openLive(options)
    expect(restored.sinceCheckpoint).toBeGreaterThan(0)
    expect(await differences(restored)).toEqual([])
  })

  it('is true to one revision although others write while it is made', async () => {
    for (const seed of [11, 12, 13]) {
      const rest = await feedInTwo(seed, 600)
      const writing = rest()
      const boards = await Promise.all([openLive(options), openLive(options)])
      await writing
      for (const board of boards) expect(await differences(board)).toEqual([])
    }
  })

  it('starts from a checkpoint and the changes after it', async () => {
    const first = await openLive(options)
    await first.saveCheckpoint()
    expect(first.sinceCheckpoint).toBe(0)
    await feed(3)
    await first.catchUp()
    expect(first.sinceCheckpoint).toBeGreaterThan(0)
    // Without its events a board can only have come from the checkpoint.
    const saved = await readCheckpoint(first.logId, EVENTS.name)
    await pool().query('ALTER TABLE events RENAME TO events_away')
    const second = await openLive(options).finally(() => pool().query('ALTER TABLE events_away RENAME TO events'))
    expect(second.revision).toBe(first.revision)
    expect(second.sinceCheckpoint).toBe(second.revision - (saved?.revision ?? 0))
    expect(second.asOf).toBe(first.asOf)
    expect(await differences(second)).toEqual([])
  })

  it('is saved as it stood at one revision, however long the copy takes', async () => {
    const board = await openLive({ ...options, copySliceMs: 0 })
    const { revision } = board
    await save(busyDays(7, 200))
    let isOver = false
    const others = Array.from({ length: 200 }, async (_, i) => {
      while (!isOver) await nextSlice(`other ${i}`)
    })
    await Promise.all([board.saveCheckpoint(), board.catchUp()])
    isOver = true
    await Promise.all(others)
    expect([(await readCheckpoint(board.logId, EVENTS.name))?.revision, board.revision > revision]).toEqual([revision, true])
    expect(await differences(await openLive(options))).toEqual([])
  })

  it('does not trust a checkpoint that is corrupt or ahead of the log', async () => {
    const board = await openLive(options)
    await board.saveCheckpoint()
    const saved = await readCheckpoint(board.logId, EVENTS.name)
    const body = new Uint8Array(saved?.body ?? [])
    body.fill(7, body.length / 2, body.length / 2 + 40)
    await saveCheckpoint({ logId: board.logId, kind: EVENTS, revision: board.revision }, body)
    expect(await differences(await openLive(options))).toEqual([])
    expect(warnings).toEqual([expect.stringContaining('checkpoint')])
    await saveCheckpoint({ logId: board.logId, kind: EVENTS, revision: board.revision + 5 }, body)
    expect(await differences(await openLive(options))).toEqual([])
    await pool().query('DELETE FROM checkpoints')
  })

  it('tells each change once and in order, and what a reader waited for is there', async () => {
    const board = await openLive(options)
    const batches: AppliedBatch[] = []
    const end = board.onChanges((batch) => batches.push(batch))
    const from = board.revision
    const saved = await save(busyDays(4, 60))
    await Promise.all([board.waitFor(saved.revision), board.catchUp(), board.catchUp(), board.catchUp()])
    expect(board.revision).toBe(saved.revision)
    const changes = batches.flatMap((b) => b.changes)
    expect(changes.map((c) => c.revision)).toEqual(Array.from({ length: saved.revision - from }, (_, i) => from + 1 + i))
    expect(batches.map((b) => b.since)).toEqual([from, ...batches.slice(0, -1).map((b) => b.revision)])
    end()
    await save([event()])
    await board.catchUp()
    expect(batches.flatMap((b) => b.changes)).toHaveLength(changes.length)
    await expect(board.waitFor(board.revision + 1, 60)).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('lets everybody read their own writes', async () => {
    expect(() => live()).toThrow(/starting/)
    const board = await startLive(options)
    expect(live()).toBe(board)
    const { logId, revision } = await save([event()])
    notePosted(logId, revision)
    await board.settled()
    expect(board.revision).toBe(revision)
    notePosted('of a log that is no more', 1e9)
    await board.settled()
    expect(lastPosted()).toBeNull()
  })

  it('goes on with types that are new, and starts anew when one becomes sensitive', async () => {
    const board = await openLive(options)
    let resets = 0
    board.onReset(() => resets++)
    const [first, ...others] = smallTypes()
    if (!first) throw new Error('no types')
    const more = { ...first, code: '0909', name: '新类型' }
    await saveTypes([...smallTypes(), more], { now: NOW })
    await save([event({ type: '0909' })])
    expect(await differences(board)).toEqual([])
    expect(board.atlas.typeByCode.has('0909')).toBe(true)
    expect(resets).toBe(0)
    await saveTypes([{ ...first, sensitive: true }, ...others, more], { now: NOW })
    await feed(5, 40)
    expect(await differences(board)).toEqual([])
    expect(resets).toBe(1)
    await saveTypes([...smallTypes(), more], { now: NOW })
  })

  it('starts anew on other grids', async () => {
    const board = await openLive(options)
    let resets = 0
    board.onReset(() => resets++)
    const { logId } = board
    await saveGrids(
      smallCounty()
        .filter((g) => !g.code.startsWith('411324002101'))
        .concat({ ...(smallCounty().find((g) => g.code === '411324002101') ?? fail()), name: '一片社区' }),
      { demo: true, now: NOW + 1 },
    )
    await save([event({ position: spot(4, 0) })])
    expect(await differences(board)).toEqual([])
    expect(resets).toBe(1)
    expect(board.logId).not.toBe(logId)
    await saveGrids(smallCounty(), { demo: true, now: NOW + 2 })
    expect(await differences(board)).toEqual([])
  })

  it('starts anew when the log was renewed, ends before the board, or lost what the board needs', async () => {
    const board = await openLive(options)
    let resets = 0
    board.onReset(() => resets++)
    await renewLog('a test')
    expect(await differences(board)).toEqual([])
    expect(board.logId).toBe((await readHead()).logId)
    expect(resets).toBe(1)

    const behind = await openLive(options)
    await save([event()])
    await save([event()])
    await pool().query('DELETE FROM changes WHERE first_revision = $1', [behind.revision + 1])
    expect(await differences(behind)).toEqual([])
    expect(await differences(board)).toEqual([])
    expect(resets).toBe(2)
  })

  it('is compared with SQL while others write', async () => {
    const rest = await feedInTwo(24, 800)
    const { board } = await openLive(options)
    const writing = Promise.all([rest(), giveLives(33, 100)])
    // Few events in a transaction, so that most of them change between the first and the last.
    const counted = await recountAll(board, 20)
    await catchUpTo(board, counted.revision)
    expect(board.revision).toBe(counted.revision)
    expect(diffBoard(board, counted)).toEqual([])
    await writing
    expect((await verifyBoard(NOW, options.warn)).differences).toEqual([])
  })

  it('is compared with SQL in all it holds', async () => {
    const board = await openLive(options)
    await board.saveCheckpoint()
    await feed(6)
    expect((await verifyBoard(NOW, options.warn)).differences).toEqual([])
    await giveLives(34, 40)
    expect((await verifyBoard(NOW, options.warn)).differences).toEqual([])
    const { rows } = await pool().query<{ number: number; code: string }>(
      `SELECT number, code FROM events JOIN grids ON grids.id = grid_id WHERE cell_x >= 0 AND state = 0 AND life_flags = 0 AND parties = '{}' AND occurred_at > to_timestamp($1::float8 / 1000) ORDER BY number LIMIT 1`,
      [NOW - 86_400_000],
    )
    const row = rows[0]
    await pool().query(
      `UPDATE events SET handled_at = occurred_at, state = 5, parties = '{department:城管}', revision = revision - 1, cell_x = cell_x + 1 WHERE number = $1`,
      [row?.number],
    )
    const { differences: found } = await verifyBoard(NOW, options.warn)
    const named = ['seen', 'reported', 'handled', 'sum', 'handled of hour', 'handled in hour', 'cell', 'recent', 'awaiting_acceptance', 'closed']
    const lived = ['unaccepted', 'late', 'missed', 'closeLate', 'closeMissed', 'handedIn', 'handled in class 0']
    expect(new Set(found.map((d) => d.what))).toEqual(new Set([...named, ...lived]))
    expect(found.filter((d) => d.what === 'reported').map((d) => d.where)).toEqual([`${row?.code} of department:城管`])
    expect(found.every((d) => d.where.includes(row?.code ?? ''))).toBe(true)
    await pool().query(
      `UPDATE events SET handled_at = NULL, state = 0, parties = '{}', revision = revision + 1, cell_x = cell_x - 1 WHERE number = $1`,
      [row?.number],
    )
    expect((await verifyBoard(NOW, options.warn)).differences).toEqual([])
    await pool().query(`UPDATE events SET revision = revision + 1000000 WHERE number = $1`, [row?.number])
    const beyond = (await verifyBoard(NOW, options.warn)).differences.map((d) => d.what)
    expect(beyond).toContain('reported')
    await pool().query(`UPDATE events SET revision = revision - 1000000 WHERE number = $1`, [row?.number])
  })
})

function fail(): never {
  throw new Error('the county has changed')
}
