import type { Alert, AlertOutcome, OwnStep } from './alert'
import { mayWait } from './alert-budget'
import { type AlertRecord, isLive } from './alert-record'
import { MINUTE_MS } from './clock'
import { isGraver } from './colour'
import {
  type Digest,
  type Ladder,
  type LadderMinutes,
  type Mute,
  NO_LADDER,
  REPEAT_MINUTES,
  Rung,
  type RungResult,
  type Stander,
  type Standing,
} from './ladder'

const RUNGS = Rung.options

/** What the ladder goes by; `now` is epoch milliseconds. */
export type LadderContext = { minutes: LadderMinutes; standing: Standing; now: number }
/**
 * What a change of an alert is looked at with: is it by somebody's action, which graver alert inhibits it now (alert-ladder-inhibit.ts), and which
 * silence (silence.ts) or hours of its rule (rule-quiet.ts) hold it, with what its timeline says of that? `digest`: it is left to one, beyond the budget.
 */
export type ChangeContext = LadderContext & {
  byPerson: boolean
  inhibitedBy: string | null
  mutedBy: Mute | null
  digest?: Digest | null
  muteDetail?: Record<string, unknown>
}

/** The rung that comes next; null after the last. */
const nextRung = ({ calls }: Ladder): Rung | null => RUNGS[calls.length] ?? null

/** The rung whose people are to acknowledge the alert: the last that called somebody; null: none did. */
const calledRung = ({ calls }: Ladder): Rung | null => calls.findLast(({ result }) => result === 'called')?.rung ?? null

/** What its timer waits for, and until when (epoch milliseconds); null: nothing comes by itself. */
export function timerOf({ state, ladder }: Pick<AlertRecord, 'state' | 'ladder'>): { rung: Rung | 'repeat' | 'resume'; dueAt: number } | null {
  if (ladder.dueAt === null || state === 'resolved') return null
  return { rung: state === 'acknowledged' ? 'resume' : (nextRung(ladder) ?? 'repeat'), dueAt: ladder.dueAt }
}

const time = (at: number): string => new Date(at).toISOString()
/** How far an alert has climbed as everybody who sees it is told: posts, no names. Undefined: nobody was called. */
export function escalationOf({ ladder }: Pick<AlertRecord, 'ladder'>): Alert['escalation'] {
  const last = ladder.calls.at(-1)
  if (!last) return undefined
  return {
    step: ladder.calls.length - 1,
    rung: calledRung(ladder),
    calledAt: time(ladder.repeatedAt ?? last.at),
    nextAt: ladder.dueAt === null ? null : time(ladder.dueAt),
    next: ladder.dueAt === null ? null : ladder.next,
  }
}

type Stand = Pick<Ladder, 'inhibitedBy' | 'mutedBy' | 'digest'>

/** Does it stand still until something else ends: a graver alert, or a silence that holds it; or is it left to a digest? Then it tells and calls nobody by itself. */
export const isStill = ({ inhibitedBy, mutedBy, digest }: Stand): boolean => inhibitedBy !== null || mutedBy !== null || digest !== null

const silent = ({ silencedUntil }: Pick<AlertRecord, 'silencedUntil'>, now: number): boolean => silencedUntil !== null && silencedUntil > now

/** The wait of an alert; null: for ever. While it is silent the ladder stands still, and what is left begins when the silence ends; while it is inhibited or muted no end is known. */
function waiting(alert: AlertRecord, ms: number | null, now: number): Pick<Ladder, 'dueAt' | 'left'> {
  if (ms === null) return { dueAt: null, left: null }
  if (isStill(alert.ladder)) return { dueAt: null, left: ms }
  return silent(alert, now) ? { dueAt: (alert.silencedUntil ?? now) + ms, left: ms } : { dueAt: now + ms, left: null }
}

const withLadder = (alert: AlertRecord, ladder: Partial<Ladder>): AlertRecord => ({ ...alert, ladder: { ...alert.ladder, ...ladder } })

/** Milliseconds from a call to the next; after the last rung those of the repetition. Null: none comes by itself. */
function pause({ colour, ladder }: Pick<AlertRecord, 'colour' | 'ladder'>, minutes: LadderMinutes): number | null {
  const own = minutes[colour]
  return own === null ? null : MINUTE_MS * (nextRung(ladder) === null ? REPEAT_MINUTES : own)
}

