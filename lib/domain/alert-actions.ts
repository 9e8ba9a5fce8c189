import * as z from 'zod/mini'
import { maySee, type Viewer } from './access'
import { type AlertRecord, gridsOf, type Verdict } from './alert-record'
import { HOUR_MS } from './clock'
import type { Words } from './language'
import type { Party } from './life'
import { UNDO_MS } from './life-event'
import { type ActionRow, type Machine, offered, type Refused, take } from './machine'
import type { RoleName } from './roles'
import { namesOf } from './rows'

/** How an actor must stand to an alert: some of its grids lie in their area, or all of them do. */
type Relation = 'part' | 'whole'
type Need = 'note' | 'to' | 'verdict' | 'until'

/** What comes with an action; `until` is epoch milliseconds. */
export type AlertWords = { note?: string | undefined; to?: Party | undefined; verdict?: Verdict | undefined; until?: number | undefined }

type AlertKinds<Action extends string = string, Actor extends { id: string; name: string; role: RoleName } = Viewer> = {
  Action: Action
  Subject: AlertRecord
  Said: AlertWords
  /** account of the leader on duty; null: none has one */
  Rules: { leader: string | null }
  Gate: object
  Actor: Actor
  Relation: Relation
  Need: Need
  Clock: 'none'
  More: object
}
type Row = ActionRow<AlertKinds>

/** Those on duty (值班人员): whoever acts on all events of an area, and those who administer it. */
const DUTY = ['dispatcher', 'supervisor', 'administrator'] as const satisfies readonly RoleName[]
/** Is this viewer 带班领导? The supervisor with this account; any, where the leader on duty has none (null). */
export const leads = ({ role, userId }: Pick<Viewer, 'role' | 'userId'>, leader: string | null): boolean =>
  role === 'supervisor' && (leader === null || leader === userId)

/** How long an alert can be silent; a red one, which only 带班领导 silences. */
export const SILENCE_MS = 24 * HOUR_MS
export const RED_SILENCE_MS = HOUR_MS / 2

const words = (zh: string, en: string): Words => ({ zh, en })
const row = (label: Words, rest: Pick<Row, 'from' | 'to'> & Partial<Row>): Row => ({
  label,
  roles: DUTY,
  relation: 'part',
  needs: [],
  clock: 'none',
  ...rest,
})
const live: Row['from'] = ['firing', 'acknowledged']
const anyState: Row['from'] = [...live, 'resolved']
const loud: Partial<AlertRecord> = { acknowledged: null, silencedUntil: null }
/** What counts in no figure is judged by nobody. */
const withoutBasis = ({ endedBy }: AlertRecord): string | null =>
  endedBy === 'merged' || endedBy === 'withdrawn' ? `The alert was ${endedBy}: there is nothing to judge.` : null

/** The table of what people do with alerts (签收、升级、静默、解除、定性), a row an action, in the order in which they are offered. */
const ALERT_ACTIONS = {
  acknowledge: row(words('签收', 'Acknowledge'), {
    from: ['firing'],
    to: 'acknowledged',
    effect: ({ actor: { id, name }, now }) => ({ acknowledged: { id, name, at: now } }),
  }),
  unacknowledge: row(words('撤销签收', 'Take back'), {
    from: ['acknowledged'],
    to: 'firing',
    barred: ({ subject: { acknowledged }, actor, now }) =>
      acknowledged?.id !== actor.id
        ? 'It was acknowledged by somebody else.'
        : now > acknowledged.at + UNDO_MS
          ? 'It can be taken back for a moment only.'
          : null,
    effect: () => ({ acknowledged: null }),
  }),
  assign: row(words('指派', 'Assign'), { from: live, to: null, needs: ['to'], effect: ({ said: { to } }) => ({ assigned: to ?? null }) }),
  // whoever escalates asks others to acknowledge it
  escalate: row(words('升级', 'Escalate'), {
    from: live,
    to: 'firing',
    needs: ['note'],
    effect: ({ subject: { escalated, assigned }, said: { to } }) => ({ ...loud, escalated: escalated + 1, assigned: to ?? assigned }),
  }),
  comment: row(words('备注', 'Comment'), { from: anyState, to: null, needs: ['note'] }),
  silence: row(words('静默', 'Silence'), {
    from: live,
    to: null,
    relation: 'whole',
    needs: ['until', 'note'],
    effect: ({ said: { until } }) => ({ silencedUntil: until ?? null }),
  }),
  unsilence: row(words('取消静默', 'End the silence'), {
    from: live,
    to: null,
    relation: 'whole',
    barred: ({ subject: { silencedUntil }, now }) => (silencedUntil !== null && silencedUntil > now ? null : 'It is not silent.'),
    effect: () => ({ silencedUntil: null }),
  }),
  resolve: row(words('解除', 'Resolve'), {
    from: live,
    to: 'resolved',
    relation: 'whole',
    effect: (step) => ({ endedAt: step.now, endedBy: 'person', clearedAt: null, endsAt: null, silencedUntil: null, ...judged(step) }),
  }),
  verdict: row(words('定性', 'Judge'), {
    from: anyState,
    to: null,
    relation: 'whole',
    needs: ['verdict'],
    barred: ({ subject }) => withoutBasis(subject),
    effect: (step) => judged(step),
  }),
  reopen: row(words('重新打开', 'Reopen'), {
    from: ['resolved'],
    to: 'firing',
    relation: 'whole',
    needs: ['note'],
    barred: ({ subject }) => withoutBasis(subject),
    effect: () => ({ ...loud, endedAt: null, endedBy: null, verdict: null }),
  }),
} as const satisfies Readonly<Record<string, Row>>

