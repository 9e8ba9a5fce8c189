import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { MadeLinks } from '@/lib/domain/link'
import { Followed, ReportLink, Submission, SubmissionSent, Submissions } from '@/lib/domain/submission'
import { read } from '@/lib/testing/answers'
import { plainPng } from '@/lib/testing/png'
import { startServer, type TestServer } from '@/lib/testing/server'
import { event, spot } from '@/lib/testing/small-county'

const COMMUNITY = '411324001101'
const NEIGHBOUR = '411324001102'
let server: TestServer
let administrator = ''
let dispatcher = ''
let link = ''
const json = { 'content-type': 'application/json' }
const secret = () => `gsl_${randomBytes(32).toString('base64url')}`
const told = (more: object = {}) => ({
  id: randomUUID(),
  follow: secret(),
  occurredAt: new Date().toISOString(),
  type: '0501',
  position: spot(0, 0),
  words: '垃圾没有清',
  ...more,
})
const send = (by: string, body: unknown, headers: Record<string, string> = {}) =>
  server.fetch('/api/public/report', by, { method: 'POST', body: JSON.stringify(body), headers: { ...json, ...headers } })
const report = (by: string | null, query = '') => server.fetch(`/api/public/report${query}`, by)
const setOn = (on: boolean) =>
  server.fetch('/api/settings', administrator, { method: 'PUT', body: JSON.stringify({ submissions: { on } }), headers: json })
const makeLinks = async (days?: number) => {
  const body = JSON.stringify({ grids: [COMMUNITY], ...(days !== undefined && { days }) })
  const answer = await server.fetch('/api/links', administrator, { method: 'POST', body, headers: json })
  return (await read(answer, MadeLinks, 201)).made
}

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: 'trace' } })
  administrator = await server.makeToken('administrator')
  dispatcher = await server.makeToken('dispatcher', COMMUNITY)
  link = (await makeLinks())[0]?.secret ?? ''
})
afterAll(async () => {
  expect(await server.stop()).toBe(0)
})

it('is off until an administrator of the whole county switches it on, and a link that does not hold is told the same as any other', async () => {
  const refusal = async (by: string | null) => {
    const answer = await report(by)
    const { requestId: _, ...problem }: Record<string, unknown> = await answer.json()
    return { status: answer.status, type: answer.headers.get('content-type'), problem }
  }
  const off = await refusal(link)
  expect(await read(await server.fetch('/api/submissions', dispatcher), Submissions)).toEqual({ submissions: [], waiting: 0, unsolved: 0, on: false })
  expect(off).toMatchObject({ status: 401, type: 'application/problem+json', problem: { code: 'unauthenticated' } })
  expect((await setOn(true)).status).toBe(200)
  expect((await report(link)).status).toBe(200)
  const [revoked] = await makeLinks(1)
  expect((await server.fetch(`/api/links/${revoked?.id}`, administrator, { method: 'DELETE' })).status).toBe(200)
  for (const by of [revoked?.secret ?? '', secret(), 'gsl_x', null, dispatcher, administrator]) expect(await refusal(by)).toEqual(off)
  // a link is no token: it reaches nothing else
  for (const at of ['/api/events', '/api/settings', '/api/submissions', '/api/public/follow'])
    expect([at, (await server.fetch(at, link)).status]).toEqual([at, 401])
})

it('tells a stranger the types that are not sensitive, the places of the community, and of what is near only type and metres', async () => {
  const open = (type: string, position: [number, number], more = {}) =>
    event({ type, position, title: '不该出现', occurredAt: new Date().toISOString(), ...more })
  const near = [
    open('0501', spot(0, 0, 0.05, 0)),
    open('0102', spot(0, 0, 0.01, 0)),
    open('0101', spot(0, 0), { handledAt: new Date().toISOString() }),
  ]
  const far = [open('0101', spot(1, 1)), open('0101', spot(2, 0, -0.49, 0))]
  expect((await server.post([...near, ...far])).status).toBe(200)
  const [lon, lat] = spot(0, 0)
  const answer = await (await report(link, `?near=${lon},${lat}`)).text()
  const found = ReportLink.parse(JSON.parse(answer))
  expect(found.community.name).toBe(`${COMMUNITY}社区`)
  expect(found.types.map(({ code }) => code)).toEqual(['0101', '0402', '0501'])
  expect(found.places.map(({ code }) => code)).toEqual([1, 2, 3, 4].map((n) => `${COMMUNITY}00${n}`))
  expect(found.places.map(({ label, labelEn }) => [label, labelEn])[0]).toEqual(['1号院', 'Yard 1'])
  expect(found.near).toEqual([{ type: '0501', meters: expect.any(Number) }])
  expect(found.near[0]?.meters).toBeGreaterThan(0)
  expect(found.near[0]?.meters).toBeLessThanOrEqual(60)
  expect(answer).not.toContain('不该出现')
  // nothing of what lies around another community's place
  const [elsewhereLon, elsewhereLat] = spot(2, 0, -0.49, 0)
  expect((await read(await report(link, `?near=${elsewhereLon},${elsewhereLat}`), ReportLink)).near).toEqual([])
  expect((await report(link, '?near=x')).status).toBe(400)
  // what lies around is named for whoever looks for their house, and told once
  const { ground } = await read(await report(link), ReportLink)
  const codes = ground?.grids.map(({ code }) => code) ?? []
  expect(codes).toContain(NEIGHBOUR)
  expect(codes.filter((code) => code.length > 12 || code.startsWith(COMMUNITY))).toEqual([])
  expect(found.ground).toBeNull()
})

