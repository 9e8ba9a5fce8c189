import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Role, type Viewer } from './access'
import { makeCalendar } from './calendar'
import { lifeOfStages, type Reported, stageLabel } from './case-history'
import { DAY_MS } from './clock'
import { deadline } from './deadline'
import { ACTIONS, EventAction } from './event-actions'
import type { Rules } from './event-kinds'
import { PUBLISHED_DAYS } from './holidays'
import { LIFE_FLAGS, type Party, partyKey } from './life'
import { factsOfLife, newLife, type PlacedLife } from './life-event'
import { allowedActions, DEFAULT_RULES, transition } from './lifecycle'
import { lightOf } from './lights'
import { StageAction, type ToldStage } from './stages'

const time = (local: string) => Date.parse(`2026-11-${local.replace(' ', 'T')}:00+08:00`)
const calendar = makeCalendar({ days: PUBLISHED_DAYS })
const handling = { value: 3, clock: 'working_day' } as const
const rules: Rules = { ...DEFAULT_RULES, calendar, handling, draw: 0.99 }
const REPORTED = time('03 09:00') // a Tuesday
const due = (start: number, limit: { value: number; clock: 'working_day' | 'working_hour' } = handling) =>
  deadline(start, limit.value, limit.clock, calendar)
const report = (more: Partial<Reported> = {}): Reported => ({
  ...{ reportedAt: REPORTED, reporter: null, handledAt: null, limit: handling, deadline: due(REPORTED), stageClock: null, grid: '411324001005001' },
  ...more,
})
const untold = { receivedAt: null, party: null, assisting: [], deadline: null, satisfied: null, solved: null, card: null, words: null }
const stage = (action: StageAction, at: string | number, more: Partial<ToldStage> = {}): ToldStage => ({
  ...untold,
  action,
  at: typeof at === 'number' ? at : time(at),
  ...more,
})
const fold = (stages: readonly ToldStage[], more: Partial<Reported> = {}) => lifeOfStages(report(more), stages, rules)
function life(stages: readonly ToldStage[], more: Partial<Reported> = {}): PlacedLife {
  const folded = fold(stages, more)
  if (!folded.ok) throw new Error(folded.message)
  return folded.life
}
const fault = (stages: readonly ToldStage[], more: Partial<Reported> = {}) => {
  const folded = fold(stages, more)
  return folded.ok ? null : folded.message
}
const city = 'department:城管'

