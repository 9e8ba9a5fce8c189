import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { STRANGER } from '@/lib/domain/audit'
import type { SubmissionActIn, SubmissionIn } from '@/lib/domain/submission'
import { describeEachEngine } from '@/lib/testing/database'
import { rounds } from '@/lib/testing/engines'
import { plainPng } from '@/lib/testing/png'
import { saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { openWatchedPool } from '@/lib/testing/watched-pool'
import { workerFile } from '@/lib/testing/worker'
import { listAudit } from '../audit/audit'
import { changeSettings } from '../county-settings'
import { pool, setPool } from '../engine/pool'
import { listAttachments } from '../events/attachments'
import { getEvent } from '../events/event-list'
import { removePhotoFiles } from '../events/photo-files'
import { openPhotoFolder } from '../events/photo-folder'
import { photoStore, setPhotoStore } from '../events/photo-store'
import { findLink, type LinkRow, listPosterLinks, makePosterLinks, revokeLink } from '../links/links'
import { takeLease } from '../log/leases'
import { readHead } from '../log/log'
import { runRetention } from '../retention/retention'
import { decideSubmission } from './decide'
import { readFollowed } from './followed'
import { addSubmissionPhoto, submissionOfPhoto } from './submission-photos'
import { listSubmissions, readSubmission, saveSubmission, shownSubmission } from './submissions'

const COMMUNITY = '411324001101'
const LEAF = `${COMMUNITY}001`
const PHONE = '13812345678'
const administrator = viewer()
const dispatchers = [viewer('dispatcher', '411324001'), viewer('dispatcher', COMMUNITY)] as const
const [dispatcher] = dispatchers
const elsewhere = viewer('dispatcher', '411324002')

const told = (more: Partial<SubmissionIn> = {}): SubmissionIn => ({
  id: randomUUID(),
  follow: `gsl_${randomBytes(32).toString('base64url')}`,
  occurredAt: new Date(Date.now() - 3_600_000).toISOString(),
  type: '0501',
  position: spot(0, 0),
  words: `垃圾三天没清，打我电话 ${PHONE}`,
  contact: PHONE,
  ...more,
})
const code = async (doing: Promise<unknown>) =>
  doing.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )

const worker = workerFile('decide')
const Outcomes = z.array(z.string())

/** Somebody who takes submissions over in a process of their own: all at once, when told to. */
class Decider {
  readonly ready: Promise<void>
  readonly outcomes: Promise<string[]>
  readonly #child