it('goes from the resident to the dispatcher and back, and the secrets are in no line of the log', async () => {
  const given = told({ contact: '13812345678' })
  const { sentAt } = await read(await send(link, given), SubmissionSent, 201)
  expect((await read(await send(link, given), SubmissionSent, 201)).sentAt).toBe(sentAt)
  const photo = await server.fetch('/api/public/photos', given.follow, { method: 'POST', body: new Uint8Array(await plainPng(60, 40, '#228844')) })
  expect(photo.status).toBe(201)
  const { submissions, waiting, on } = await read(await server.fetch('/api/submissions', dispatcher), Submissions)
  expect(on).toBe(true)
  const one = submissions.find(({ id }) => id === given.id)
  expect([waiting, one?.contact, one?.photos.length]).toEqual([1, '138****5678', 1])
  const picture = await server.fetch(`/api/submissions/photos/${one?.photos[0]}?size=thumb`, dispatcher)
  expect([picture.status, picture.headers.get('content-type'), picture.headers.get('cache-control')]).toEqual([200, 'image/jpeg', 'no-store'])
  const body = JSON.stringify({ requestId: randomUUID(), action: 'take_over' })
  const act = () => server.fetch(`/api/submissions/${given.id}/transitions`, dispatcher, { method: 'POST', body, headers: json })
  const taken = await read(await act(), Submission)
  expect(taken).toMatchObject({ state: 'taken_over', caseNumber: expect.stringMatching(/^\d{8}-\d{5}$/) })
  expect((await read(await act(), Submission)).caseNumber).toBe(taken.caseNumber)
  const events = await (await server.fetch(`/api/events?within=${COMMUNITY}&limit=50`, dispatcher)).text()
  expect(events).toContain(taken.caseNumber)
  const followed = await (await server.fetch('/api/public/follow', given.follow)).text()
  expect(Followed.parse(JSON.parse(followed))).toMatchObject({
    state: 'taken_over',
    photos: 1,
    event: { caseNumber: taken.caseNumber, stage: 'waiting' },
  })
  expect(followed).not.toMatch(/dispatcher|13812345678|没有清/)
  // what is there now needs no clock of a phone, and is the same when it is sent again
  const now = told({ occurredAt: undefined })
  const came = await read(await send(link, now), SubmissionSent, 201)
  expect(await read(await send(link, now), SubmissionSent, 201)).toEqual(came)
  const others = (await read(await server.fetch('/api/submissions', dispatcher), Submissions)).submissions
  expect(others.find(({ id }) => id === now.id)).toMatchObject({ occurredAt: came.sentAt, sentAt: came.sentAt })
  // switched off, nothing more is taken, and what was promised goes on
  await setOn(false)
  expect([(await send(link, told())).status, (await server.fetch('/api/public/follow', given.follow)).status]).toEqual([401, 200])
  await setOn(true)
  for (const kept of [given.follow, link]) expect(server.output()).not.toContain(kept.slice(4))
})

it('refuses what cannot be, what comes from another server’s page, and a flood', async () => {
  const statusOf = async (more: object, headers?: Record<string, string>) => (await send(link, told(more), headers)).status
  expect(await statusOf({ type: '0102' })).toBe(400)
  expect(await statusOf({ position: spot(5, 0) })).toBe(400)
  expect(await statusOf({ grid: '411324002101', position: undefined })).toBe(400)
  expect(await statusOf({ website: 'https://example.org' })).toBe(400)
  expect(await statusOf({ occurredAt: new Date(Date.now() + 3_600_000).toISOString() })).toBe(400)
  expect(await statusOf({}, { origin: 'https://elsewhere.example' })).toBe(403)
  expect((await send(link, { ...told(), words: 'w'.repeat(20_000) })).status).toBe(413)
  const statuses: number[] = []
  const kept = told()
  expect((await send(link, kept)).status).toBe(201)
  for (let i = 0; i < 45 && !statuses.includes(429); i++) statuses.push(await statusOf({}, { origin: server.url }))
  // three were kept before
  expect(statuses).toEqual([...Array(37).fill(201), 429])
  // what was kept is answered again, however often it comes, and so are its photos
  expect((await send(link, kept)).status).toBe(201)
  const bytes = new Uint8Array(await plainPng(6, 4, '#228844'))
  const photos: number[] = []
  for (let i = 0; i < 42; i++) photos.push((await server.fetch('/api/public/photos', kept.follow, { method: 'POST', body: bytes })).status)
  expect(new Set(photos)).toEqual(new Set([201]))
})
