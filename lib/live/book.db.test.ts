import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { readSnapshot } from '@/lib/api/snapshot'
import { pool, transaction } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { saveGrids } from '@/lib/db/ground/grids'
import { appendEntry, lockHead, makeEntry, readHead, readLog, readLogOf, renewLog } from '@/lib/db/log/log'
import { EVENTS } from '@/lib/domain/log-kinds'
import { describeEachEngine } from '@/lib/testing/database'
import { createNotes, type NotesLog, notesBook, notesKind, saveNotes, writeNotes } from '@/lib/testing/notes-kind'
import { testRuntime } from '@/lib/testing/runtime'
import { event, NOW, saveSmallCounty, smallCounty, viewer } from '@/lib/testing/small-county'
import { openLive, setLive } from './live'
import { setRuntime } from './runtime'
import { diffBoard, recountAll, verifyBooks } from './verify'

const WEST = '411324001101001'
const EAST = '411324002101001'

describeEachEngine('another kind of change', () => {
  let warnings: string[] = []
  let log: NotesLog
  const open = (ofGrids = false) => openLive({ now: () => NOW, warn: (what) => void warnings.push(what), kinds: [notesBook(log, ofGrids)] })
  const texts = (live: Awaited<ReturnType<typeof open>>, of = viewer()) => live.books[0]?.snapshot(of, live.atlas)
  const save = () => saveEvents([event()], { viewer: viewer('dispatcher'), now: NOW })
  const all = async () => (await pool().query<{ body: string }>('SELECT body FROM notes ORDER BY revision')).rows.map((row) => row.body)

  beforeAll(async () => {
    await saveSmallCounty()
    await createNotes()
    await save()
  })
  beforeEach(() => {
    warnings = []
    log = { restored: 0, folded: 0, poison: null }
  })
  afterEach(() => {
    setLive(null)
    setRuntime(null)
  })

  it('is folded beside the events, and shown to each as far as it may see', async () => {
    const live = await open()
    await saveNotes(['a', 'b'], WEST, NOW)
    await save()
    await saveNotes(['c'], EAST, NOW)
    await live.catchUp()
    expect(live.books[0]?.revision).toBe((await readHead()).revision)
    expect(texts(live)).toEqual(['a', 'b', 'c'])
    expect(texts(live, viewer('viewer', '411324002'))).toEqual(['c'])
    expect(diffBoard(live.board, await recountAll(live.board))).toEqual([])
    const later = await open()
    expect(texts(later)).toEqual(['a', 'b', 'c'])
    expect(await readLogOf(notesKind(), 0, live.revision - 1, 10)).toHaveLength(1)
  })

  it('has its part in what a page starts from', async () => {
    const live = await open()
    setLive(live)
    setRuntime(testRuntime())
    await expect(readSnapshot(viewer('viewer', '411324002'), undefined).then(({ kinds }) => kinds)).resolves.toEqual({ notes: ['c'] })
  })

  it('is written with others in one transaction, or not at all', async () => {
    const live = await open()
    const before = await readHead()
    const both = async (fail: boolean) =>
      transaction(async (tx) => {
        const head = await writeNotes(tx, await lockHead(tx), [{ grid: WEST, text: 'with a change of an event' }], NOW)
        const { rows } = await tx.query<{ number: number }>('SELECT number FROM events ORDER BY number LIMIT 1')
        const revision = head.revision + 1
        const entry = makeEntry(head, EVENTS, [{ revision, number: rows[0]?.number ?? 0, receivedAt: NOW, before: null, after: null }])
        if (entry) await appendEntry(tx, entry)
        if (fail) throw new Error('broken off')
      })
    await expect(both(true)).rejects.toThrow('broken off')
    expect(await readHead()).toEqual(before)
    await both(false)
    expect((await readLog(before.revision, 10)).map(({ kind, firstRevision }) => [kind, firstRevision])).toEqual([
      ['notes', before.revision + 1],
      ['events', before.revision + 2],
    ])
    const batches: number[][] = []
    live.onChanges(({ since, revision, changes }) => batches.push([since, revision, changes.length]))
    await live.catchUp()
    expect(batches).toEqual([[before.revision, before.revision + 2, 1]])
    expect(texts(live)).toEqual(await all())
  })

  it('has a checkpoint of its own, without which it alone is folded anew', async () => {
    const live = await open()
    await live.saveCheckpoint()
    await saveNotes(['after the checkpoint'], WEST, NOW)
    log = { restored: 0, folded: 0, poison: null }
    expect(texts(await open())).toEqual(await all())
    expect(log).toMatchObject({ restored: 1, folded: 1 })

    await pool().query("DELETE FROM checkpoints WHERE kind = 'notes'")
    log = { restored: 0, folded: 0, poison: null }
    // without its events a board can only have come from its checkpoint
    await pool().query('ALTER TABLE events RENAME TO events_away')
    const anew = await open().finally(() => pool().query('ALTER TABLE events_away RENAME TO events'))
    expect(texts(anew)).toEqual(await all())
    expect(log).toMatchObject({ restored: 0, folded: (await all()).length })
    expect(warnings).toEqual([])
  })

  it('is folded anew from a checkpoint that cannot be read', async () => {
    const live = await open()
    await live.saveCheckpoint()
    await pool().query("UPDATE checkpoints SET body = 'rubbish' WHERE kind = 'notes'")
    expect(texts(await open())).toEqual(await all())
    expect(warnings).toEqual(['a checkpoint of notes could not be used; they are folded anew'])
  })

  it('does not stop the board when it cannot be folded', async () => {
    await pool().query("DELETE FROM checkpoints WHERE kind = 'notes'")
    const live = await open()
    log.poison = 'poison'
    await saveNotes(['poison'], WEST, NOW)
    await save()
    await live.catchUp()
    expect(live.revision).toBe((await readHead()).revision)
    await live.catchUp()
    expect(live.books).toEqual([])
    expect(warnings).toEqual(['changes of notes could not be folded; they are folded anew', 'changes of notes cannot be folded'])
    log.poison = null
    expect(texts(await open())).toEqual(await all())
  })

  it('is compared with SQL', async () => {
    expect((await verifyBooks(() => {}, [notesBook(log)])).flatMap(({ differences }) => differences)).toEqual([])
    await pool().query("INSERT INTO notes VALUES (1000000, $1, 'not in the log')", [WEST])
    const [verified] = await verifyBooks(() => {}, [notesBook(log)])
    const notes = (await all()).length
    expect(verified).toMatchObject({ kind: 'notes', differences: [{ what: 'notes', where: 'all', board: notes - 1, recounted: notes }] })
    await pool().query('DELETE FROM notes WHERE revision = 1000000')
  })

  it('goes on after a renewed log', async () => {
    const live = await open()
    await renewLog('a test')
    await saveNotes(['of the renewed log'], WEST, NOW)
    await live.catchUp()
    expect(texts(live)).toEqual(await all())
  })

  it('is carried over to other grids with its checkpoint, unless it depends on them', async () => {
    const live = await open()
    await live.saveCheckpoint()
    const { logId, gridVersion } = await readHead()
    const grids = smallCounty().filter((g) => !g.code.startsWith('4113240021010'))
    await saveGrids(grids, { demo: true, now: NOW + 1 })
    const head = await readHead()
    expect(head.logId).not.toBe(logId)
    Object.assign(log, { restored: 0, folded: 0 })
    await saveNotes(['of the new log'], WEST, NOW)
    await live.catchUp()
    expect(texts(live)).toEqual(await all())
    expect(log.restored).toBe(1)
    expect(diffBoard(live.board, await recountAll(live.board))).toEqual([])
    await pool().query("DELETE FROM checkpoints WHERE kind = 'notes'")
    expect(texts(await open(true))).toEqual(['of the new log'])

    // nothing of the past is gone: its rows say which log and grids they are of
    const { rows } = await pool().query(
      `SELECT log_id::text AS log, grid_version AS grids, min(first_revision)::int4 AS first FROM changes GROUP BY 1, 2 ORDER BY first`,
    )
    expect(rows[0]).toMatchObject({ first: 1 })
    expect(rows).toContainEqual(expect.objectContaining({ log: logId, grids: gridVersion }))
    expect(rows.at(-1)).toMatchObject({ log: head.logId, grids: head.gridVersion })
  })
})