/** Calls the next rung on which somebody stands who was not called yet; those without are passed at once. After the last: whoever stands last, again. */
function callNext(alert: AlertRecord, { minutes, standing, now }: LadderContext): AlertOutcome {
  const calls = [...alert.ladder.calls]
  const known = new Set(calls.flatMap(({ people }) => people))
  const passed: { rung: Rung; result: RungResult }[] = []
  let called: { rung: Rung; people: readonly Stander[] } | null = null
  const isRepeat = calls.length === RUNGS.length
  while (called === null) {
    const rung = RUNGS[calls.length]
    if (rung === undefined) break
    const people = standing[rung].filter(({ id }) => !known.has(id))
    const result = people.length > 0 ? 'called' : standing[rung].length > 0 ? 'same' : 'vacant'
    calls.push({ rung, at: now, result, people: [...new Set(people.map(({ id }) => id))] })
    if (result === 'called') called = { rung, people }
    else passed.push({ rung, result })
  }
  if (isRepeat) {
    const last = RUNGS.findLast((rung) => standing[rung].length > 0)
    if (last !== undefined) called = { rung: last, people: standing[last] }
  }
  const again = isRepeat ? { repeats: alert.ladder.repeats + 1, repeatedAt: now } : {}
  for (const { id } of called?.people ?? []) known.add(id)
  const next = RUNGS.slice(calls.length).find((rung) => standing[rung].some(({ id }) => !known.has(id))) ?? null
  const climbed = withLadder({ ...alert, updatedAt: now }, { ...again, calls, next })
  const after = withLadder(climbed, waiting(climbed, pause(climbed, minutes), now))
  const detail = {
    rung: called?.rung ?? null,
    people: called?.people ?? [],
    ...(passed.length > 0 && { passed }),
    ...(isRepeat && { repeat: after.ladder.repeats }),
  }
  return { alert: after, steps: [{ step: 'called', at: now, detail, state: after.state, colour: after.colour }] }
}

/** What is left of the pause that began with the last call, however it was interrupted. */
function rest(alert: AlertRecord, { minutes, now }: LadderContext): number | null {
  const ms = pause(alert, minutes)
  const { calls, repeatedAt } = alert.ladder
  const since = repeatedAt ?? calls.findLast(({ result }) => result === 'called')?.at ?? calls.at(-1)?.at
  return ms === null ? null : since === undefined ? 0 : Math.max(0, since + ms - now)
}

/** The alert as it stands still from now on, or no more; what it waited for when it did not yet is left to wait. */
function stand(alert: AlertRecord, still: Stand, now: number): AlertRecord {
  const { dueAt, left, inhibitedBy } = alert.ladder
  // what a graver alert held back calls as soon as nothing holds it
  const isNext = alert.state === 'firing' && inhibitedBy !== null && still.inhibitedBy === null && still.mutedBy !== null
  if (isNext) return withLadder(alert, { ...still, left: 0 })
  if (isStill(alert.ladder) || !isStill(still)) return withLadder(alert, still)
  const remaining = dueAt === null ? null : silent(alert, now) ? (left ?? 0) : Math.max(0, dueAt - now)
  return withLadder(alert, { ...still, dueAt: null, left: remaining })
}

/** Did it stand still until now, and does no more? `anew`: it has called nobody yet, or a graver alert held it, so that it calls at once. */
function isReleased(before: AlertRecord | null, now: Stand): { anew: boolean } | null {
  if (before === null || !isLive(before) || !isStill(before.ladder) || isStill(now)) return null
  return { anew: before.ladder.inhibitedBy !== null || before.ladder.calls.length === 0 }
}

/** What a change makes of the ladder beside calls: it stops, waits for an action, goes on, or stands still. */
function waitAfter(before: AlertRecord, alert: AlertRecord, context: ChangeContext): AlertRecord {
  const { minutes, now, byPerson } = context
  const { dueAt, left } = alert.ladder
  if (before.state === 'firing' && alert.state === 'acknowledged') {
    const own = minutes[alert.colour]
    return withLadder(alert, waiting(alert, own === null ? null : 2 * MINUTE_MS * own, now))
  }
  if (before.state === 'acknowledged' && alert.state === 'firing') return withLadder(alert, waiting(alert, rest(alert, context), now))
  if (alert.state === 'acknowledged' && byPerson) return withLadder(alert, { dueAt: null, left: null })
  const released = isReleased(before, alert.ladder)
  if (released) {
    const own = alert.state === 'firing' && released.anew ? 0 : left
    return withLadder(alert, waiting(alert, minutes[alert.colour] === null ? null : own, now))
  }
  if (dueAt === null || before.silencedUntil === alert.silencedUntil) return alert
  const remaining = silent(before, now) ? (left ?? 0) : Math.max(0, dueAt - now)
  return withLadder(alert, waiting(alert, remaining, now))
}

/** Does it begin anew: it was not there, lived no more, or has become graver? */
const begins = (before: AlertRecord | null, alert: AlertRecord): boolean =>
  before === null || !isLive(before) || isGraver(alert.colour, before.colour)

/**
 * Is an alert told of by a change, where nothing holds it: it waits for somebody, and begins anew, or is let go and was not told of before? That is what the budget of
 * alerts counts.
 */
export function isTold(before: AlertRecord | null, alert: AlertRecord, { inhibitedBy, mutedBy }: Pick<Ladder, 'inhibitedBy' | 'mutedBy'>): boolean {
  const still = { inhibitedBy, mutedBy, digest: null }
  if (alert.state !== 'firing' || isStill(still)) return false
  return begins(before, alert) || (isReleased(before, still) !== null && before?.ladder.toldAt === null && before.ladder.calls.length === 0)
}

