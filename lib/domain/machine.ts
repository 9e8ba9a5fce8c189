import type { Words } from './language'
import type { RoleName } from './roles'
import { namesOf } from './rows'

/**
 * A life cycle as data: what can be done with a thing, from which states, by whom, with what, and what becomes of it. Pure. Events are the
 * first that live by one (lifecycle.ts); every other noun with states is a table of rows like theirs and goes by the same steps.
 */

/** What a machine is about, as types. */
export type Kinds = {
  Action: string
  Subject: { state: string }
  /** what comes with an action */
  Said: object
  /** what the county has set; of that, what closes the machine to everybody */
  Rules: object
  Gate: object
  Actor: { id: string; role: RoleName }
  /** how an actor must stand to the subject */
  Relation: string
  /** what must come with an action */
  Need: string
  /** what an action does to deadlines */
  Clock: string
  /** what a row has beside what every machine's has */
  More: object
}

/** Somebody does something with a subject at `now` (epoch milliseconds). */
export type Step<K extends Kinds> = { subject: K['Subject']; said: K['Said']; actor: K['Actor']; now: number; rules: K['Rules'] & K['Gate'] }
/** Who would do something with what, and when. */
export type Asked<K extends Kinds> = { actor: K['Actor']; subject: K['Subject']; rules: K['Gate']; now: number }

/** One action. */
export type ActionRow<K extends Kinds> = K['More'] & {
  readonly label: Words
  readonly from: readonly K['Subject']['state'][]
  /** null: the state stays, or becomes what the effect says */
  readonly to: K['Subject']['state'] | null
  readonly roles: readonly RoleName[]
  readonly relation: K['Relation']
  readonly needs: readonly K['Need'][]
  readonly clock: K['Clock']
  /** why it is not possible as the subject stands, though its state would allow it: it was done already, there is nothing to answer; null: it is */
  readonly barred?: (asked: Asked<K>) => string | null
  /** what changes beside state and clock */
  readonly effect?: (step: Step<K>) => Partial<K['Subject']>
}

/** A table of actions, and what its relations, needs and clocks mean. */
export type Machine<K extends Kinds> = {
  /** what one of its things is called: event */
  noun: string
  rows: Readonly<Record<K['Action'], ActionRow<K>>>
  /** why nobody may do this here; null: they may */
  closed(row: ActionRow<K>, rules: K['Gate']): string | null
  /** why the actor does not stand to the subject as the action asks; null: they do */
  apart(actor: K['Actor'], subject: K['Subject'], relation: K['Relation']): string | null
  /** what is missing or wrong in what is said; null: nothing */
  fault(need: K['Need'], step: Step<K>): string | null
  /** what becomes of deadlines */
  moved(clock: K['Clock'], step: Step<K>): Partial<K['Subject']>
  /** what changes with every action */
  always(row: ActionRow<K>, step: Step<K>): Partial<K['Subject']>
}

/** Why an action is not done: not the actor's to do, not from this state, or something missing or wrong in what is said. */
export type Refused = { ok: false; code: 'forbidden' | 'conflict' | 'invalid'; message: string }
const refuse = (code: Refused['code'], message: string): Refused => ({ ok: false, code, message })

/**
 * Why this actor may not do this now, or null. A role that never does it is refused before the state is looked at, the relation to the
 * subject only where the state would allow it.
 */
export function objection<K extends Kinds>(machine: Machine<K>, action: K['Action'], asked: Asked<K>): Refused | null {
  const { actor, subject, rules } = asked
  const { noun, rows } = machine
  const row = rows[action]
  if (!row.roles.includes(actor.role)) return refuse('forbidden', `The role ${actor.role} does not ${action} ${noun}s.`)
  const closed = machine.closed(row, rules)
  if (closed !== null) return refuse('forbidden', closed)
  if (!row.from.includes(subject.state)) return refuse('conflict', `The ${noun} is ${subject.state}: ${action} is not possible.`)
  const barred = row.barred?.(asked) ?? null
  if (barred !== null) return refuse('conflict', barred)
  const apart = machine.apart(actor, subject, row.relation)
  return apart === null ? null : refuse('forbidden', apart)
}

/** The actions to offer, in the order of the table. */
export function offered<K extends Kinds>(machine: Machine<K>, asked: Asked<K>): K['Action'][] {
  return namesOf(machine.rows).filter((action) => objection(machine, action, asked) === null)
}

/** What the subject becomes by one step, or why not. The subject given stays as it was. */
export function take<K extends Kinds>(machine: Machine<K>, action: K['Action'], step: Step<K>): { ok: true; subject: K['Subject'] } | Refused {
  const refused = objection(machine, action, step)
  if (refused) return refused
  const row = machine.rows[action]
  for (const need of row.needs) {
    const message = machine.fault(need, step)
    if (message !== null) return refuse('invalid', message)
  }
  const subject = { ...step.subject }
  carryOut(machine, row, step, subject)
  return { ok: true, subject }
}

/**
 * Makes of a subject what it becomes by a row of the table, whoever did it and whether or not it may be done. `subject` is that of the step or
 * a copy of it; the step is looked at before anything changes.
 */
export function carryOut<K extends Kinds>(machine: Machine<K>, row: ActionRow<K>, step: Step<K>, subject: K['Subject']): void {
  const state = row.to ?? step.subject.state
  Object.assign(subject, { state }, machine.always(row, step), row.effect?.(step), machine.moved(row.clock, step))
}
