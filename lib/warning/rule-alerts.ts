import type { AlertOutcome, AlertStepName, OwnStep } from '@/lib/domain/alert'
import { type AlertMember, type AlertRecord, gridsOf, isLive } from '@/lib/domain/alert-record'
import { DAY_MS } from '@/lib/domain/clock'
import { type Colour, isGraver } from '@/lib/domain/colour'
import { isWithin } from '@/lib/domain/grid'
import { NO_LADDER } from '@/lib/domain/ladder'
import type { FactRule, GroupRule } from '@/lib/domain/rule'

/** An event that trips a rule: where, of which type (its stream), how grave, when we got to know, and the revision that brought it. */
export type Trip = {
  rule: FactRule
  stream: string
  sensitive: boolean
  grid: string
  number: number
  colour: Colour
  receivedAt: number
  revision: number
  /** of an event that came late (补报): how many hours after it happened; else null */
  lateHours: number | null
}

/** Events that trip a rule together; `number` is the one that did it, `members` are all of them, `types` what they may be of, `endsAt` is when the alert ends by them. `ground`: the grid whose events they are, where that is what joins them. */
export type GroupTrip = Omit<Trip, 'rule' | 'grid'> & {
  rule: GroupRule
  types: readonly string[]
  members: readonly AlertMember[]
  ground: string | null
  endsAt: number
}

/** Within this time of its end an alert on which nobody has given a verdict is renewed, and one with a verdict is named by the next. */
export const RENEWAL_MS = 7 * DAY_MS

/** What an alert begins with, or lives again by. */
type Begun = Omit<Trip, 'grid'> & { types: readonly string[]; members: readonly AlertMember[]; endsAt: number | null }

/** What the timeline says of the event that did it. */
const detailOf = ({ number, lateHours }: Pick<Trip, 'number' | 'lateHours'>) => ({ event: number, ...(lateHours !== null && { lateHours }) })

/** Do two lists of grids have ground in common? A coarser grid counts as all below it. */
export const shareGround = (a: readonly string[], b: readonly string[]): boolean =>
  a.some((one) => b.some((other) => isWithin(one, other) || isWithin(other, one)))

/** The events of two alerts; one that is in both counts as what it is where it stands. */
function union(a: readonly AlertMember[], b: readonly AlertMember[]): AlertMember[] {
  const standing = (members: readonly AlertMember[], number: number) => members.find((one) => one.number === number && one.status !== 'withdrawn')
  const known = new Set(a.map(({ number }) => number))
  return [...a.map((one) => standing(a, one.number) ?? standing(b, one.number) ?? one), ...b.filter(({ number }) => !known.has(number))]
}

/** The events of an alert with more, or as those are now. */
function withMembers(members: readonly AlertMember[], more: readonly AlertMember[]): AlertMember[] {
  const added = new Set(more.map(({ number }) => number))
  return [...members.filter(({ number }) => !added.has(number)), ...more]
}

/** Of two alerts whose conditions are gone, the end that is later. */
const laterEnd = (a: AlertRecord, b: AlertRecord): Pick<AlertRecord, 'clearedAt' | 'endsAt'> => {
  const { clearedAt, endsAt } = (b.endsAt ?? 0) > (a.endsAt ?? 0) ? b : a
  return { clearedAt, endsAt }
}

/**
 * The alerts that rules of fact have raised, as an evaluation changes them: those that live, and those that ended within RENEWAL_MS. Nothing
 * that was given is changed; `outcomes` are the alerts that are others now, in the order in which they first changed.
 */
export class RuleAlerts {
  readonly #alerts: Map<string, AlertRecord>
  readonly #outcomes = new Map<string, OwnStep[]>()
  /** ids of the alerts that an event is or was in, and the grids of each alert: looked up for each change of a batch */
  readonly #byNumber = new Map<number, readonly string[]>()
  readonly #grids = new Map<string, ReadonlySet<string>>()
  /** lists of members that were made here and that nobody else holds: they grow in place, since thousands may join in one batch */
  readonly #growing = new WeakSet<readonly AlertMember[]>()