describe('the life that stages tell', () => {
  it('is that of an event that went the usual way', () => {
    const stages = [
      stage('accept', '03 10:00'),
      stage('dispatch', '03 11:00', { party: city, assisting: ['team:一队'] }),
      stage('take', '03 12:00', { party: city }),
      stage('hand_in', '05 10:00', { words: '已清理' }),
      stage('verify', '05 15:00'),
      stage('follow_up', '06 09:00', { satisfied: true, solved: false }),
    ]
    const { limit, ...told } = life(stages)
    expect(limit).toEqual(handling)
    expect(told).toMatchObject({
      ...{ state: 'closed', reportedAt: REPORTED, acceptedAt: time('03 10:00'), dispatchedAt: time('03 11:00'), takenAt: time('03 12:00') },
      ...{ handedInAt: time('05 10:00'), closedAt: time('05 15:00'), deadline: due(time('03 11:00')), responded: true },
      ...{ closeBy: due(due(time('03 11:00')), { value: 2, clock: 'working_day' }), followedUp: { satisfied: true, solved: false } },
      ...{ lead: { kind: 'department', id: '城管' }, assisting: [{ kind: 'team', id: '一队' }] },
      // nobody of ours had a hand in it
      ...{ firstActionAt: null, handledBy: null, handlers: [] },
    })
    expect(fold(stages)).toMatchObject({ stateSince: time('05 15:00') })
    const facts = factsOfLife(life(stages), { light: 'normal', late: 0 })
    expect(facts.flags).toBe(LIFE_FLAGS.responded | LIFE_FLAGS.followedUp | LIFE_FLAGS.satisfied)
    expect(facts.parties).toEqual([city, 'team:一队'])
  })

  it('counts rework, extensions, suspensions, reminders and cards', () => {
    const dispatched = [stage('accept', '03 10:00'), stage('dispatch', '03 10:00', { party: city })]
    const before = due(time('03 10:00'))
    const granted = before + 2 * DAY_MS
    const extended = life([...dispatched, stage('ask_extension', '04 10:00'), stage('grant_extension', '04 11:00', { deadline: granted })])
    expect(extended).toMatchObject({ extensions: 1, extensionWish: null, deadline: granted, state: 'handling' })
    // a deadline that the source does not tell, or that is no later than the one in force, moves nothing
    for (const deadline of [null, before - 1, before])
      expect(life([...dispatched, stage('grant_extension', '04 11:00', { deadline })])).toMatchObject({ extensions: 1, deadline: before })

    const [suspend, resume] = [stage('suspend', '04 10:00'), stage('resume', '10 10:00')]
    const resumed = life([...dispatched, suspend, resume])
    expect(resumed).toMatchObject({ state: 'handling', suspendedAt: null, deadline: before + 6 * DAY_MS })
    const suspended = life([...dispatched, suspend])
    expect(suspended).toMatchObject({ state: 'suspended', suspendedAt: time('04 10:00'), deadline: before })
    expect(lightOf(suspended, time('30 10:00'), calendar)).toBe('normal')
    // handed in without a told end of the suspension: it ended then
    expect(life([...dispatched, suspend, stage('hand_in', '10 10:00')])).toMatchObject({ suspendedAt: null, deadline: before + 6 * DAY_MS })

    const rework = [stage('hand_in', '04 10:00'), stage('send_back', '05 10:00')]
    expect(life([...dispatched, ...rework, ...rework.map((s) => ({ ...s, at: s.at + 2 * DAY_MS })), stage('hand_in', '09 10:00')])).toMatchObject({
      ...{ rework: 2, handedInAt: time('09 10:00'), state: 'awaiting_verification', closedAt: null },
    })

    const urged = life([stage('remind', '03 10:00'), stage('supervise', '03 11:00', { card: 'red', deadline: time('04 00:00'), words: '速报' })])
    expect(urged).toMatchObject({
      reminders: 1,
      supervision: { card: 'red', deadline: time('04 00:00') },
      state: 'awaiting_acceptance',
      responded: false,
    })
    expect(JSON.stringify(urged.supervision)).not.toContain('速报')
    expect(life([stage('supervise', '03 11:00'), stage('lift', '04 11:00')]).supervision).toBeNull()
  })

  it('implies what the source leaves out', () => {
    // no more than an end: as an event that comes without stages
    const plain = newLife(report({ handledAt: time('04 09:00') }))
    expect(life([], { handledAt: time('04 09:00') })).toEqual({ ...plain, acceptedAt: time('04 09:00'), grid: '411324001005001' })
    // handed in without a dispatch: the limit runs from the report
    const handed = life([stage('hand_in', '04 09:00', { party: city })], { handledAt: time('05 09:00') })
    expect(handed).toMatchObject({
      ...{ acceptedAt: time('04 09:00'), dispatchedAt: null, handedInAt: time('04 09:00'), closedAt: time('05 09:00') },
      ...{ state: 'closed', deadline: due(REPORTED), lead: { kind: 'department', id: '城管' } },
    })
    // closed without being handed in
    expect(life([stage('dispatch', '03 10:00'), stage('verify', '04 09:00')])).toMatchObject({ handedInAt: null, closedAt: time('04 09:00') })
    // followed up after an end that only "handledAt" tells, and reopened after it
    const followed = [stage('dispatch', '03 10:00'), stage('follow_up', '06 09:00', { satisfied: true })]
    expect(life(followed, { handledAt: time('05 09:00') })).toMatchObject({
      closedAt: time('05 09:00'),
      followedUp: { satisfied: true, solved: true },
    })
    expect(life([...followed, stage('reopen', '07 09:00')], { handledAt: time('05 09:00') })).toMatchObject({
      state: 'awaiting_dispatch',
      closedAt: null,
    })
    // given to others without being taken back
    const moved = life([stage('dispatch', '03 10:00', { party: city }), stage('dispatch', '04 10:00', { party: 'team:一队' })])
    expect(moved).toMatchObject({
      state: 'handling',
      lead: { kind: 'team', id: '一队' },
      dispatchedAt: time('04 10:00'),
      deadline: due(time('04 10:00')),
    })
    // rejected late, void late, urged when it was over
    for (const [action, state] of [['reject', 'rejected'] as const, ['void', 'void'] as const])
      expect(life([stage('dispatch', '03 10:00'), stage(action, '04 10:00', { words: '重复' }), stage('remind', '05 10:00')]).state).toBe(state)
    expect(life([stage('reject', '03 10:00', { words: '不属本级' })])).toMatchObject({ closedAt: time('03 10:00'), answer: '不属本级' })
    expect(life([stage('accept', '03 09:10'), stage('handle_on_spot', '03 09:20')])).toMatchObject({
      onSpot: true,
      spotCheck: false,
      state: 'closed',
    })
  })

  it('is refused where it cannot be, by the number of the stage', () => {
    const closed = [stage('accept', '03 10:00'), stage('verify', '04 10:00')]
    expect(fault([...closed, stage('accept', '05 10:00')])).toBe('"stages" 3 (accept) cannot be: the event is closed then.')
    expect(fault([...closed, stage('hand_in', '05 10:00')])).toBe('"stages" 3 (hand_in) cannot be: the event is closed then.')
    expect(fault([stage('dispatch', '04 10:00')], { handledAt: time('03 12:00') })).toBe('"stages" 1 (dispatch) cannot be: the event is closed then.')
    expect(fault([stage('void', '03 10:00'), stage('follow_up', '04 10:00', { satisfied: true })])).toContain('"stages" 2 (follow_up)')
    expect(fault([...closed, stage('follow_up', '05 10:00')])).toBe('"stages" 3 (follow_up) says neither "satisfied" nor "solved".')
    expect(fault([stage('dispatch', '03 10:00'), stage('resume', '04 10:00')])).toBe('"stages" 2 (resume) cannot be: the event is handling then.')
  })

  it('has a name for every stage, that of the table where it has one', () => {
    for (const action of StageAction.options) expect(stageLabel(action).label.zh).not.toBe('')
    expect(stageLabel('dispatch').digital).toEqual(ACTIONS.dispatch.digital)
    // a source corrects and takes back what it says by saying something else, and of a reply that it tells only that it came
    expect(EventAction.options.filter((action) => !StageAction.safeParse(action).success)).toEqual(['refuse_reply', 'correct', 'undo'])
  })
})

