import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { DAY_MS } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event'
import type { RetentionIn } from '@/lib/domain/retention'
import { buildBoard } from '@/lib/live/rebuild'
import { verifyBoard } from '@/lib/live/verify'
import { describeEachEngine } from '@/lib/testing/database'
import { event, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { workerFile } from '@/lib/testing/worker'
import { listAudit } from '../audit/audit'
import { changeSettings, readSettings } from '../county-settings'
import { pool, transaction } from '../engine/pool'
import { readDetail } from '../events/event-detail'
import { getEvent } from '../events/event-list'
import { saveEvents } from '../events/events'
import { openPhotoFolder } from '../events/photo-folder'
import { photoStore, setPhotoStore } from '../events/photo-store'
import { transitionEvent } from '../events/transitions'
import { loadAtlas } from '../ground/grids'
import { type Fence, takeLease } from '../log/leases'
import { readHead } from '../log/log'
import { countRetention, readRetention, readRetentionPlan, runRetention } from './retention'

const worker = workerFile('retention')
const NOW = Date.now()
const at = (daysAgo: number) => new Date(NOW - daysAgo * DAY_MS).toISOString()
const administrator = viewer()
const PHONE = '13812345678'
const ID = '411324199001011234'
const words = { title: `老王 ${PHONE}`, description: `身份证 ${ID}，来电 ${PHONE}`, reporter: `王小明 ${PHONE}`, householdId: 'H-1' }
/** An event that its source closed so many days ago, with personal words. */
const closed = (days: number, more: Partial<EventIn> = {}) =>
  event({ occurredAt: at(days + 2), handledAt: at(days), updatedAt: at(days), ...words, ...more })
const save = (events: EventIn[]) => saveEvents(events, { viewer: viewer(), now: NOW })
const set = (retention: RetentionIn) => changeSettings(administrator, { retention }, { now: NOW, address: null })

async function takeOver(): Promise<Fence> {
  await pool().query(`UPDATE leases SET expires_at = now() - interval '1 ms' WHERE name = 'retention'`)
  const fence = await takeLease('retention', randomUUID(), 60_000)
  if (!fence) throw new Error('somebody has the lease')
  return fence
}
const run = async (limit?: number) => runRetention(await takeOver(), { now: NOW, ...(limit && { limit }) })
/** Sets rules and lets them hold, as an administrator does: first their plan. */
async function activate(rules: RetentionIn): Promise<void> {
  await set({
    active: false,
    photosDays: null,
    personalDays: null,
    sessionsDays: null,
    reportsDays: null,
    submissionsDays: null,
    residentsDays: null,
    bookingsDays: null,
    ordersDays: null,
    dutiesDays: null,
    auditDays: null,
    ...rules,
  })
  await run()
  await set({ active: true })
}
const applied = async () =>
  (await listAudit({ action: 'retention.applied', limit: 1_000 })).map(({ object, detail }) => ({ kind: object?.id, detail }))
/** All words of an event that lie anywhere in the database, but in the audit. */
async function wordsOf(id: string): Promise<string> {
  const { rows } = await pool().query(
    `SELECT to_jsonb(e) - 'position' AS e, (SELECT jsonb_agg(v.content) FROM event_versions v WHERE v.number = e.number) AS v,
       (SELECT jsonb_agg(jsonb_build_array(t.note, t.reason, t.detail, t.content_hash IS NOT NULL)) FROM transitions t WHERE t.number = e.number) AS t
     FROM events e WHERE e.id = $1`,
    [id],
  )
  return JSON.stringify(rows)
}
const kept = /13812345678|411324199001011234|王小明|H-1/
const sums = async () => {
  const { board } = await buildBoard(NOW, () => {})
  return JSON.stringify(board.sums(administrator))
}

describeEachEngine('the retention period', (db) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-retention-'))
  beforeAll(async () => {
    setPhotoStore(openPhotoFolder(folder))
    await saveSmallCounty()
  })
  afterEach(() => pool().query('DROP FUNCTION IF EXISTS broken CASCADE'))
  afterAll(() => {
    setPhotoStore(null)
    rmSync(folder, { recursive: true, force: true })
  })

  it('keeps everything unless a county says otherwise, and is at least half a year for the audit', async () => {
    const old = closed(3_000)
    await save([old])
    expect(await readRetention()).toEqual({
      photosDays: null,
      personalDays: null,
      sessionsDays: null,
      reportsDays: null,
      submissionsDays: null,
      residentsDays: null,
      bookingsDays: null,
      ordersDays: null,
      dutiesDays: null,
      auditDays: null,
      active: false,
    })
    expect(await run()).toMatchObject({
      plan: {
        counts: { photos: 0, personal: 0, sessions: 0, reports: 0, submissions: 0, residents: 0, bookings: 0, orders: 0, duties: 0, audit: 0 },
      },
      taken: { personal: 0 },
    })
    await expect(set({ auditDays: 179 })).rejects.toThrow()
    await pool().query('UPDATE events SET reporter = NULL, household_id = NULL, title = NULL, description = NULL WHERE id = $1', [old.id])
  })

  it('holds only when its very rules were counted, and an administrator sees the count', async () => {
    await set({ personalDays: 30 })
    await expect(set({ active: true })).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('dry run') })
    const [old, young, open] = [closed(31), closed(29), event({ occurredAt: at(100), ...words })]
    await save([old, young, open])
    const before = await wordsOf(old.id)
    expect((await run()).plan.counts).toEqual({
      photos: 0,
      personal: 1,
      sessions: 0,
      reports: 0,
      submissions: 0,
      residents: 0,
      bookings: 0,
      orders: 0,
      duties: 0,
      audit: 0,
    })
    expect(await wordsOf(old.id)).toBe(before)
    expect((await readSettings(NOW)).retentionPlan).toEqual(await readRetentionPlan())
    await expect(set({ active: true, personalDays: 31 })).rejects.toMatchObject({ code: 'conflict' })
    expect(await readRetention()).toMatchObject({ active: false, personalDays: 30 })
    await set({ active: true })
    expect((await listAudit({ object: { kind: 'setting', id: 'retention' }, limit: 1 }))[0]?.detail).toMatchObject({
      from: { active: false },
      to: { active: true, personalDays: 30 },
    })
    expect((await run()).taken).toEqual({
      photos: 0,
      personal: 1,
      sessions: 0,
      reports: 0,
      submissions: 0,
      residents: 0,
      bookings: 0,
      orders: 0,
      duties: 0,
      audit: 0,
    })
    for (const other of [young, open]) expect(await wordsOf(other.id)).toMatch(kept)
    expect(await applied()).toEqual([{ kind: 'personal', detail: { count: 1, days: 30, numbers: [(await getEvent(viewer(), old.id))?.number] } }])
  })

  it('takes personal fields of an event, of its former contents and of its steps; figures, revisions and hashes stay', async () => {
    await activate({ personalDays: 60 })
    const told = [{ action: 'accept' as const, at: at(92), words: `来电 ${PHONE}` }]
    const first = closed(90, { updatedAt: at(91), title: `先报 ${PHONE}`, stages: told })
    const last: EventIn = { ...first, updatedAt: at(90), title: `后报 ${PHONE}` }
    await save([first])
    await save([last])
    const acted = event({ occurredAt: at(100), ...words })
    await saveEvents([acted], { viewer: viewer(), now: NOW - 99 * DAY_MS })
    const dispatcher = viewer('dispatcher')
    const { revision = 0 } = (await getEvent(dispatcher, acted.id)) ?? {}
    const reject = { requestId: randomUUID(), expectedRevision: revision, action: 'reject' as const, answer: `请打 ${PHONE}`, note: `报者证号 ${ID}` }
    await transitionEvent(dispatcher, acted.id, reject, { now: NOW - 98 * DAY_MS })
    for (const { id } of [first, acted]) expect(await wordsOf(id)).toMatch(kept)

    const [head, board, clean] = [await readHead(), await sums(), { revision: expect.any(Number), differences: [] }]
    expect((await run()).taken.personal).toBe(2)
    for (const { id } of [first, acted]) expect(await wordsOf(id)).not.toMatch(kept)
    expect(await wordsOf(first.id)).toContain('后报 138****5678')
    expect(await wordsOf(first.id)).toContain('来电 138****5678')
    expect(await wordsOf(acted.id)).toContain('请打 138****5678')
    expect(await wordsOf(acted.id)).not.toMatch(/请打[^\]]*true\]/)
    expect(await readHead()).toEqual(head)
    expect(await sums()).toBe(board)
    expect(await verifyBoard(NOW, () => {})).toEqual(clean)

    // each content sent again is still known
    expect(await save([last, first, acted])).toMatchObject({ accepted: 0, updated: 0, duplicates: 3 })
    expect(await wordsOf(first.id)).not.toMatch(kept)
    const shown = await getEvent(viewer(), acted.id)
    const detail = shown && (await readDetail(shown, viewer(), await loadAtlas(), Date.now()))
    expect(detail?.timeline.map(({ action }) => action)).toEqual(['reject', 'retention'])
    expect(detail?.timeline[1]?.detail).toMatchObject({ kind: 'personal' })
  })

  it('does nothing a second time, until an event brings something again', async () => {
    const [rows, again] = [await applied(), await run()]
    expect(again).toMatchObject({ plan: { counts: { personal: 0 } }, taken: { personal: 0 } })
    expect(await applied()).toEqual(rows)
    const old = closed(80)
    await save([old])
    expect((await run()).taken.personal).toBe(1)
    // another content, and one that comes too late and so moves no revision
    await save([{ ...old, updatedAt: at(79) }])
    expect((await run()).taken.personal).toBe(1)
    await save([{ ...old, updatedAt: at(81), title: `更早 ${PHONE}` }])
    expect(await wordsOf(old.id)).toMatch(kept)
    expect((await run()).taken.personal).toBe(1)
    expect(await wordsOf(old.id)).not.toMatch(kept)
  })

  it('breaks between batches, or loses its lease, and takes each thing once', async () => {
    await activate({ personalDays: 60 })
    const events = Array.from({ length: 7 }, () => closed(70))
    await save(events)
    const before = (await applied()).length
    await pool().query(`CREATE SEQUENCE batches`)
    await pool().query(`CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('batches') = 3 THEN RAISE EXCEPTION 'broken'; END IF; RETURN NEW; END $$`)
    await pool().query(`CREATE TRIGGER broken BEFORE INSERT ON audit FOR EACH ROW WHEN (NEW.action = 'retention.applied') EXECUTE FUNCTION broken()`)
    await expect(run(2)).rejects.toThrow('broken')
    const left = async () => (await Promise.all(events.map(({ id }) => wordsOf(id)))).filter((text) => kept.test(text)).length
    expect(await left()).toBe(3)
    const lost = await takeOver()
    await takeOver()
    await expect(runRetention(lost, { now: NOW })).rejects.toMatchObject({ code: 'conflict' })
    expect(await left()).toBe(3)
    expect((await run(2)).taken.personal).toBe(3)
    expect(await left()).toBe(0)
    const told = (await applied()).slice(0, -before || undefined).flatMap(({ detail }) => detail.numbers)
    expect(told).toHaveLength(7)
    expect(new Set(told).size).toBe(7)
  })

  it.each([
    ['before the transaction', 3],
    ['before the commit', 3],
    ['while the commit is on its way', 3],
    ['after the commit', 3],
  ])('takes each thing once though its process is killed %s of a batch', async (step, transactionCount) => {
    await activate({ personalDays: 60 })
    const events = Array.from({ length: 7 }, () => closed(70))
    await save(events)
    const before = (await applied()).length
    const { token } = await takeOver()
    const child = spawn(process.execPath, [worker, db.url, String(token), step, String(transactionCount)], { stdio: 'inherit' })
    expect(await once(child, 'close')).toEqual([null, 'SIGKILL'])
    const left = (await Promise.all(events.map(({ id }) => wordsOf(id)))).filter((text) => kept.test(text)).length
    expect([3, 5]).toContain(left)
    expect((await run(2)).taken.personal).toBe(left)
    const told = (await applied()).slice(0, -before || undefined).flatMap(({ detail }) => detail.numbers)
    expect(told).toHaveLength(7)
    expect(new Set(told).size).toBe(7)
    expect((await Promise.all(events.map(({ id }) => wordsOf(id)))).filter((text) => kept.test(text))).toEqual([])
  })

  it('ends after its batch when it is stopped, and takes nothing by rules that were changed meanwhile', async () => {
    await activate({ personalDays: 60 })
    await save(Array.from({ length: 5 }, () => closed(70)))
    const stopped = new AbortController()
    stopped.abort()
    expect((await runRetention(await takeOver(), { now: NOW, signal: stopped.signal })).taken.personal).toBe(0)
    await set({ active: false })
    expect(await run()).toMatchObject({ plan: { counts: { personal: 5 } }, taken: { personal: 0 } })
    await set({ active: true })
    expect((await run(2)).taken.personal).toBe(5)
  })

  it('takes photos with their files, also those that a broken run left', async () => {
    await activate({ photosDays: 60, personalDays: null })
    const [old, young] = [closed(70), closed(10)]
    await save([old, young])
    const ids = await Promise.all(
      [old, old, old, young].map(async ({ id: event }, i) => {
        const id = randomUUID()
        for (const part of ['photo', 'thumbnail'] as const) await photoStore().write(id, part, Buffer.from([i]))
        await pool().query(
          `INSERT INTO attachments (id, number, kind, type, width, height, bytes, sha256, actor_id)
           SELECT $1::uuid, number, 'scene', 'image/jpeg', 1, 1, 1, sha256($3), 'a' FROM events WHERE id = $2::uuid`,
          [id, event, Buffer.from([i])],
        )
        return id
      }),
    )
    const files = async () => (await Promise.all(ids.map((id) => photoStore().read(id, 'photo')))).map((bytes) => bytes !== null)
    expect((await countRetention(await readRetention(), NOW)).photos).toBe(3)
    expect((await run()).taken.photos).toBe(3)
    expect(await files()).toEqual([false, false, false, true])
    expect((await pool().query('SELECT id::text AS id FROM attachments')).rows).toEqual([{ id: ids[3] }])
    expect((await applied())[0]).toMatchObject({ kind: 'photos', detail: { count: 3, numbers: [(await getEvent(viewer(), old.id))?.number] } })
    const shown = await getEvent(viewer(), old.id)
    const detail = shown && (await readDetail(shown, viewer(), await loadAtlas(), Date.now()))
    expect(detail?.timeline).toMatchObject([{ action: 'retention', detail: { kind: 'photos', count: 3 } }])
    // killed after the commit, before the files
    await photoStore().write(ids[0] ?? '', 'photo', Buffer.from([1]))
    await pool().query('INSERT INTO removed_photos (id) VALUES ($1)', [ids[0]])
    expect((await run()).taken.photos).toBe(0)
    expect(await files()).toEqual([false, false, false, true])
    expect((await pool().query('SELECT 1 FROM removed_photos')).rows).toEqual([])
  })

  it('takes sessions that ended long ago', async () => {
    await activate({ sessionsDays: 10 })
    await pool().query(
      `INSERT INTO users (id, username, name, email, role, scope) VALUES ('u', 'u', 'u', 'u@x', 'viewer', '{"kind":"grids","prefixes":[""]}')`,
    )
    await pool().query(
      `INSERT INTO sessions (id, token, user_id, expires_at, created_at, updated_at)
       SELECT d::text, d::text, 'u', t.at, t.at, t.at FROM unnest(ARRAY[1, 9, 11, 300]) d, LATERAL (SELECT $1::timestamptz - d * interval '1 day' AS at) t`,
      [at(0)],
    )
    expect((await run(1)).taken.sessions).toBe(2)
    expect((await pool().query('SELECT id FROM sessions ORDER BY id')).rows).toEqual([{ id: '1' }, { id: '9' }])
  })

  it('changes nothing of a step but its words, and that only where it says so', async () => {
    const change = (sql: string, says: boolean) =>
      transaction(async (tx) => {
        if (says) await tx.query(`SET LOCAL gridsight.retention = 'on'`)
        await tx.query(sql)
      })
    for (const [sql, says] of [
      ['UPDATE transitions SET note = NULL', false],
      [`UPDATE transitions SET note = NULL, action = 'accept'`, true],
      ['UPDATE transitions SET at = now()', true],
      ['DELETE FROM transitions', true],
    ] as const)
      await expect(change(sql, says), sql).rejects.toMatchObject({ code: '42501' })
  })
})
