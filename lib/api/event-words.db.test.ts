import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { createAccount } from '@/lib/db/accounts/accounts'
import { confirmSecondFactor, startSecondFactor } from '@/lib/db/accounts/second-factor'
import { signIn } from '@/lib/db/accounts/sign-in'
import { createToken } from '@/lib/db/accounts/tokens'
import { listAudit } from '@/lib/db/audit/audit'
import { pool, setPool } from '@/lib/db/engine/pool'
import { addAttachment } from '@/lib/db/events/attachments'
import { saveEvents } from '@/lib/db/events/events'
import { removePhotoFiles } from '@/lib/db/events/photo-files'
import { openPhotoFolder } from '@/lib/db/events/photo-folder'
import type { PhotoStore } from '@/lib/db/events/photo-name'
import { photoStore, setPhotoStore } from '@/lib/db/events/photo-store'
import { transitionEvent } from '@/lib/db/events/transitions'
import type { Role, Scope, Viewer } from '@/lib/domain/access'
import type { AttachmentKind } from '@/lib/domain/attachment'
import { GridEvent } from '@/lib/domain/event'
import type { EventAction } from '@/lib/domain/event-actions'
import { EventDetail } from '@/lib/domain/event-detail'
import { EVENT_STATES } from '@/lib/domain/life'
import { Changes, Snapshot } from '@/lib/domain/wire'
import { setLive, startLive } from '@/lib/live/live'
import { setRuntime } from '@/lib/live/runtime'
import { expectProblem, read } from '@/lib/testing/answers'
import { describeEachEngine } from '@/lib/testing/database'
import { plainPng } from '@/lib/testing/png'
import { testRuntime } from '@/lib/testing/runtime'
import { event, NOW, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { totp } from '@/lib/testing/totp'
import { openWatchedPool } from '@/lib/testing/watched-pool'
import { ACCOUNT_COOKIE } from './cookies'
import { answer } from './routes'

const PASSWORD = 'Right-password-1'
const SECRETS = /13812345678|138 1234|1380000|王小明|household-17|41132419800101123X/
const WRITTEN = {
  title: '漏水，联系 138 1234 5678',
  description: '住户身份证41132419800101123X，电话 13800001111',
  reporter: '王小明 13812345678',
  householdId: 'household-17',
}
const MASKED = {
  title: '漏水，联系 138****5678',
  description: '住户身份证411324********123X，电话 138****1111',
  reporter: '王* 138****5678',
  householdId: '**********17',
  words: 'masked',
}
const WITHHELD = { title: '邻里纠纷', words: 'withheld' }
const Page = z.object({ events: z.array(GridEvent) })
const Near = z.object({ near: z.array(z.object({ event: GridEvent })) })
const Photos = z.object({ attachments: z.array(z.looseObject({ id: z.string() })) })
const COUNTY: Scope = { kind: 'grids', prefixes: [''] }
const DEPARTMENT: Scope = { kind: 'department', department: '城管' }

describeEachEngine('what is written about events', (db) => {
  let stop: () => void = () => {}
  /** one that nobody was given, and one that 城管 was */
  let plain = { id: '', number: 0 }
  let given = { id: '', number: 0 }
  let photo = ''
  let folder = ''
  let reporter: { id: string; token: string }
  const supervisor = viewer('supervisor')

  const act = async (id: string, action: EventAction, more: object = {}, by = viewer('dispatcher')) => {
    const { rows } = await pool().query<{ revision: number }>('SELECT revision::float8 AS revision FROM events WHERE id = $1', [id])
    const input = { requestId: randomUUID(), action, expectedRevision: rows[0]?.revision ?? 0, ...more }
    return transitionEvent(by, id, input, { now: Date.now() })
  }
  beforeAll(async () => {
    await saveSmallCounty()
    setRuntime(testRuntime())
    const live = await startLive()
    stop = live.onChanges(() => {})
    reporter = await token('reporter', COUNTY)
    const sender: Viewer = { ...viewer('reporter'), id: reporter.id }
    const [first, second] = [event({ ...WRITTEN, position: spot(0, 0) }), event({ ...WRITTEN, position: spot(5, 0) })]
    await saveEvents([first, second], { viewer: sender, now: NOW })
    await act(first.id, 'accept', { note: '已电话 13812345678 核实' })
    const card = { card: 'yellow', supervisor: supervisor.id, deadline: Date.now() + 3_600_000, demandedReply: '请回电 13812345678' }
    await act(first.id, 'supervise', card, supervisor)
    await act(second.id, 'accept')
    await token('handler', DEPARTMENT) // or there would be no such department
    await act(second.id, 'dispatch', { lead: { kind: 'department', id: '城管' } })
    const numberOf = async (id: string) => (await pool().query('SELECT number FROM events WHERE id = $1', [id])).rows[0].number
    plain = { id: first.id, number: await numberOf(first.id) }
    given = { id: second.id, number: await numberOf(second.id) }
    folder = mkdtempSync(path.join(tmpdir(), 'gridsight-photos-'))
    setPhotoStore(openPhotoFolder(folder))
    photo = (await addAttachment(supervisor, plain.id, { kind: 'report', bytes: new Uint8Array(await plainPng(40, 30, '#010203')) })).id
    await live.catchUp()
  })
  afterAll(() => {
    stop()
    setLive(null)
    setRuntime(null)
    setPhotoStore(null)
    rmSync(folder, { recursive: true, force: true })
  })

  const token = (role: Role, scope: Scope) => createToken({ name: `${role} ${randomUUID()}`, role, scope, expiresAt: null })
  const ask = (at: string, proof: Record<string, string>) => answer(new Request(`http://localhost${at}`, { headers: proof }))
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  /** Every answer that holds an event, as this token gets it. */
  async function answers(token: string, { id }: { id: string }): Promise<[what: string, event: GridEvent | undefined][]> {
    const proof = bearer(token)
    const own = (events: readonly GridEvent[]) => events.find((e) => e.id === id)
    const changes = await read(await ask('/api/changes?since=0', proof), Changes)
    const [lon, lat] = id === plain.id ? spot(0, 0) : spot(5, 0)
    const near = await read(await ask(`/api/events/near?type=0101&lon=${lon}&lat=${lat}&at=${new Date(NOW).toISOString()}`, proof), Near)
    const one = await ask(`/api/events/${id}`, proof)
    return [
      ['list', own((await read(await ask('/api/events', proof), Page)).events)],
      ['snapshot', own((await read(await ask('/api/snapshot', proof), Snapshot)).events)],
      ['changes', own('changes' in changes ? changes.changes.flatMap((c) => (c.kind === 'event' && c.event) || []) : [])],
      ['near', own(near.near.map((n) => n.event))],
      ['one', one.status === 404 ? undefined : await read(one, EventDetail)],
    ]
  }

  it.each<[role: Role, scope: Scope, of: 'plain' | 'given' | 'both' | 'none']>([
    ['dispatcher', COUNTY, 'both'],
    ['supervisor', COUNTY, 'both'],
    ['operator', COUNTY, 'both'],
    ['operator', { kind: 'grids', prefixes: ['411324001'] }, 'plain'],
    ['handler', DEPARTMENT, 'given'],
    ['handler', COUNTY, 'none'],
    ['reporter', COUNTY, 'none'],
    ['administrator', COUNTY, 'none'],
    ['viewer', COUNTY, 'none'],
    ['viewer', DEPARTMENT, 'none'],
    ['auditor', COUNTY, 'none'],
  ])('are read by a %s of %j where they act: %s', async (role, scope, of) => {
    const proof = await token(role, scope)
    for (const [name, target] of [
      ['plain', plain],
      ['given', given],
    ] as const)
      for (const [what, event] of await answers(proof.token, target)) {
        if (!event) continue
        const { title, description, reporter, householdId, words } = event
        const wanted = of === 'both' || of === name ? MASKED : WITHHELD
        expect([what, name, JSON.parse(JSON.stringify({ title, description, reporter, householdId, words }))]).toEqual([what, name, wanted])
        expect(JSON.stringify(event)).not.toMatch(SECRETS)
      }
    const reads = of === 'both' || of === 'plain'
    const { attachments } = await read(
      await ask(`/api/events/${(scope.kind === 'grids' ? plain : given).id}/attachments`, bearer(proof.token)),
      Photos,
    )
    expect(attachments.length).toBe(reads ? 1 : 0)
    expect((await ask(`/api/attachments/${photo}`, bearer(proof.token))).status).toBe(reads ? 200 : 404)
  })

  it('are read by whoever reported it, whatever they may do else, and by nobody for whom the answer was kept', async () => {
    for (const [what, event] of await answers(reporter.token, plain)) expect([what, event]).toMatchObject([what, MASKED])
    const other = await token('reporter', COUNTY)
    for (const [what, event] of await answers(other.token, plain)) expect([what, event?.title]).toEqual([what, WITHHELD.title])
  })

  it('what was said of a step is read by the same', async () => {
    const said = async (token: string) =>
      (await read(await ask(`/api/events/${plain.id}`, bearer(token)), EventDetail)).timeline.map(({ note, detail }) => [note, detail.demandedReply])
    expect(await said((await token('operator', COUNTY)).token)).toEqual([
      ['已电话 138****5678 核实', undefined],
      [null, '请回电 138****5678'],
    ])
    expect(await said((await token('viewer', COUNTY)).token)).toEqual([
      [null, undefined],
      [null, undefined],
    ])
  })

  it('each reading is a row of the audit with the events and none of the words', async () => {
    const { id, token: proof } = await token('dispatcher', COUNTY)
    const rows = async (actor: string) =>
      (await listAudit({ actor, limit: 100 })).reverse().map(({ action, object, detail }) => ({ action, object, ...detail }))
    await ask('/api/events', bearer(proof))
    expect(await rows(id)).toEqual([{ action: 'event.read', object: { kind: 'events', id: 'list' }, numbers: [given.number, plain.number] }])
    // read anew within a minute it is the same reading
    await ask('/api/events', bearer(proof))
    await ask('/api/snapshot', bearer(proof))
    expect(await rows(id)).toHaveLength(1)
    // one that is opened is a reading each time
    for (let i = 0; i < 2; i++) await ask(`/api/events/${plain.id}`, bearer(proof))
    await ask(`/api/attachments/${photo}`, bearer(proof))
    expect((await rows(id)).slice(1)).toEqual([
      { action: 'event.read', object: { kind: 'event', id: plain.id } },
      { action: 'event.read', object: { kind: 'event', id: plain.id } },
      { action: 'attachment.read', object: { kind: 'event', id: plain.id }, id: photo, part: 'photo' },
    ])
    for (const [role, at] of [
      ['viewer', '/api/events'],
      ['screen', '/api/snapshot'],
      ['auditor', '/api/events'],
    ] as const) {
      const other = await token(role, COUNTY)
      await ask(at, bearer(other.token))
      expect(await rows(other.id)).toEqual([])
    }
    expect(JSON.stringify(await listAudit({ limit: 500 }))).not.toMatch(SECRETS)
  })

  it('are opened by a person for a reason and a code, for five minutes', async () => {
    const { account } = await createAccount(
      { username: 'rita', name: 'rita', role: 'supervisor', scope: COUNTY, password: PASSWORD },
      { actor: { id: 'cli', name: 'x', role: null } },
    )
    const session = await signIn({ username: 'rita', password: PASSWORD, address: null, browser: null })
    if (session.kind !== 'opened') throw new Error(session.kind)
    const person = { viewer: session.viewer, cookie: session.cookie, address: null }
    const { secret } = await startSecondFactor(person, PASSWORD)
    const cookie = `${ACCOUNT_COOKIE}=${await confirmSecondFactor(person, totp(secret))}`
    const reveal = (fields: readonly string[], proof: Record<string, string> = { cookie }) => {
      const headers = { ...proof, 'content-type': 'application/json', host: 'localhost:3000', origin: 'http://localhost:3000' }
      const body = JSON.stringify({ reason: '回访核实情况', fields })
      return answer(new Request(`http://localhost:3000/api/events/${plain.id}/reveal`, { method: 'POST', body, headers }))
    }
    const look = async () => read(await ask(`/api/events/${plain.id}`, { cookie }), EventDetail)

    await pool().query('UPDATE sessions SET step_up_at = NULL')
    await expectProblem(await reveal(['reporter']), 403, 'step_up_needed')
    await pool().query('UPDATE sessions SET step_up_at = clock_timestamp()')
    await expectProblem(await reveal(['caseNumber']), 400, 'invalid')
    await expectProblem(await reveal(['reporter'], bearer((await token('viewer', COUNTY)).token)), 403, 'forbidden')
    await expectProblem(await reveal(['reporter'], bearer((await token('supervisor', COUNTY)).token)), 403, 'forbidden')

    const { description, householdId } = MASKED
    const open = {
      title: WRITTEN.title,
      reporter: WRITTEN.reporter,
      description,
      householdId,
      revealed: ['title', 'reporter'],
      until: expect.any(String),
    }
    expect(await read(await reveal(['title', 'reporter']), EventDetail)).toMatchObject(open)
    expect(await look()).toMatchObject(open)
    await pool().query(`UPDATE reveals SET until = until - interval '5 minutes'`)
    expect(await look()).toMatchObject(MASKED)

    const audit = (await listAudit({ actor: account.id, object: { kind: 'event', id: plain.id }, limit: 20 })).reverse()
    expect(audit.map((row) => [row.action, row.result, row.reason ?? '', row.detail.fields ?? row.detail.open])).toEqual([
      ['person.revealed', 'refused', '回访核实情况', undefined],
      ['person.revealed', 'done', '回访核实情况', ['title', 'reporter']],
      ['event.read', 'done', '', ['title', 'reporter']],
      ['event.read', 'done', '', undefined],
    ])
  })

  it('photos are added by whoever reads them or reported the event, also when it is closed, and to none that is void', async () => {
    const [closed, gone] = [event({ position: spot(0, 0) }), event({ position: spot(0, 0) })]
    const sender: Viewer = { ...viewer('reporter'), id: reporter.id }
    await saveEvents([closed, gone], { viewer: sender, now: NOW })
    await act(closed.id, 'handle_on_spot', { note: '已劝解' }, sender)
    await act(gone.id, 'void', { duplicateOf: plain.id })
    const picture = await plainPng(40, 30, '#010203')
    const add = (proof: string, { id }: { id: string }, kind = 'report', bytes: Uint8Array = picture) => {
      const init = { method: 'POST', headers: { ...bearer(proof), 'content-type': 'image/png' }, body: new Uint8Array(bytes) }
      return answer(new Request(`http://localhost/api/events/${id}/attachments?kind=${kind}`, init))
    }
    const Kept = z.looseObject({ id: z.string(), kind: z.string() })
    // the picture that is there already: nothing of it is told to whoever may not look at it
    const [other, handler, acts] = [await token('reporter', COUNTY), await token('handler', COUNTY), await token('operator', COUNTY)]
    for (const { token: proof } of [other, handler]) for (const at of [plain, closed]) await expectProblem(await add(proof, at), 403, 'forbidden')
    for (const { token: proof } of [reporter, acts]) {
      expect((await read(await add(proof, plain), Kept, 201)).id).toBe(photo)
      await expectProblem(await add(proof, gone), 409, 'conflict')
      expect((await read(await add(proof, closed), Kept, 201)).kind).toBe('report')
    }
    const result = await read(await add(acts.token, plain, 'result'), Kept, 201)
    expect([result.kind, result.id === photo]).toEqual(['result', false])
    expect((await read(await add(acts.token, plain, 'result'), Kept, 201)).id).toBe(result.id)
    // what a handler found is theirs to add to, and they know of their own photos alone
    await pool().query('UPDATE events SET reported_by = $2 WHERE id = $1::uuid', [plain.id, handler.id])
    const own = await read(await add(handler.token, plain), Kept, 201)
    expect([own.id === photo, (await read(await add(handler.token, plain), Kept, 201)).id]).toEqual([false, own.id])
  })

  it('a photo is kept once by all who send it at once, nine of a kind are kept, and what is refused leaves no file', async () => {
    const reported = event({ position: spot(0, 0) })
    await saveEvents([reported], { viewer: supervisor, now: NOW })
    const add = async (color: string, kind: AttachmentKind = 'report') =>
      addAttachment(supervisor, reported.id, { kind, bytes: await plainPng(40, 30, color) })
    const rows = async () =>
      (await pool().query<{ id: string }>('SELECT a.id::text AS id FROM attachments a JOIN events e USING (number) WHERE e.id = $1', [reported.id]))
        .rows
    const files = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length
    const before = files()
    const same = await Promise.all([1, 2, 3, 4].map(() => add('#101010')))
    expect(new Set(same.map(({ id }) => id)).size).toBe(1)
    expect([await rows(), files() - before]).toEqual([[{ id: same[0]?.id }], 2])

    const many = await Promise.allSettled(Array.from({ length: 12 }, (_, i) => add(`#${i.toString(16)}0f0a0`)))
    expect(many.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))).toEqual(Array(4).fill('conflict'))
    expect([(await rows()).length, files() - before]).toEqual([9, 18])

    // voided while it is being kept
    const store = photoStore()
    const write: PhotoStore['write'] = async (...photo) => {
      await pool().query('UPDATE events SET state = $2 WHERE id = $1::uuid', [reported.id, EVENT_STATES.indexOf('void')])
      await store.write(...photo)
    }
    setPhotoStore({ ...store, write })
    await expect(add('#abcdef', 'result')).rejects.toMatchObject({ code: 'conflict' })
    setPhotoStore(store)
    expect([(await rows()).length, files() - before]).toEqual([9, 18])
  })

  it('a photo that was never committed leaves no file in the end', async () => {
    const reported = event({ position: spot(0, 0) })
    await saveEvents([reported], { viewer: supervisor, now: NOW })
    const files = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length
    const [own, before] = [pool(), files()]
    const watched = openWatchedPool(db.url, (step) => {
      if (step === 'before the commit') throw new Error('the connection was lost')
    })
    setPool(watched)
    const bytes = await plainPng(40, 30, '#050607')
    await expect(addAttachment(supervisor, reported.id, { kind: 'report', bytes })).rejects.toThrow('the connection was lost')
    setPool(own)
    await watched.end()
    await pool().query(`UPDATE removed_photos SET removed_at = removed_at - interval '1 hour'`)
    await removePhotoFiles()
    expect(files()).toBe(before)
  })

  it('a photo whose commit got no answer keeps its files, and is found when it is sent again', async () => {
    const reported = event({ position: spot(0, 0) })
    await saveEvents([reported], { viewer: supervisor, now: NOW })
    const bytes = await plainPng(40, 30, '#020304')
    const add = () => addAttachment(supervisor, reported.id, { kind: 'report', bytes })
    const own = pool()
    const watched = openWatchedPool(db.url, (step) => {
      if (step === 'after the commit') throw new Error('the answer was lost')
    })
    setPool(watched)
    await expect(add()).rejects.toThrow('the answer was lost')
    setPool(own)
    await watched.end()
    const { id } = await add()
    expect([await photoStore().read(id, 'photo'), await photoStore().read(id, 'thumbnail')]).toEqual([expect.any(Buffer), expect.any(Buffer)])
    expect((await pool().query('SELECT 1 FROM attachments a JOIN events e USING (number) WHERE e.id = $1', [reported.id])).rowCount).toBe(1)
  })
})