describe('random walks', () => {
  const department: Party = { kind: 'department', id: '城管' }
  const people = ['ann', 'bob', 'cy']
  const who = (role: Role, id: string): Viewer => ({
    ...{ id, name: id, role, scope: { kind: 'grids', prefixes: ['411324001'] } },
    parties: ['department:城管', `member:${id}`],
  })
  const step = fc.record({ pick: fc.nat(), wait: fc.integer({ min: 0, max: 3 * DAY_MS }), satisfied: fc.boolean(), solved: fc.boolean() })

  it('come to the same life by transitions here and as stages of a source', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), (steps) => {
        let event: PlacedLife = { ...newLife(report()), grid: '411324001005001' }
        let now = REPORTED
        const told: ToldStage[] = []
        for (const { pick, wait, satisfied, solved } of steps) {
          now += wait
          const offered = people.flatMap((id) =>
            Role.options.flatMap((role) => allowedActions(event, who(role, id), rules, now).map((action) => ({ action, role, id }))),
          )
          const actions = [...new Set(offered.map(({ action }) => action))]
          const chosen = actions[pick % Math.max(1, actions.length)]
          const { action, role, id } = offered.find(({ action }) => action === chosen) ?? {}
          const known = StageAction.safeParse(action)
          if (!action || !role || !id || !known.success) continue
          const until = now + 40 * DAY_MS
          const words = { note: '已办', satisfied, solved, card: 'red' as const, supervisor: '王五', demandedReply: '请回复' }
          const outcome = transition(event, { ...words, action, lead: department, deadline: until }, who(role, id), now, rules)
          if (!outcome.ok) continue
          event = outcome.event
          seen.add(action)
          const dispatched = action === 'dispatch' ? { party: partyKey(department) } : {}
          const opinion = action === 'follow_up' ? { satisfied, solved } : {}
          const moved = action === 'grant_extension' || action === 'supervise' ? { deadline: until } : {}
          const card = action === 'supervise' ? { card: 'red' as const } : {}
          told.push(stage(known.data, now, { ...dispatched, ...opinion, ...moved, ...card, words: '已办' }))
        }
        const { handledBy: _by, handlers: _handlers, firstActionAt: _first, undo: _undo, supervision, extensionWish, ...here } = event
        const { handledBy: _told, handlers: _none, firstActionAt, undo, supervision: theirs, extensionWish: wish, ...there } = life(told)
        expect(there).toEqual(here)
        expect([firstActionAt, undo]).toEqual([null, null])
        expect(wish?.at).toBe(extensionWish?.at)
        expect(theirs && [theirs.card, theirs.deadline, theirs.at]).toEqual(supervision && [supervision.card, supervision.deadline, supervision.at])
      }),
      { numRuns: 300 },
    )
    // every action that a source can tell of was compared
    expect([...seen].sort()).toEqual([...StageAction.options].sort())
  })
})
