import { createHmac, randomUUID } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { actOnAlert } from '@/lib/db/alerts/act-on-alert'
import { readAlertBook, readAlerts } from '@/lib/db/alerts/alert-rows'
import { listAudit } from '@/lib/db/audit/audit'
import { pool, transaction } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import { forgetDeliveries, queueDeliveries } from '@/lib/db/webhooks/outbox'
import { makeWebhook, readDeliveries, readWebhooks, removeWebhook, testWebhook } from '@/lib/db/webhooks/webhooks'
import type { AlertActionIn } from '@/lib/domain/alert'
import { Alert } from '@/lib/domain/alert'
import type { AlertRecord } from '@/lib/domain/alert-record'
import { HOUR_MS } from '@/lib/domain/clock'
import type { WebhookIn } from '@/lib/domain/webhook'
import { describeEachEngine } from '@/lib/testing/database'
import { newEvent, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { ALERTS_READER, evaluateNext } from './alerts-job'
import { deliverDue } from './webhooks-job'

const Body = z.object({ id: z.uuid(), steps: z.array(z.string()), alert: z.nullable(Alert), logId: z.string(), revision: z.int() })
type Got = { body: z.infer<typeof Body>; text: string; headers: http.IncomingHttpHeaders }

describeEachEngine('webhooks', () => {
  const admin = viewer('administrator')
  const dispatcher = viewer('dispatcher')
  const got: Got[] = []
  let answer = 204
  let url = ''
  let alerts: Fence
  let webhooks: Fence
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const text = Buffer.concat(parts).toString()
      got.push({ body: Body.parse(JSON.parse(text)), text, headers: request.headers })
      response.writeHead(answer, { location: '/elsewhere' }).end()
    })
  })
  const lease = async (name: string) => {
    const taken = await takeLease(name, randomUUID(), 600_000)
    if (!taken) throw new Error('somebody has the lease')
    return taken
  }
  const context = () => ({ now: Date.now(), address: null })
  const hook = (more: Partial<WebhookIn> = {}) =>
    makeWebhook(admin, { name: '市级平台', url, colours: ['red'], within: '', allowPrivate: true, ...more }, context())
  const post = async (more: object = {}) => {
    const made = newEvent({ type: '0402', ...more })
    expect((await saveEvents([made], { viewer: dispatcher, now: Date.now() })).rejected).toEqual([])
    while (await evaluateNext(alerts));
    const { rows } = await pool().query<{ number: number }>('SELECT number FROM events WHERE id = $1', [made.id])
    const found = (await readAlertBook(100)).alerts.find(({ members }) => members.some(({ number }) => number === rows[0]?.number))
    if (!found) throw new Error('no alert')
    return found
  }
  const act = (id: string, action: AlertActionIn['action'], more: Partial<AlertActionIn> = {}, who = dispatcher) =>
    actOnAlert(who, id, { requestId: randomUUID(), action, ...more }, { now: Date.now() })
  /** Posts what is due until nothing is; `later`: so many milliseconds from now. */
  const deliver = async (later = 0) => {
    got.length = 0
    while ((await deliverDue(webhooks, Date.now() + later)) > 0);
    return got.map(({ body }) => body)
  }

  beforeAll(async () => {
    await saveSmallCounty()
    ;[alerts, webhooks] = [await lease(ALERTS_READER.name), await lease('webhooks')]
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts?from=gridsight`
    while (await evaluateNext(alerts));
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  beforeEach(async () => {
    answer = 204
    await pool().query('DELETE FROM webhooks')
  })

  it('post what people are told of an alert, signed, and say what became of it', async () => {
    const { secret } = await hook()
    const alert = await post()
    const [body, ...others] = await deliver()
    expect(others).toEqual([])
    expect(body).toMatchObject({ steps: ['raised'], revision: alert.revision, alert: { id: alert.id, colour: 'red', state: 'firing', observed: 1 } })
    const [first] = got
    const [, seconds = '', hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(first?.headers['x-gridsight-signature'])) ?? []
    expect(hex).toBe(createHmac('sha256', secret).update(`${seconds}.${first?.text}`).digest('hex'))
    expect(first?.headers['x-gridsight-delivery']).toBe(body?.id)

    await act(alert.id, 'acknowledge')
    const [taken] = await deliver()
    expect(taken).toMatchObject({ steps: ['acknowledge'], alert: { state: 'acknowledged' } })
    // by whom is the county's own affair
    expect(taken?.alert?.acknowledgedBy).toEqual({ at: expect.any(String) })
    expect(await deliver()).toEqual([])
    expect((await readDeliveries(dispatcher, alert.id)).map(({ state, status, tries }) => [state, status, tries])).toEqual([
      ['delivered', 204, 1],
      ['delivered', 204, 1],
    ])
    await expect(readDeliveries(viewer('viewer'), alert.id)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await readWebhooks(admin)).toMatchObject([{ name: '市级平台', last: { state: 'delivered' }, failed: 0 }])
    expect(JSON.stringify(await readWebhooks(admin))).not.toContain(secret)
  })

  it('try again what was not taken, with the same id and longer and longer waits, and give up after a day', async () => {
    await hook()
    answer = 302 // redirects are not followed
    const alert = await post({ position: spot(3, 1) })
    const [first] = await deliver()
    expect(first?.alert?.id).toBe(alert.id)
    expect(await deliver(9_000)).toEqual([])
    const [second] = await deliver(11_000)
    expect(second?.id).toBe(first?.id)
    expect(await readDeliveries(dispatcher, alert.id)).toMatchObject([{ state: 'waiting', status: 302, tries: 2, fault: 'answered 302' }])
    await deliver(24 * HOUR_MS)
    expect(await readDeliveries(dispatcher, alert.id)).toMatchObject([{ state: 'failed', tries: 3 }])
    expect(await deliver(48 * HOUR_MS)).toEqual([])
    await forgetDeliveries(webhooks, Date.now() + 89 * 24 * HOUR_MS, 90)
    expect(await readDeliveries(dispatcher, alert.id)).toHaveLength(1)
    expect(await readWebhooks(admin)).toMatchObject([{ last: { state: 'failed' }, failed: 1 }])
    await forgetDeliveries(webhooks, Date.now() + 91 * 24 * HOUR_MS, 90)
    expect(await readDeliveries(dispatcher, alert.id)).toEqual([])
  })

  it('take colours and places, never sensitive types, and stand still while an alert is silent', async () => {
    await hook({ within: '411324002', name: '玉都' })
    await hook({ colours: ['orange'], name: '橙色' })
    await post({ position: spot(1, 2) })
    expect(await deliver()).toEqual([])
    const there = await post({ position: spot(5, 1) })
    expect((await deliver()).map(({ alert }) => alert?.id)).toEqual([there.id])
    await pool().query(`UPDATE event_types SET sensitive = true WHERE code = '0402'`)
    await pool().query(`UPDATE alerts SET sensitive = true, body = jsonb_set(body, '{sensitive}', 'true') WHERE id = $1`, [there.id])
    await act(there.id, 'comment', { note: '到场' }, viewer('supervisor'))
    await act(there.id, 'acknowledge', {}, viewer('supervisor'))
    expect(await deliver()).toEqual([])
    await pool().query(`UPDATE event_types SET sensitive = false WHERE code = '0402'`)

    await hook()
    const silent = await post({ position: spot(6, 3) })
    await deliver()
    await act(silent.id, 'silence', { until: Date.now() + 60_000, note: '演练' }, viewer('supervisor'))
    const [asItIs] = await readAlerts([silent.id])
    if (!asItIs) throw new Error('no alert')
    const rise = (alert: AlertRecord) => transaction((tx) => queueDeliveries(tx, [{ alert, steps: [{ step: 'risen' }] }], Date.now()))
    await rise(asItIs)
    expect(await deliver()).toEqual([])
    await rise({ ...asItIs, silencedUntil: Date.now() - 1 })
    expect((await deliver()).flatMap(({ steps }) => steps)).toEqual(['risen', 'risen'])
    await act(silent.id, 'resolve', {}, viewer('supervisor'))
    expect((await deliver()).flatMap(({ steps }) => steps)).toEqual(['resolve', 'resolve'])
  })

  it('refuse private addresses unless they are allowed, and are settled by administrators of the county', async () => {
    await expect(makeWebhook(dispatcher, { name: 'x', url, colours: ['red'], within: '', allowPrivate: true }, context())).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(hook({ within: '999' })).rejects.toMatchObject({ code: 'not_found' })
    const by = async (address: string) => {
      const { id } = await hook({ allowPrivate: false, url: address })
      await testWebhook(admin, id, context())
      expect(await deliver()).toEqual([])
      const [row] = await readWebhooks(admin)
      await removeWebhook(admin, id, context())
      return row?.last?.fault
    }
    expect(await by(url)).toBe('private address')
    expect(await by(url.replace('127.0.0.1', 'localhost'))).toBe('private address')
    const { id } = await hook()
    expect(await testWebhook(admin, id, context())).toMatchObject({ alert: null, state: 'waiting' })
    expect(await deliver()).toMatchObject([{ alert: null, steps: [] }])
    expect((await readWebhooks(admin)).map(({ last }) => last?.state)).toEqual(['delivered'])
  })

  it('are in the audit with all that was done with them, and no key of their addresses', async () => {
    const [bare] = url.split('?')
    const { id } = await hook({ url: `${bare?.replace('//', '//who:PASSKEY@')}?key=QUERYKEY#here` })
    await testWebhook(admin, id, { now: Date.now(), address: '10.0.0.7' })
    await removeWebhook(admin, id, context())
    const rows = (await listAudit({ object: { kind: 'webhook', id }, limit: 10 })).reverse()
    expect(rows.map(({ action }) => action)).toEqual(['webhook.made', 'webhook.tested', 'webhook.removed'])
    expect(rows[1]).toMatchObject({ address: '10.0.0.7', detail: { name: '市级平台', url: bare } })
    expect([rows[0], rows[2]].map((row) => row?.detail)).toEqual(Array(2).fill(expect.objectContaining({ url: bare })))
    expect(JSON.stringify(rows)).not.toMatch(/PASSKEY|QUERYKEY/)
  })
})