  constructor(url: string, grid: string, ids: readonly string[]) {
    const child = spawn(process.execPath, [worker, url, grid, ...ids], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#child = child
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const next = async () => z.parse(z.string(), (await lines.next()).value)
    this.ready = next().then((line) => expect(line).toBe('ready'))
    this.outcomes = this.ready.then(next).then((line) => Outcomes.parse(JSON.parse(line)))
  }

  go(): void {
    this.#child.stdin.end('go\n')
  }
}

describeEachEngine('what residents send', (db) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-submissions-'))
  let link: LinkRow
  const save = (given: SubmissionIn, perDay = 1_000) =>
    saveSubmission(link, given, { grid: LEAF, perDay, now: Date.now(), by: { actor: STRANGER, address: null } })
  const sent = async (more: Partial<SubmissionIn> = {}) => {
    const given = told(more)
    await save(given)
    return given.id
  }
  const files = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length
  const act = (id: string, more: Partial<SubmissionActIn> = {}, by = dispatcher) =>
    decideSubmission(by, id, { requestId: randomUUID(), action: 'take_over', ...more }, { now: Date.now(), address: null })

  beforeAll(async () => {
    setPhotoStore(openPhotoFolder(folder))
    await saveSmallCounty()
    const [made] = await makePosterLinks(administrator, [COMMUNITY], { until: null, address: null })
    const found = await findLink(made?.secret ?? '', 'report')
    if (!found) throw new Error('no link')
    link = found
  })
  afterAll(() => {
    setPhotoStore(null)
    rmSync(folder, { recursive: true, force: true })
  })

  it('a link is found by its secret and for its purpose alone, until it is revoked or has run out; nothing but a hash is kept', async () => {
    const until = Date.now() + 60_000
    const [one, two] = await makePosterLinks(administrator, [COMMUNITY, '411324001102'], { until, address: null })
    if (!one || !two) throw new Error('no links')
    expect(await findLink(one.secret, 'report')).toEqual({ id: one.id, purpose: 'report', grid: COMMUNITY, thing: null })
    expect([await findLink(one.secret, 'follow'), await findLink(`gsl_${'a'.repeat(43)}`, 'report'), await findLink('', 'report')]).toEqual([
      null,
      null,
      null,
    ])
    const { rows } = await pool().query<{ all: string }>('SELECT to_jsonb(t)::text AS all FROM link_tokens t')
    expect(rows.some(({ all }) => all.includes(one.secret.slice(4, 20)))).toBe(false)
    expect([await revokeLink(administrator, { id: one.id, grid: COMMUNITY }, null), await findLink(one.secret, 'report')]).toEqual([true, null])
    expect(await revokeLink(administrator, { id: one.id, grid: COMMUNITY }, null)).toBe(false)
    await pool().query(`UPDATE link_tokens SET expires_at = now() - interval '1 s' WHERE id = $1::uuid`, [two.id])
    expect(await findLink(two.secret, 'report')).toBeNull()
    const rowsOf = (action: 'link.made' | 'link.revoked') => listAudit({ action, object: { kind: 'link', id: one.id }, limit: 5 })
    expect([(await rowsOf('link.made')).length, (await rowsOf('link.revoked')).length]).toEqual([1, 1])
  })

  it('is kept once however often it comes, and no more of it a day than a link may bring', async () => {
    const [made] = await makePosterLinks(administrator, [COMMUNITY], { until: null, address: null })
    const own = await findLink(made?.secret ?? '', 'report')
    if (!own) throw new Error('no link')
    const now = Date.now()
    const sendBy = (given: SubmissionIn, at = now) =>
      saveSubmission(own, given, { grid: LEAF, perDay: 2, now: at, by: { actor: STRANGER, address: null } })
    const given = told()
    const times = await Promise.all([sendBy(given), sendBy(given), sendBy(given)])
    expect(times).toEqual([now, now, now])
    expect(await code(sendBy({ ...given, words: '别的' }))).toBe('conflict')
    expect(await code(sendBy(told({ follow: given.follow })))).toBe('conflict')
    await sendBy(told())
    expect(await code(sendBy(told()))).toBe('rate_limited')
    expect(await code(sendBy(told(), now + 86_400_000))).toBe('done')
    expect((await listPosterLinks()).find(({ id }) => id === own.id)).toMatchObject({ uses: 3, grid: COMMUNITY })
  })

  it('comes before the dispatchers of its community, with numbers masked', async () => {
    const id = await sent()
    const rows = await listSubmissions([COMMUNITY], ['submitted'])
    const row = rows.find((one) => one.id === id)
    expect(row && shownSubmission(row)).toMatchObject({
      grid: LEAF,
      words: '垃圾三天没清，打我电话 138****5678',
      contact: '138****5678',
      caseNumber: null,
    })
    expect((await listSubmissions(['411324002'], ['submitted'])).map((one) => one.id)).not.toContain(id)
    expect(await code(act(id, {}, elsewhere))).toBe('not_found')
    expect(await code(act(id, {}, viewer('supervisor')))).toBe('not_found')
  })

  it('becomes an event when it is taken over: received now, of its source, with place, words and photos, and keeps none of its own', async () => {
    const given = told()
    await save(given)
    const picture = await plainPng(40, 30, '#3c8c50')
    const { id: photo } = await addSubmissionPhoto(given.id, picture, { actor: STRANGER, address: null })
    expect(await addSubmissionPhoto(given.id, picture, { actor: STRANGER, address: null })).toEqual({ id: photo, kept: true })
    expect((await submissionOfPhoto(photo))?.id).toBe(given.id)
    const before = Date.now()
    const { row, posted } = await act(given.id, { urgency: 2, title: '西门垃圾' })
    expect(posted?.revision).toBe((await readHead()).revision)
    const event = await getEvent(dispatcher, row.eventId)
    expect(event).toMatchObject({
      type: '0501',
      urgency: 2,
      source: '随手拍',
      title: '西门垃圾',
      grid: LEAF,
      position: given.position,
      state: 'awaiting_acceptance',
    })
    expect([event?.description, event?.reporter]).toEqual(['垃圾三天没清，打我电话 138****5678', '138****5678'])
    expect(Date.parse(event?.occurredAt ?? '')).toBe(Date.parse(given.occurredAt ?? ''))
    expect(Date.parse(event?.receivedAt ?? '')).toBeGreaterThanOrEqual(before)
    expect((await listAttachments(dispatcher, row.eventId))?.map(({ id, kind }) => [id, kind])).toEqual([[photo, 'report']])
    expect([await submissionOfPhoto(photo), await photoStore().read(photo, 'photo')]).toEqual([null, expect.any(Buffer)])
    expect(await readSubmission(given.id)).toMatchObject({ state: 'taken_over', words: '', contact: null, photos: [] })
    expect(await code(addSubmissionPhoto(given.id, await plainPng(10, 10, '#000000'), { actor: STRANGER, address: null }))).toBe('conflict')
    // sent once and its photo kept once, with nothing of what was said
    const audit = await listAudit({ object: { kind: 'submission', id: given.id }, limit: 5 })
    expect(audit.map(({ action, actor, detail }) => [action, actor?.id, detail])).toEqual([
      ['submission.taken_over', dispatcher.id, { event: row.eventId }],
      ['submission.photo_added', 'resident', { id: photo }],
      ['submission.sent', 'resident', { grid: LEAF, type: given.type, link: link.id }],
    ])
    expect(await readFollowed(given.id)).toMatchObject({ state: 'taken_over', photos: 1, event: { caseNumber: event?.caseNumber, stage: 'waiting' } })
  })

  it('keeps a photo once of all who send it at once, three in all, and no file of what is refused', async () => {
    const id = await sent()
    const add = async (color: string) => addSubmissionPhoto(id, await plainPng(40, 30, color), { actor: STRANGER, address: null })
    const before = files()
    const same = await Promise.all([1, 2, 3, 4].map(() => add('#101010')))
    expect(new Set(same.map((photo) => photo.id)).size).toBe(1)
    expect([same.filter(({ kept }) => !kept).length, files() - before]).toEqual([1, 2])
    const more = await Promise.all(['#202020', '#303030', '#404040', '#505050'].map((color) => code(add(color))))
    expect([more.sort(), files() - before]).toEqual([['conflict', 'conflict', 'done', 'done'], 6])
    // of a photo that the store takes half of
    const store = photoStore()
    const other = await sent()
    setPhotoStore({ ...store, write: (one, part, bytes) => (part === 'photo' ? store.write(one, part, bytes) : Promise.reject(new Error('full'))) })
    await expect(addSubmissionPhoto(other, await plainPng(40, 30, '#606060'), { actor: STRANGER, address: null })).rejects.toThrow('full')
    setPhotoStore(store)
    expect([files() - before, (await pool().query('SELECT 1 FROM removed_photos')).rows]).toEqual([6, []])
  })

  it.each([
    ['after the commit', 2],
    ['before the commit', 0],
  ] as const)('keeps the files of a photo whose answer was lost %s as long as its row', async (lost, left) => {
    const id = await sent()
    const bytes = await plainPng(40, 30, '#a0b0c0')
    const [own, before] = [pool(), files()]
    const watched = openWatchedPool(db.url, (step) => {
      if (step === lost) throw new Error('the answer was lost')
    })
    setPool(watched)
    await expect(addSubmissionPhoto(id, bytes, { actor: STRANGER, address: null })).rejects.toThrow('the answer was lost')
    setPool(own)
    await watched.end()
    const { rows } = await pool().query<{ id: string }>('SELECT id::text AS id FROM submission_photos WHERE submission_id = $1::uuid', [id])
    expect([rows.length * 2, files() - before]).toEqual([left, 2])
    await removePhotoFiles()
    expect(files() - before).toBe(2)
    await pool().query(`UPDATE removed_photos SET removed_at = removed_at - interval '1 hour'`)
    await removePhotoFiles()
    expect(files() - before).toBe(left)
    for (const photo of rows) expect(await photoStore().read(photo.id, 'photo')).not.toBeNull()
  })

  it('goes where the dispatcher puts it, and nowhere outside their area', async () => {
    const id = await sent()
    expect(await code(act(id, { grid: '411324002101' }))).toBe('invalid')
    const { row } = await act(id, { grid: '411324001102', type: '0102' })
    expect(await getEvent(dispatcher, row.eventId)).toMatchObject({ grid: '411324001102', type: '0102', position: null })
  })

  it('of no type, or one that there is not, makes no event and goes on waiting', async () => {
    const given = told({ words: '说不清' })
    delete given.type
    await save(given)
    expect(await code(act(given.id))).toBe('invalid')
    expect(await code(act(given.id, { type: '9999' }))).toBe('invalid')
    expect((await readSubmission(given.id))?.state).toBe('submitted')
  })

  it('keeps the answer that it is refused with', async () => {
    const id = await sent()
    const { posted } = await act(id, { action: 'refuse', answer: '属于物业，请找 3 号楼前台' })
    expect(posted).toBeNull()
    expect(await readFollowed(id)).toMatchObject({ state: 'refused', answer: '属于物业，请找 3 号楼前台', event: null })
    expect(await code(act(id))).toBe('conflict')
  })

  it('is answered the same by the same request, which asks for nothing else under its id', async () => {
    const id = await sent()
    const requestId = randomUUID()
    const { row } = await act(id, { requestId, urgency: 1 })
    expect(await act(id, { requestId, urgency: 1 })).toEqual({ row, posted: null })
    for (const other of [{}, { urgency: 2 as const }, { action: 'refuse' as const, answer: '不属实' }])
      expect(await code(act(id, { requestId, ...other }))).toBe('conflict')
    // of what was decided before this was kept, nobody knows what was asked
    await pool().query('UPDATE submissions SET decided_hash = NULL WHERE id = $1::uuid', [id])
    expect(await code(act(id, { requestId }))).toBe('done')
  })

  it('is decided once, whoever decides at the same moment', async () => {
    for (let round = 0; round < rounds(4, 40); round++) {
      const id = await sent()
      const row = await readSubmission(id)
      const same = randomUUID()
      const asked: Promise<unknown>[] = [
        ...dispatchers.flatMap((by) => [act(id, {}, by), act(id, { type: '0101' }, by), act(id, { action: 'refuse', answer: '重复' }, by)]),
        act(id, { requestId: same, urgency: 1 }),
        act(id, { requestId: same, urgency: 1 }),
      ]
      const codes = await Promise.all(asked.map(code))
      const { rows } = await pool().query<{ events: number; steps: number }>(
        `SELECT (SELECT count(*)::int4 FROM events WHERE id = $1::uuid) AS events,
           (SELECT count(*)::int4 FROM audit WHERE object_kind = 'submission' AND object_id = $2 AND action <> 'submission.sent' AND result = 'done') AS steps`,
        [row?.eventId, id],
      )
      const state = (await readSubmission(id))?.state
      expect(rows[0]).toEqual({ events: state === 'taken_over' ? 1 : 0, steps: 1 })
      // one request that was sent twice is done for both
      const twice = codes.at(-1) === 'done'
      expect(codes.filter((one) => one === 'done')).toHaveLength(twice ? 2 : 1)
      expect(codes.filter((one) => one !== 'done' && one !== 'conflict')).toEqual([])
    }
  })

  it('is taken over once, whichever of several processes does it first', async () => {
    const ids = await Promise.all(Array.from({ length: rounds(6, 40) }, () => sent()))
    const deciders = ['411324001', COMMUNITY, COMMUNITY].map((grid) => new Decider(db.url, grid, ids))
    await Promise.all(deciders.map((decider) => decider.ready))
    for (const decider of deciders) decider.go()
    const outcomes = await Promise.all(deciders.map((decider) => decider.outcomes))
    for (const [i, id] of ids.entries()) {
      const own = outcomes.map((of) => of[i]).sort()
      expect(own).toEqual(['conflict', 'conflict', 'done'])
      const row = await readSubmission(id)
      const { rows } = await pool().query<{ events: number; steps: number }>(
        `SELECT (SELECT count(*)::int4 FROM events WHERE id = $1::uuid) AS events,
           (SELECT count(*)::int4 FROM audit WHERE object_kind = 'submission' AND object_id = $2 AND action <> 'submission.sent' AND result = 'done') AS steps`,
        [row?.eventId, id],
      )
      expect([row?.state, rows[0]]).toEqual(['taken_over', { events: 1, steps: 1 }])
    }
  })

  it('is taken away with its photos and its link so many days after the decision, and its event is not', async () => {
    const [waiting, refused, taken] = [told(), told(), told()]
    for (const given of [waiting, refused, taken]) await save(given)
    const { id: photo } = await addSubmissionPhoto(refused.id, await plainPng(20, 20, '#123456'), { actor: STRANGER, address: null })
    await act(refused.id, { action: 'refuse', answer: '已处理' })
    const { row } = await act(taken.id)
    await pool().query(`UPDATE submissions SET decided_at = decided_at - interval '31 days' WHERE state <> 'submitted'`)
    const set = (retention: object) => changeSettings(administrator, { retention }, { now: Date.now(), address: null })
    const run = async () => {
      await pool().query(`UPDATE leases SET expires_at = now() - interval '1 ms' WHERE name = 'retention'`)
      const fence = await takeLease('retention', randomUUID(), 60_000)
      if (!fence) throw new Error('somebody has the lease')
      return runRetention(fence, { now: Date.now() })
    }
    await set({ submissionsDays: 30 })
    const { plan } = await run()
    expect(plan.counts.submissions).toBeGreaterThanOrEqual(2)
    await set({ active: true })
    expect((await run()).taken.submissions).toBe(plan.counts.submissions)
    expect([await readSubmission(refused.id), await readSubmission(taken.id), (await readSubmission(waiting.id))?.state]).toEqual([
      null,
      null,
      'submitted',
    ])
    expect([await findLink(refused.follow, 'follow'), (await findLink(waiting.follow, 'follow'))?.thing]).toEqual([null, waiting.id])
    expect([await photoStore().read(photo, 'photo'), await photoStore().read(photo, 'thumbnail')]).toEqual([null, null])
    expect((await getEvent(dispatcher, row.eventId))?.source).toBe('随手拍')
  })
})