  constructor(
    alerts: readonly AlertRecord[],
    /** the id of an alert by its rule, its stream and the revision that raised it: the same each time (uuid of version 5) */
    private readonly idOf: (rule: string, stream: string, revision: number) => string,
    private readonly now: number,
  ) {
    this.#alerts = new Map(alerts.map((alert) => [alert.id, alert]))
  }

  /** Finds out which events are in the alerts, an alert a step: to be done before alerts are looked up by events. */
  *findMembers(): Generator<void, void, void> {
    for (const { id, members } of this.#alerts.values()) {
      this.#index(id, members)
      yield
    }
  }

  get outcomes(): AlertOutcome[] {
    return [...this.#outcomes].flatMap(([id, steps]) => {
      const alert = this.#alerts.get(id)
      return alert ? [{ alert, steps }] : []
    })
  }

  /** The living alerts of a rule that an event is in, withdrawn or not. */
  livingOf(rule: string, number: number): AlertRecord[] {
    return [...(this.#byNumber.get(number) ?? [])].flatMap((id) => {
      const alert = this.#alerts.get(id)
      return alert && isLive(alert) && alert.rule.id === rule ? [alert] : []
    })
  }

  /** An event meets a rule: it joins the living alerts of its stream that it shares ground with, renews one that ended lately, or raises one. */
  trip(trip: Trip): void {
    const { rule, stream, grid } = trip
    const oldest = this.#settle(rule.id, stream, [grid])
    if (oldest) {
      this.#join(oldest, trip)
      return
    }
    const members: AlertMember[] = [{ number: trip.number, grid, status: 'holds' }]
    this.#begin({ ...trip, types: [stream], members, endsAt: null }, this.#near(rule.id, stream, [grid]))
  }

  /**
   * Events meet a rule together: they join the living alerts of its stream that hold one of them (not those that merely share ground: what is
   * told is of one household, or of one spot; of thresholds those in the grid), renew one that ended lately, or raise one.
   */
  tripGroup(trip: GroupTrip): void {
    const { rule, stream, members, endsAt, ground } = trip
    const near = ground === null ? this.#holding(rule.id, stream, members) : this.#near(rule.id, stream, [ground])
    const [oldest, ...others] = near.filter(isLive)
    if (!oldest) {
      this.#begin(trip, near)
      return
    }
    for (const other of others) this.#merge(other, oldest.id)
    const alert = this.#alerts.get(oldest.id)
    if (!alert) return
    const all = withMembers(alert.members, members)
    const later = Math.max(endsAt, alert.endsAt ?? endsAt)
    this.#change({ ...alert, members: all, clearedAt: null, endsAt: later }, 'joined', detailOf(trip))
  }

  /** The events of an alert of several as they are now, and when it ends by that. It ends at once where none stands any more. */
  regroup(id: string, { members, endsAt, event }: { members: readonly AlertMember[]; endsAt: number; event: number }): void {
    const alert = this.#alerts.get(id)
    if (!alert) return
    if (members.every(({ status }) => status === 'withdrawn'))
      this.#change({ ...alert, members: [...members], ...this.#end('withdrawn') }, 'ended', { endedBy: 'withdrawn', event })
    else this.#change({ ...alert, members: [...members], endsAt }, null)
  }

  /** Has one alert that ended lately told of all these events, which still stand in it? */
  hasTold(rule: string, members: readonly AlertMember[]): boolean {
    const [first] = members
    return [...(this.#byNumber.get(first?.number ?? 0) ?? [])].some((id) => {
      const alert = this.#alerts.get(id)
      const told = new Set(alert?.members.flatMap(({ number, status }) => (status === 'withdrawn' ? [] : [number])))
      return alert?.rule.id === rule && !isLive(alert) && members.every(({ number }) => told.has(number))
    })
  }

  /** Renews the alert among these that ended last and lately, where nobody has said what it was; else raises one. */
  #begin(trip: Begun, near: readonly AlertRecord[]): void {
    const ended = near.filter(({ endedBy, endedAt }) => endedBy !== 'merged' && endedAt !== null && this.now - endedAt <= RENEWAL_MS)
    const last = ended.sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0)).at(-1)
    if (last && last.verdict === null) this.#renew(last, trip)
    else this.#raise(trip, last?.id ?? null)
  }

  /** What has become of an event of an alert. Where it lies elsewhere now, the alert goes over into an older one that it shares ground with. */
  move(id: string, number: number, member: { status: AlertMember['status']; grid: string }, clearMs: number): void {
    const alert = this.#alerts.get(id)
    if (!alert) return
    const members = alert.members.map((one) => (one.number === number ? { ...one, ...member } : one))
    const holds = members.some(({ status }) => status === 'holds')
    if (members.every(({ status }) => status === 'withdrawn')) {
      this.#change({ ...alert, members, ...this.#end('withdrawn') }, 'ended', { endedBy: 'withdrawn', event: number })
      return
    }
    if (holds) this.#change({ ...alert, members, clearedAt: null, endsAt: null }, alert.clearedAt === null ? null : 'held', { event: number })
    else if (alert.clearedAt !== null) this.#change({ ...alert, members }, null)
    else this.#change({ ...alert, members, clearedAt: this.now, endsAt: this.now + clearMs }, 'cleared', { event: number })
    this.#settle(alert.rule.id, alert.stream, gridsOf({ members }))
  }

  /** Ends the alerts whose condition has been gone for long enough. */
  passEnds(): void {
    for (const alert of this.#alerts.values())
      if (isLive(alert) && alert.endsAt !== null && alert.endsAt <= this.now)
        this.#change({ ...alert, ...this.#end('condition') }, 'ended', { endedBy: 'condition' })
  }

  /** Alerts of a rule and stream that share ground with these grids, the oldest first. */
  #near(rule: string, stream: string, grids: readonly string[]): AlertRecord[] {
    return [...this.#alerts.values()]
      .filter((alert) => alert.rule.id === rule && alert.stream === stream && this.#isOnGround(alert, grids))
      .sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1))
  }

  #isOnGround(alert: AlertRecord, grids: readonly string[]): boolean {
    const own = this.#gridsOf(alert)
    return grids.some((grid) => own.has(grid)) || shareGround([...own], grids)
  }

  /** Alerts of a rule and stream in which one of these events stands, or stood when it ended, the oldest first. */
  #holding(rule: string, stream: string, members: readonly AlertMember[]): AlertRecord[] {
    const ids = new Set(members.flatMap(({ number }) => [...(this.#byNumber.get(number) ?? [])]))
    const numbers = new Set(members.map(({ number }) => number))
    return [...ids]
      .flatMap((id) => this.#alerts.get(id) ?? [])
      .filter((alert) => alert.rule.id === rule && alert.stream === stream)
      .filter((alert) => !isLive(alert) || alert.members.some(({ number, status }) => status !== 'withdrawn' && numbers.has(number)))
      .sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1))
  }

  /** Merges the living alerts that share ground with these grids into the oldest; its id, null where there is none. */
  #settle(rule: string, stream: string, grids: readonly string[]): string | null {
    const [oldest, ...others] = this.#near(rule, stream, grids).filter(isLive)
    if (!oldest) return null
    for (const other of others) this.#merge(other, oldest.id)
    return oldest.id
  }

  #index(id: string, members: readonly AlertMember[]): void {
    const alone = [id] // one for all: nearly every event is in one alert
    for (const { number } of members) {
      const known = this.#byNumber.get(number)
      if (!known) this.#byNumber.set(number, alone)
      else if (!known.includes(id)) this.#byNumber.set(number, [...known, id])
    }
  }

  #gridsOf({ id, members }: AlertRecord): ReadonlySet<string> {
    const known = this.#grids.get(id) ?? new Set(gridsOf({ members }))
    this.#grids.set(id, known)
    return known
  }

  #raise(trip: Begun, follows: string | null): void {
    const { rule, stream, types, sensitive, members, endsAt, colour, receivedAt, revision } = trip
    const { id, version, kind, name, record } = rule
    this.#change(
      {
        ...{ id: this.idOf(id, stream, revision), revision: 0, rule: { id, version, kind, name }, stream, types: [...types], sensitive },
        ...{ colour, state: 'firing', members: [...members], startedAt: receivedAt, updatedAt: this.now },
        ...{ clearedAt: null, endsAt, endedAt: null, endedBy: null, mergedInto: null, follows, acknowledged: null, assigned: null },
        ...{ escalated: 0, ladder: NO_LADDER, silencedUntil: null, verdict: null, record },
      },
      'raised',
      detailOf(trip),
    )
  }

  #join(id: string, trip: Trip): void {
    const { grid, number, colour } = trip
    const alert = this.#alerts.get(id)
    if (!alert) return
    const member: AlertMember = { number, grid, status: 'holds' }
    // the usual case, one more where others stand: nothing of the others has to be looked at again
    const isOneMore = !this.#byNumber.get(number)?.includes(id) && this.#gridsOf(alert).has(grid)
    const members = isOneMore ? this.#growingOf(alert) : withMembers(alert.members, [member])
    const joined: AlertRecord = { ...alert, clearedAt: null, endsAt: null, members }
    if (isOneMore) {
      members.push(member)
      this.#index(id, [member])
      this.#alerts.set(id, joined)
    }
    this.#change(joined, 'joined', detailOf(trip))
    if (isGraver(colour, alert.colour)) this.#change({ ...joined, colour, state: 'firing', acknowledged: null }, 'risen', { from: alert.colour })
  }

  #growingOf({ members }: AlertRecord): AlertMember[] {
    if (this.#growing.has(members)) return members
    const own = [...members]
    this.#growing.add(own)
    return own
  }

  /** Another alert goes over into this one; what nobody has acknowledged there is to be acknowledged here. */
  #merge(other: AlertRecord, into: string): void {
    const alert = this.#alerts.get(into)
    if (!alert) return
    const members = union(alert.members, other.members)
    const holds = members.some(({ status }) => status === 'holds')
    const colour = isGraver(other.colour, alert.colour) ? other.colour : alert.colour
    const rings = other.state === 'firing' || colour !== alert.colour
    const merged: AlertRecord = {
      ...{ ...alert, members, colour, ...(rings && { state: 'firing', acknowledged: null }) },
      ...(holds ? { clearedAt: null, endsAt: null } : laterEnd(alert, other)),
    }
    this.#change(merged, 'absorbed', { alert: other.id })
    // a graver colour is told anew, whatever brought it
    if (colour !== alert.colour) this.#change(merged, 'risen', { from: alert.colour })
    this.#change({ ...other, ...this.#end('merged'), mergedInto: into }, 'ended', { endedBy: 'merged', into })
  }

  #renew(alert: AlertRecord, trip: Begun): void {
    const { members: given, colour, endsAt } = trip
    const members = withMembers(alert.members, given)
    this.#change(
      {
        ...{
          ...alert,
          members,
          colour,
          state: 'firing',
          endedAt: null,
          endedBy: null,
          acknowledged: null,
          silencedUntil: null,
          endsAt,
        },
      },
      'renewed',
      detailOf(trip),
    )
  }

  #end(endedBy: NonNullable<AlertRecord['endedBy']>): Partial<AlertRecord> {
    return { state: 'resolved', endedAt: this.now, endedBy, clearedAt: null, endsAt: null, silencedUntil: null }
  }

  #change(alert: AlertRecord, step: AlertStepName | null, detail: Record<string, unknown> = {}): void {
    if (this.#alerts.get(alert.id)?.members !== alert.members) {
      this.#index(alert.id, alert.members)
      this.#grids.delete(alert.id)
    }
    this.#alerts.set(alert.id, { ...alert, updatedAt: this.now })
    const steps = this.#outcomes.get(alert.id) ?? []
    if (step !== null) steps.push({ step, at: this.now, detail, state: alert.state, colour: alert.colour })
    this.#outcomes.set(alert.id, steps)
  }
}
