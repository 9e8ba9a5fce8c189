import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { Viewer } from '@/lib/domain/access'
import { decodeChanges } from '@/lib/domain/change'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event'
import type { EventAction } from '@/lib/domain/event-actions'
import { LIFE_FLAGS } from '@/lib/domain/life'
import type { Stage } from '@/lib/domain/stages'
import type { TransitionIn } from '@/lib/domain/transition'
import { verifyBoard } from '@/lib/live/verify'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { createToken } from '../accounts/tokens'
import { pool } from '../engine/pool'
import { takeLease } from '../log/leases'
import { readHead, readLog } from '../log/log'
import { awaitingCards, listCards } from './cards'
import { getEvent } from './event-list'
import { saveEvents } from './events'
import { readFacts } from './facts'
import { passDeadlines } from './lights'
import { readRows } from './list-rows'
import { transitionEvent } from './transitions'

const all = viewer()
const street = '411324001'
const dispatcher = viewer('dispatcher', street)
const supervisor = viewer('supervisor', street)
const city: Viewer = { id: randomUUID(), name: '城管', role: 'handler', scope: { kind: 'department', department: '城管' } }
const department = { kind: 'department', id: '城管' } as const

const save = (rows: readonly unknown[], fields = {}) => saveEvents(rows, { viewer: all, now: NOW, ...fields })
/** RFC 3339, so many hours before NOW, a Tuesday at 08:00. */
const ago = (hours: number) => new Date(NOW - hours * HOUR_MS).toISOString()
const told = (fields: Partial<EventIn> = {}): EventIn => event({ occurredAt: ago(8 * 24), updatedAt: ago(2), ...fields })
const stage = (action: Stage['action'], hours: number, more: Partial<Stage> = {}): Stage => ({ action, at: ago(hours), ...more })
/** Accepted within the hour, dispatched in the second, handed in on the fourth day, verified on the fifth. */
const usual = [
  stage('accept', 191),
  stage('dispatch', 190, { party: department, assisting: [{ kind: 'team', id: 'a"b\\c' }], words: '请处理，联系 13812345678' }),
  stage('hand_in', 120, { party: department }),
  stage('verify', 96, { receivedAt: ago(90) }),
  stage('follow_up', 72, { satisfied: true, solved: true }),
]

async function row(id: string) {
  const { rows } = await pool().query(
    `SELECT number, state, light, life_flags AS flags, parties, stages, stage_words AS words, revision::float8 AS revision,
       date_part('epoch', state_since) * 1000 AS since, life, (SELECT count(*)::int4 FROM event_versions v WHERE v.number = events.number) AS versions
     FROM events WHERE id = $1`,
    [id],
  )
  return rows[0]
}
const factsOf = async (number: number) => (await readFacts(number - 1, 1))[0]?.after
async function act(by: Viewer, id: string, action: EventAction, more: Partial<TransitionIn> = {}, now = NOW) {
  const { revision } = await row(id)
  return transitionEvent(by, id, { requestId: randomUUID(), expectedRevision: revision, action, ...more }, { now })
}