/** The digest that an alert stays in through a change: until it lives no more, has become graver, or somebody escalates it (升级); null: it is in none. */
export function keptDigest(before: AlertRecord | null, { alert, steps }: AlertOutcome): Digest | null {
  if (before === null || begins(before, alert) || !mayWait(alert) || steps.some(({ step }) => step === 'escalate')) return null
  return before.ladder.digest
}

/** Does a change of an alert call the next rung at once: it begins anew or is held back no more, or somebody escalates it (升级)? */
export function callsAtOnce(
  before: AlertRecord | null,
  { alert, steps }: AlertOutcome,
  { minutes, now, inhibitedBy, mutedBy, digest = null }: Pick<ChangeContext, 'minutes' | 'now' | 'inhibitedBy' | 'mutedBy' | 'digest'>,
): boolean {
  if (!isLive(alert) || steps.some(({ step }) => step === 'called')) return false
  const still = { inhibitedBy, mutedBy, digest }
  const climbs = !isStill(still) && minutes[alert.colour] !== null
  if (begins(before, alert)) return climbs
  if (steps.some(({ step }) => step === 'escalate')) return true
  return climbs && isReleased(before, still)?.anew === true && alert.state === 'firing' && !silent(alert, now)
}

/** What the timeline says of what holds it back, once each time: that it begins, and by what, or that it is over. */
function stillSteps(before: AlertRecord | null, { state, colour }: AlertRecord, context: ChangeContext): OwnStep[] {
  const { inhibitedBy: by, mutedBy, digest = null, muteDetail = {}, now: at } = context
  const was = before !== null && isLive(before) ? before.ladder : NO_LADDER
  const step = (name: OwnStep['step'], detail: OwnStep['detail'] = {}): OwnStep => ({ step: name, at, detail, state, colour })
  return [
    ...(by === was.inhibitedBy ? [] : [by === null ? step('released') : step('inhibited', { by })]),
    ...(mutedBy?.id === was.mutedBy?.id
      ? []
      : [
          mutedBy === null
            ? step('unmuted')
            : step('muted', { ...(mutedBy.quiet ? { hours: true } : { silence: mutedBy.id }), until: time(mutedBy.until), ...muteDetail }),
        ]),
    ...(digest === null || digest.since === was.digest?.since
      ? []
      : [step('digested', { limit: digest.limit, of: digest.of, told: digest.told, until: time(digest.at) })]),
  ]
}

/**
 * What becomes of the ladder when its alert has changed. One that is new, renewed or reopened calls its first
 * rung at once, and one that has risen begins anew, silent or not. 升级 by hand calls the next rung, 签收 stops the calls; without another action
 * within twice the minutes of the colour they go on (`passTimer`). A silent one stands still, and goes on where it was; so does one that a
 * silence holds by matching it, through a rise too, and one that is left to a digest. One that was inhibited calls the next rung, its first where it has called none, at once.
 */
export function followLadder(before: AlertRecord | null, outcome: AlertOutcome, context: ChangeContext): AlertOutcome {
  const { now, inhibitedBy, mutedBy, digest = null } = context
  const still = { inhibitedBy, mutedBy, digest }
  if (!isLive(outcome.alert)) return { ...outcome, alert: withLadder(outcome.alert, { dueAt: null, left: null, inhibitedBy: null, mutedBy: null }) }
  const own = stillSteps(before, outcome.alert, context)
  const alert = own.length > 0 ? { ...outcome.alert, updatedAt: now } : outcome.alert
  const steps = [...outcome.steps, ...own]
  if (steps.some(({ step }) => step === 'called')) return { alert: stand(alert, still, now), steps }
  const isNew = before === null || !isLive(before)
  const isAnew = begins(before, alert)
  const base = isAnew ? { ...alert, ladder: { ...NO_LADDER, ...still }, ...(!isNew && { silencedUntil: null }) } : stand(alert, still, now)
  if (callsAtOnce(before, outcome, context)) {
    const called = callNext(base, context)
    return { alert: called.alert, steps: [...steps, ...called.steps] }
  }
  return { alert: !isAnew && before ? waitAfter(before, base, context) : base, steps }
}

/** What a timer that has come makes of a living alert: whoever acknowledged it did nothing more, so it is open again; and the next rung is called. */
export function passTimer(alert: AlertRecord, context: LadderContext): AlertOutcome {
  if (alert.state !== 'acknowledged') return callNext(alert, context)
  const { now } = context
  const open: AlertRecord = { ...alert, state: 'firing', acknowledged: null }
  const resumed: OwnStep = { step: 'resumed', at: now, detail: {}, state: open.state, colour: open.colour }
  const { alert: after, steps } = callNext(open, context)
  return { alert: after, steps: [resumed, ...steps] }
}
