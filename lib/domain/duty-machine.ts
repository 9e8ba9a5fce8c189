import type { Viewer } from './access'
import {
  type CrewMember,
  type DutyActIn,
  type DutyAction,
  type DutyField,
  type DutyState,
  type DutyValue,
  maySeeDutyItem,
  readValues,
} from './duty-item'
import type { Light } from './life'
import type { ActionRow, Machine } from './machine'

/** What an action on an item is about. Times are epoch milliseconds. */
export type DutyLife = {
  state: DutyState
  grids: readonly string[]
  startsAt: number
  dueAt: number
  fields: readonly DutyField[]
  takesFindings: boolean
  crew: readonly CrewMember[]
  scheduledFor: number | null
  doneAt: number | null
  households: number | null
  values: readonly DutyValue[]
  words: string | null
  reason: string | null
}

type Need = 'crew' | 'time' | 'form' | 'finding' | 'reason'
export type DutyKinds = {
  Action: DutyAction
  Subject: DutyLife
  Said: Pick<DutyActIn, 'crew' | 'scheduledFor' | 'at' | 'values' | 'households' | 'words' | 'reason' | 'finding'>
  Rules: object
  Gate: object
  Actor: Viewer
  Relation: 'area'
  Need: Need
  Clock: 'none'
  More: object
}

type Row = ActionRow<DutyKinds>
/** Who sends others, and who goes. */
const ARRANGERS: Row['roles'] = ['dispatcher', 'supervisor']
const DOERS: Row['roles'] = ['operator', 'dispatcher', 'supervisor']
const row = (of: Pick<Row, 'label' | 'from' | 'to' | 'roles'> & Partial<Row>): Row => ({ relation: 'area', needs: [], clock: 'none', ...of })

const time = (instant: string | null | undefined): number | null => (instant == null ? null : Date.parse(instant))
const assigned: Row['effect'] = ({ subject, said }) => ({
  crew: said.crew ?? subject.crew,
  scheduledFor: said.scheduledFor === undefined ? subject.scheduledFor : time(said.scheduledFor),
  reason: null,
})
/** A clock may run a little ahead of ours. */
const AHEAD_MS = 10 * 60_000

/** An item of a duty: planned → assigned → done, missed or excused. Who did it late did it; a reason can be given, and taken back by doing it. */
export const DUTIES: Machine<DutyKinds> = {
  noun: 'duty item',
  rows: {
    assign: row({ label: { zh: '排期', en: 'Assign' }, from: ['planned'], to: 'assigned', roles: ARRANGERS, needs: ['crew'], effect: assigned }),
    reassign: row({ label: { zh: '调整', en: 'Reassign' }, from: ['assigned'], to: 'assigned', roles: ARRANGERS, needs: ['crew'], effect: assigned }),
    do: row({
      label: { zh: '记录完成', en: 'Record as done' },
      from: ['planned', 'assigned', 'missed'],
      to: 'done',
      roles: DOERS,
      needs: ['time', 'form'],
      effect: ({ subject, said, now }) => {
        const values = readValues(subject.fields, said.values)
        return {
          doneAt: time(said.at) ?? now,
          values: typeof values === 'string' ? [] : values,
          households: said.households ?? null,
          words: said.words ?? null,
          crew: said.crew && said.crew.length > 0 ? said.crew : subject.crew,
          reason: null,
        }
      },
    }),
    find: row({
      label: { zh: '发现问题', en: 'Report a finding' },
      from: ['planned', 'assigned', 'done', 'missed'],
      to: null,
      roles: DOERS,
      needs: ['finding'],
      barred: ({ subject }) => (subject.takesFindings ? null : 'This duty takes no findings.'),
    }),
    miss: row({
      label: { zh: '说明原因', en: 'Say why not' },
      from: ['planned', 'assigned', 'missed'],
      to: 'missed',
      roles: DOERS,
      needs: ['reason'],
      barred: ({ subject, now }) => (now <= subject.dueAt ? 'Its day has not passed yet.' : null),
      effect: ({ said }) => ({ reason: said.reason ?? null }),
    }),
    excuse: row({
      label: { zh: '免做', en: 'Excuse' },
      from: ['planned', 'assigned', 'missed'],
      to: 'excused',
      roles: ARRANGERS,
      needs: ['reason'],
      effect: ({ said }) => ({ reason: said.reason ?? null }),
    }),
  },
  closed: () => null,
  apart: (actor, subject) => (maySeeDutyItem(actor, subject) ? null : 'It lies outside your area.'),
  fault(need, { subject, said, now }) {
    if (need === 'crew') return (said.crew ?? []).length > 0 ? null : 'Somebody has to go: the crew is empty.'
    if (need === 'reason') return said.reason ? null : 'A reason is needed.'
    if (need === 'finding') {
      if (!said.finding) return 'What was found is missing.'
      return said.finding.solved || said.finding.type !== undefined ? null : 'What is not solved becomes an event, which needs a type.'
    }
    if (need === 'time') {
      const at = time(said.at) ?? now
      if (at > now + AHEAD_MS) return 'It lies in the future.'
      return at < subject.startsAt ? 'Its period had not begun then.' : null
    }
    const values = readValues(subject.fields, said.values)
    return typeof values === 'string' ? values : null
  },
  moved: () => ({}),
  always: () => ({}),
}

/** The state of an item as it stands at an instant: what its period has passed by is missed, whether or not somebody has said why; nothing is written for that, so a clock may jump. */
export const dutyStateAt = (state: DutyState, endsAt: number, now: number): DutyState =>
  (state === 'planned' || state === 'assigned') && now >= endsAt ? 'missed' : state

/** 正常, 临期 or 超期, as events have them: of what is done, as it was then; what is excused has none to keep. */
export function dutyLight(
  { state, doneAt, nearAt, dueAt }: { state: DutyState; doneAt: number | null; nearAt: number; dueAt: number },
  now: number,
): Light {
  if (state === 'excused') return 'normal'
  const at = state === 'done' ? (doneAt ?? now) : now
  return at >= dueAt ? 'overdue' : at >= nearAt && state !== 'done' ? 'near' : 'normal'
}