describeEachEngine('events that come with the stages of their life', () => {
  beforeAll(async () => {
    await saveSmallCounty()
    await createToken({ name: '城管', role: 'handler', scope: city.scope, expiresAt: null })
  })

  it('are one change in the log, whose facts the row holds too', async () => {
    const before = await readHead()
    const [full, plain] = [told({ stages: usual }), told()]
    expect(await save([full, plain])).toMatchObject({ accepted: 2, rejected: [], revision: before.revision + 2 })
    const changes = (await readLog(before.revision, 10)).flatMap(({ body }) => decodeChanges(body))
    expect(changes.length).toBe(2)
    const facts = changes[0]?.after
    const { number, since, words, stages } = await row(full.id)
    expect(facts).toMatchObject({
      handledAt: NOW - 96 * HOUR_MS,
      life: {
        ...{ state: 'closed', acceptedAt: NOW - 191 * HOUR_MS, dispatchedAt: NOW - 190 * HOUR_MS, handedInAt: NOW - 120 * HOUR_MS },
        // one working day from the dispatch, and two more to verify it; it was handed in after that
        ...{ deadline: NOW - 166 * HOUR_MS, closeBy: NOW - 118 * HOUR_MS, light: 'overdue', parties: ['department:城管', 'team:a"b\\c'] },
        flags: LIFE_FLAGS.responded | LIFE_FLAGS.followedUp | LIFE_FLAGS.satisfied | LIFE_FLAGS.solved | LIFE_FLAGS.pastDeadline,
      },
    })
    expect(await factsOf(number)).toEqual(facts)
    expect(await factsOf(number + 1)).toEqual(changes[1]?.after)
    expect(Math.round(since)).toBe(NOW - 96 * HOUR_MS)
    expect(stages).not.toMatch(/请处理|(?<![\w.-])138(\d{8}(?!\w)|\*)/)
    expect(words).toMatch(/请处理.*138/)
    expect((await verifyBoard(NOW, () => {})).differences).toEqual([])
  })

  it('are shown with them, and their words to those who read the words of the event', async () => {
    const given = told({ stages: usual })
    await save([given])
    const read = async (by: Viewer) => (await getEvent(by, given.id))?.stages
    const shown = await read(dispatcher)
    expect(shown?.map(({ action }) => action)).toEqual(['accept', 'dispatch', 'hand_in', 'verify', 'follow_up'])
    expect(shown?.[1]).toEqual({
      ...{ action: 'dispatch', at: ago(190), receivedAt: null, party: department, assisting: [{ kind: 'team', id: 'a"b\\c' }] },
      ...{ deadline: null, satisfied: null, solved: null, card: null, words: '请处理，联系 138****5678' },
    })
    expect(shown?.[3]).toMatchObject({ receivedAt: ago(90) })
    expect((await read(viewer('viewer')))?.[1]).toMatchObject({ party: department, words: null })
    expect((await read(viewer('screen')))?.[1]).toMatchObject({ party: null, assisting: [], words: null })
    expect((await getEvent(dispatcher, given.id))?.timeline).toEqual([])
    expect((await read(city))?.[1]?.words).toBe('请处理，联系 138****5678')
  })

  it('tell the last step of a row of a list, until something is done here after it', async () => {
    const [open, plain] = [told({ stages: usual.slice(0, 2) }), told()]
    await save([open, plain])
    const numbers = await Promise.all([open, plain].map(async ({ id }) => (await row(id)).number))
    const steps = async () => new Map((await readRows(numbers)).map(({ number, step }) => [number, step]))
    expect(await steps()).toEqual(
      new Map([
        [numbers[0], { action: 'dispatch', at: ago(190), actor: null }],
        [numbers[1], null],
      ]),
    )
    await act(city, open.id, 'take')
    expect((await steps()).get(numbers[0])).toEqual({ action: 'take', at: ago(0), actor: '城管' })
  })

  it('are duplicates when told again, and updates with more stages and a later time, in any order', async () => {
    const given = told({ stages: usual.slice(0, 2) })
    const later = { ...given, updatedAt: ago(1), stages: usual }
    await save([given])
    expect(await save([given, { ...given, stages: usual.slice(0, 2).map((s) => ({ ...s })) }])).toMatchObject({ duplicates: 2 })
    expect(await save([{ ...given, updatedAt: undefined, stages: usual }])).toMatchObject({ rejected: [{ code: 'conflict' }] })
    expect(await getEvent(dispatcher, given.id)).toMatchObject({ state: 'handling', deadline: new Date(NOW - 166 * HOUR_MS).toISOString() })
    expect(await save([later, given])).toMatchObject({ updated: 1, duplicates: 1 })
    const detail = await getEvent(dispatcher, given.id)
    expect(detail).toMatchObject({ state: 'closed', handledAt: ago(96) })
    expect(detail?.timeline).toMatchObject([{ action: 'update', from: 'handling', to: 'closed', detail: { fields: ['handledAt', 'stages'] } }])

    // the same two in the other order, in one batch and in two
    const [one, two] = [told({ stages: usual.slice(0, 2) }), told({ stages: usual.slice(0, 2) })]
    const after = ({ id }: EventIn) => ({ ...later, id })
    await save([after(one), one])
    await save([after(two)])
    await save([two])
    const [{ number: a }, { number: b }, { number: c }] = [await row(given.id), await row(one.id), await row(two.id)]
    const lives = await Promise.all([a, b, c].map(async (number) => (await factsOf(number))?.life))
    expect(lives[1]).toEqual(lives[0])
    expect(lives[2]).toEqual(lives[0])

    // a source that tells no stages any more tells open or handled
    expect(await save([{ ...later, updatedAt: ago(0.5), stages: undefined }])).toMatchObject({ updated: 1 })
    expect(await row(given.id)).toMatchObject({ state: 0, parties: [], stages: null, words: null, flags: 0, since: null })
    expect(await factsOf(a)).toMatchObject({ handledAt: null, life: { acceptedAt: null, dispatchedAt: null, handedInAt: null, closeBy: null } })
    expect((await verifyBoard(NOW, () => {})).differences).toEqual([])
  })

  it('come together with a plain one of the same id in one batch as they do one after another', async () => {
    const first = told()
    const second = { ...first, updatedAt: ago(1), stages: usual.slice(0, 2) }
    const before = await readHead()
    expect(await save([first, second, told()])).toMatchObject({ accepted: 2, updated: 1 })
    const changes = (await readLog(before.revision, 10)).flatMap(({ body }) => decodeChanges(body))
    const { number } = await row(first.id)
    expect(await factsOf(number)).toEqual(changes[1]?.after)
    expect(changes[1]).toMatchObject({ before: changes[0]?.after, after: { life: { state: 'handling', light: 'overdue' } } })
  })

  it('can be gone on with here, and then what their source tells changes nothing', async () => {
    const given = told({ stages: usual.slice(0, 2) })
    await save([given])
    expect((await getEvent(city, given.id))?.actions).toContain('hand_in')
    const handed = await act(city, given.id, 'hand_in', { note: '已清理' })
    expect(handed.event).toMatchObject({ state: 'awaiting_verification', deadline: new Date(NOW - 166 * HOUR_MS).toISOString(), light: 'overdue' })
    const flags = (await factsOf((await row(given.id)).number))?.life?.flags ?? 0
    // its first stage came in time at the source
    expect(flags & (LIFE_FLAGS.managed | LIFE_FLAGS.responded)).toBe(LIFE_FLAGS.managed | LIFE_FLAGS.responded)

    const before = await factsOf((await row(given.id)).number)
    expect(await save([{ ...given, updatedAt: ago(1), stages: usual }])).toMatchObject({ updated: 1 })
    const after = await factsOf((await row(given.id)).number)
    expect(after).toEqual({ ...before, revision: after?.revision })
    const detail = await getEvent(dispatcher, given.id)
    expect(detail?.state).toBe('awaiting_verification')
    expect(detail?.stages.length).toBe(5)
    expect(detail?.timeline.map(({ action }) => action)).toEqual(['hand_in', 'update'])
    const closed = await act(supervisor, given.id, 'verify')
    expect(closed.event).toMatchObject({ state: 'closed', handledAt: new Date(NOW).toISOString() })
    expect((await verifyBoard(NOW, () => {})).differences).toEqual([])
  })

  it('stand in the list of cards with the one that their source tells of, by when its reply is due', async () => {
    const card = (id: string) => ({ event: expect.objectContaining({ id }), supervision: expect.objectContaining({ card: 'red', reply: null }) })
    const supervise = (hours: number) =>
      stage('supervise', 100, { card: 'red', deadline: new Date(NOW + hours * HOUR_MS).toISOString(), words: '速报' })
    const [later, sooner] = [told({ stages: [...usual.slice(0, 2), supervise(9)] }), told({ stages: [...usual.slice(0, 2), supervise(5)] })]
    await save([later, sooner, told({ stages: [...usual.slice(0, 2), supervise(7), stage('lift', 50)] })])
    const { cards, more } = await listCards(supervisor)
    expect({ cards, more }).toEqual({ cards: [card(sooner.id), card(later.id)], more: 0 })
  })

  it('wait for whoever watches the card once it is replied to, or the event has ended', async () => {
    const watcher = { ...supervisor, id: randomUUID() }
    const card = { card: 'yellow' as const, supervisor: watcher.id, deadline: NOW + DAY_MS, demandedReply: '请回复' }
    const [replied, ended, silent] = [0, 1, 2].map(() => told({ stages: usual.slice(0, 2) }))
    if (!replied || !ended || !silent) throw new Error('no events')
    await save([replied, ended, silent])
    for (const { id } of [replied, ended, silent]) await act(watcher, id, 'supervise', card)
    const waiting = async (viewer: Viewer) => (await awaitingCards(viewer)).map(({ event }) => event.id)
    expect(await waiting(watcher)).toEqual([])
    await act(city, replied.id, 'reply', { note: '已到场' })
    await save([{ ...ended, updatedAt: ago(1), stages: usual }])
    // what its source closed long ago waits longer
    expect(await waiting(watcher)).toEqual([ended.id, replied.id])
    expect(await waiting(supervisor)).toEqual([])
    await act(watcher, replied.id, 'refuse_reply', { reason: '无方案' })
    await act(watcher, ended.id, 'lift', { reason: '已办结' })
    expect(await waiting(watcher)).toEqual([])
  })

  it('keep the reminders and the card that were given here', async () => {
    const given = told({ stages: usual.slice(0, 2) })
    await save([given])
    await act(dispatcher, given.id, 'remind')
    const card = { card: 'red' as const, supervisor: supervisor.id, deadline: NOW + DAY_MS, demandedReply: '请回复' }
    await act(supervisor, given.id, 'supervise', card)
    expect((await row(given.id))?.flags & LIFE_FLAGS.managed).toBe(0)
    await save([{ ...given, updatedAt: ago(1), stages: usual }])
    const detail = await getEvent(dispatcher, given.id)
    expect(detail).toMatchObject({ state: 'closed', reminders: 1, supervision: { card: 'red', supervisor: supervisor.name } })
    const { number } = await row(given.id)
    expect((await factsOf(number))?.life?.flags).toBe(
      LIFE_FLAGS.responded |
        LIFE_FLAGS.followedUp |
        LIFE_FLAGS.satisfied |
        LIFE_FLAGS.solved |
        LIFE_FLAGS.reminded |
        LIFE_FLAGS.redCard |
        LIFE_FLAGS.carded |
        LIFE_FLAGS.pastDeadline,
    )
  })

  it('have lights that go on while they are open, and stand while they are suspended or handed in', async () => {
    const dispatched = [stage('accept', 3), stage('dispatch', 2, { party: department })]
    const given = [dispatched, [...dispatched, stage('suspend', 1)], [...dispatched, stage('hand_in', 1)]].map((stages) =>
      told({ occurredAt: ago(4), stages }),
    )
    await save(given)
    const lease = await takeLease('lights', randomUUID(), 60_000)
    if (!lease) throw new Error('somebody has the lease')
    const lights = () => Promise.all(given.map(async ({ id }) => (await getEvent(dispatcher, id))?.light))
    expect(await lights()).toEqual(['normal', 'normal', 'normal'])
    while ((await passDeadlines(lease, NOW + 20 * DAY_MS)) > 0);
    expect(await lights()).toEqual(['overdue', 'normal', 'normal'])
  })

  it('void or rejected at their source leave figures and heat as they do here', async () => {
    const given = told({ stages: [stage('dispatch', 190), stage('void', 180, { words: '重复上报' })] })
    await save([given])
    const { number } = await row(given.id)
    expect(await factsOf(number)).toMatchObject({ cellX: -1, cellY: -1, handledAt: null, life: { state: 'void' } })
    expect(await getEvent(dispatcher, given.id)).toMatchObject({ status: 'void' })
    const answered = told({ stages: [stage('reject', 180, { words: '请拨打 12345 咨询' })] })
    await save([answered])
    expect(await getEvent(dispatcher, answered.id)).toMatchObject({
      status: 'handled',
      state: 'rejected',
      handledAt: ago(180),
      answer: '请拨打 12345 咨询',
    })
    expect((await getEvent(viewer('viewer'), answered.id))?.answer).toBeNull()
    expect((await verifyBoard(NOW, () => {})).differences).toEqual([])
  })

  it('are given to the departments that there are, and only tell of others', async () => {
    const elsewhere = { kind: 'department', id: '某外地单位' } as const
    const [given, strange] = [
      told({ stages: [stage('dispatch', 190, { party: department, assisting: [elsewhere] })] }),
      told({ stages: [stage('dispatch', 190, { party: elsewhere, assisting: [department] })] }),
    ]
    await save([given, strange])
    expect((await row(given.id)).parties).toEqual(['department:城管'])
    expect((await row(strange.id)).parties).toEqual([])
    expect(await getEvent(dispatcher, strange.id)).toMatchObject({ state: 'handling', lead: null, assisting: [] })
    const detail = await getEvent(dispatcher, given.id)
    expect(detail?.stages[0]).toMatchObject({ party: department, assisting: [elsewhere] })
    const extended = await act(supervisor, given.id, 'suspend', { reason: '等材料' })
    expect(extended.event).toMatchObject({ state: 'suspended' })
    expect((await row(given.id)).parties).toEqual(['department:城管'])
  })

  it('are refused by the number of the stage, and from people', async () => {
    const wrong = told({ stages: [stage('verify', 100), stage('hand_in', 90)] })
    expect(await save([wrong, told({ stages: usual })])).toMatchObject({
      accepted: 1,
      rejected: [{ index: 0, id: wrong.id, code: 'invalid', message: '"stages" 2 (hand_in) cannot be: the event is closed then.' }],
    })
    const person: Viewer = { ...viewer('reporter'), userId: randomUUID() }
    expect(await saveEvents([told({ stages: usual })], { viewer: person, now: NOW })).toMatchObject({ rejected: [{ code: 'forbidden' }] })
  })
})