/** What somebody found it to be, where they said so. */
function judged({ said: { verdict }, actor: { id, name }, now }: { said: AlertWords; actor: Viewer; now: number }): Partial<AlertRecord> {
  return verdict === undefined ? {} : { verdict: { value: verdict, id, name, at: now } }
}

/** What can be done with an alert, in the order in which it is offered. */
export const AlertAction = z.enum(namesOf(ALERT_ACTIONS))
export type AlertAction = z.infer<typeof AlertAction>

/** What an action is called. */
export const alertActionLabel = (action: AlertAction): Words => ALERT_ACTIONS[action].label

/** How much of an alert lies in the area of a viewer whose scope is grids: the events that it sees, of those that stand for its grids. */
function reach(viewer: Viewer, alert: AlertRecord): 'whole' | 'part' | 'none' {
  if (viewer.scope.kind !== 'grids') return 'none'
  const { sensitive } = alert
  const grids = gridsOf(alert)
  const seen = grids.filter((grid) => maySee(viewer, { grid, sensitive })).length
  return seen === 0 ? 'none' : seen === grids.length ? 'whole' : 'part'
}

/** What people do with alerts, by the steps of every life cycle (machine.ts). */
const alerts: Machine<AlertKinds<AlertAction>> = {
  noun: 'alert',
  rows: ALERT_ACTIONS,
  closed: () => null,
  apart(actor, subject, relation) {
    const reached = reach(actor, subject)
    if (reached === 'whole' || (reached === 'part' && relation === 'part')) return null
    return reached === 'none' ? 'The alert does not lie in your area.' : 'The alert lies partly outside your area.'
  },
  fault(need, { subject: { colour }, said: { note, to, verdict, until }, actor, now, rules: { leader } }) {
    switch (need) {
      case 'note':
        return note ? null : 'A note is required.'
      case 'to':
        return to ? null : 'Whom it is assigned to is required.'
      case 'verdict':
        return verdict ? null : 'A verdict is required.'
      case 'until':
        if (until === undefined || until <= now) return 'Until when it is to be silent is required.'
        if (colour !== 'red') return until - now > SILENCE_MS ? 'An alert can be silent for 24 hours at most.' : null
        if (!leads(actor, leader)) return 'Only the leader on duty (带班领导) silences a red alert.'
        return until - now > RED_SILENCE_MS ? 'A red alert can be silent for 30 minutes at most.' : null
    }
  },
  moved: () => ({}),
  always: (_row, { now }) => ({ updatedAt: now }),
}

/** The actions that this viewer may take now. */
export const allowedAlertActions = (subject: AlertRecord, actor: Viewer, now: number): AlertAction[] =>
  offered(alerts, { actor, subject, rules: { leader: null }, now })

/**
 * What an alert becomes when somebody does something with it at `now` (epoch milliseconds), or why not. The alert given stays as it was. `leader`:
 * account of the leader on duty; null: the roster names none with an account.
 */
export function takeAlertAction(
  subject: AlertRecord,
  action: AlertAction,
  said: AlertWords,
  actor: Viewer,
  now: number,
  leader: string | null = null,
): { ok: true; subject: AlertRecord } | Refused {
  return take(alerts, action, { subject, said, actor, now, rules: { leader } })
}

/** May this viewer acknowledge alerts of their area? Only they are called: by pop-up, sound and number. */
export const isOnDuty = ({ role, scope }: Pick<Viewer, 'role' | 'scope'>): boolean =>
  scope.kind === 'grids' && ALERT_ACTIONS.acknowledge.roles.some((one) => one === role)
