import type { ClockKind, Urgency } from '@/lib/domain/category'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/domain/clock'
import { deadline } from '@/lib/domain/deadline'
import type { Party } from '@/lib/domain/life'
import { makeRandom, normal, type Random } from '@/lib/domain/random'
import { byDay } from './handling'
import type { Model } from './history-model'
import { calendar } from './holidays'
import { type StageName, sayOf } from './life-words'
import type { DemoType } from './rhythm'

/** One step of a life as it will be; epoch milliseconds. `party`: whom it is given to, or who does it; `deadline`: of what is granted or demanded. */
export type LifeStep = {
  action: StageName
  at: number
  party?: Party
  deadline?: number
  satisfied?: boolean
  solved?: boolean
  card?: 'yellow' | 'red'
  words?: string
}

/** What will happen to an event, in order of time, and when it ends for the first time (办结, or 不予受理 with an answer). */
export type PlannedLife = { steps: readonly LifeStep[]; endsAt: number }

/** What decides a life. `community`: the code of the grid of level 2 (or above) that the event lies in. */
export type Living = { id: string; type: DemoType; occurredAt: number; urgency: Urgency; community: string }

/** No life of the demonstration takes longer until its first end. */
export const LONGEST_MS = 70 * DAY_MS

/** Shares of events, of the steps named: what a county that works well, and not perfectly, would show. */
const REJECTED = 0.012
const ON_SPOT = 0.07
const LATE_DESK = 0.045
const LATE_DISPATCH = 0.03
const TAKEN = 0.85
const RETURNED = 0.015
const SUSPENDED = 0.012
const REWORKED = 0.04
/** 长期未结 */
const LINGERING = 0.01
/** Of those that will hardly be in time: who ask for more of it, and of these who are refused. */
const ASKING = 0.32
const REFUSED = 0.18
const REMINDED = 0.3
const CARDED = 0.35
const FOLLOWED_UP = 0.27
const REOPENED = 0.25

/** Who works on every day of the week, and what a unit of each clock then comes to. */
const EVERY_DAY = 0.6
const ELAPSED: Readonly<Record<ClockKind, number>> = {
  urgent_hour: HOUR_MS,
  working_hour: 3 * HOUR_MS,
  working_day: 1.25 * DAY_MS,
  calendar_day: DAY_MS,
}

/** How long the handling takes as a part of the limit: median and spread (lognormal), and of the few communities that are slower. */
const USUAL_PACE = { median: 0.53, spread: 0.42, desk: 1 }
const SLOW_PACE = { median: 0.72, spread: 0.6, desk: 3.5 }
const MAX_LIMITS = 3

/**
 * The life of an event of the demonstration from report to follow-up: a pure function of the event, so that the history and the feed that
 * goes on after it tell the same one, and nothing need be remembered. About 10 µs.
 */
export function planLife(model: Model, event: Living): PlannedLife {
  // ids are drawn by the model's seed, so theirs is chance enough
  const random = makeRandom('life', Number.parseInt(event.id.slice(0, 8), 16), Number.parseInt(event.id.slice(24), 16))
  const life = new Life(random, event, model.slow.has(event.community))
  return life.run()
}

class Life {
  readonly steps: LifeStep[] = []
  readonly pace: typeof USUAL_PACE
  /** when the last step was taken */
  at: number

  constructor(
    private readonly random: Random,
    private readonly event: Living,
    private readonly slow: boolean,
  ) {
    this.pace = slow ? SLOW_PACE : USUAL_PACE
    this.at = event.occurredAt
  }

  run(): PlannedLife {
    const { random, event } = this
    const kind = random.next()
    // whoever is in the grid sees no sensitive event that they were not given
    if (kind < ON_SPOT && event.urgency > 2 && !event.type.sensitive) {
      this.step('handle_on_spot', this.at + this.lognormal(24, 0.7))
      return this.closed()
    }
    this.step(kind > 1 - REJECTED ? 'reject' : 'accept', this.desk(13, LATE_DESK))
    if (kind > 1 - REJECTED) return { steps: this.steps, endsAt: this.at }
    this.dispatchAndHandle(random.next() < RETURNED)
    this.verify(random.next() < REWORKED)
    return this.closed()
  }

  /** From dispatch to the hand-in, once around by way of a return where it was not theirs. */
  dispatchAndHandle(returned: boolean): void {
    const { random, event } = this
    const party = partyOf(event, random, returned)
    this.step('dispatch', this.desk(11, LATE_DISPATCH), { party })
    const { limit, clock } = event.type
    const from = this.at
    if (returned) {
      this.step('return', this.byDay(from + 0.1 * (this.due(from, limit) - from) + this.lognormal(40, 0.6)), { party })
      this.dispatchAndHandle(false)
      return
    }
    const lingering = random.next() < LINGERING
    const part = Math.min(MAX_LIMITS, this.pace.median * Math.exp(this.pace.spread * normal(random)))
    const due = this.due(from, limit)
    // some work on through weekends, whose clock stands meanwhile
    const everyDay = clock !== 'urgent_hour' && random.next() < EVERY_DAY
    let end = this.byDay(everyDay ? from + Math.round(part * limit * ELAPSED[clock]) : this.due(from, part * limit))
    // what is done in time does not wait for the morning after its deadline
    if (part < 0.97 && end > due) end = from + Math.round((due - from) * (0.6 + 0.38 * random.next()))
    if (lingering) end = this.byDay(end + Math.min(55 * DAY_MS, Math.round(-14 * DAY_MS * Math.log(1 - random.next()))))
    const within = (share: number) => from + Math.round((end - from) * share)
    if (random.next() < TAKEN) this.step('take', Math.min(within(0.6), from + this.lognormal(event.urgency <= 2 ? 4 : 26, 0.8)), { party })

    let deadlineNow = due
    if (random.next() < SUSPENDED && clock !== 'urgent_hour') {
      const suspendedAt = this.byDay(within(0.3 + 0.3 * random.next()))
      const resumedAt = this.byDay(suspendedAt + Math.round(DAY_MS * Math.min(25, 2 - 5 * Math.log(1 - random.next()))))
      this.step('suspend', suspendedAt)
      this.step('resume', resumedAt)
      end = this.byDay(Math.max(end, resumedAt) + Math.round((end - from) * 0.3))
      deadlineNow += resumedAt - suspendedAt
    } else if (part > 0.74 && clock !== 'urgent_hour' && random.next() < ASKING) {
      const asked = this.byDay(from + Math.round((Math.min(due, end) - from) * (0.62 + 0.2 * random.next())))
      const answered = this.byDay(asked + this.lognormal(70, 0.7))
      if (answered < Math.min(due, end)) {
        const refused = random.next() < REFUSED
        const until = this.due(Math.max(due, answered), 1 + Math.floor(random.next() * 3))
        this.step('ask_extension', asked, { party, deadline: until })
        if (refused) this.step('refuse_extension', answered)
        else {
          deadlineNow = until
          this.step('grant_extension', answered, { deadline: until })
        }
      }
    }
    if (part > 0.85 && random.next() < REMINDED) this.step('remind', this.byDay(Math.min(end - MINUTE_MS, within(0.8))))
    const late = end - deadlineNow
    if (late > 8 * HOUR_MS && random.next() < CARDED) this.supervise(deadlineNow, end, party)
    this.step('hand_in', Math.min(end, event.occurredAt + LONGEST_MS - 12 * DAY_MS), { party })
  }

  /** A card once it is well past its deadline, replied to and lifted before it is handed in. */
  supervise(due: number, end: number, party: Party): void {
    const { random, event } = this
    const at = this.byDay(due + Math.round((end - due) * (0.25 + 0.2 * random.next())))
    const replied = at + Math.round((end - at) * (0.3 + 0.3 * random.next()))
    if (at >= end || replied <= at) return
    this.step('supervise', at, { card: event.urgency <= 2 || random.next() < 0.2 ? 'red' : 'yellow', deadline: at + DAY_MS })
    this.step('reply', replied, { party })
    this.step('lift', Math.round((replied + end) / 2))
  }

  verify(reworked: boolean): void {
    const { random, event } = this
    const look = this.checked()
    if (reworked) {
      this.step('send_back', look)
      const again = this.due(this.at, event.type.limit * (0.08 + 0.2 * random.next()))
      this.step('hand_in', this.byDay(again), { party: this.lastParty() })
    }
    this.step('verify', reworked ? this.checked() : look)
  }

  /** The end, and what may come after it: the follow-up call, and of those who are not satisfied some begin anew. */
  closed(): PlannedLife {
    const { random } = this
    const endsAt = this.at
    if (random.next() < FOLLOWED_UP) {
      const satisfied = random.next() < (this.slow ? 0.8 : 0.925)
      const solved = random.next() < (satisfied ? 0.98 : 0.45)
      this.step('follow_up', this.atDesk(this.at + Math.round((3 + 44 * random.next()) * HOUR_MS)), { satisfied, solved })
      if (!solved && random.next() < REOPENED) {
        this.step('reopen', this.atDesk(this.at + this.lognormal(60, 0.8)))
        this.dispatchAndHandle(false)
        this.verify(false)
      }
    }
    return { steps: this.steps, endsAt }
  }

  step(action: StageName, at: number, more: Omit<LifeStep, 'action' | 'at'> = {}): void {
    this.at = Math.max(this.at + 1_000, Math.round(at))
    const step: LifeStep = { action, at: this.at, ...more }
    const words = sayOf(action, this.event.type.classCode, this.random)
    if (words !== null) step.words = words
    this.steps.push(step)
  }

  lastParty(): Party {
    return this.steps.findLast((step) => step.action === 'dispatch')?.party ?? { kind: 'grid', id: this.event.community }
  }

  lognormal(medianMinutes: number, spread: number): number {
    return Math.round(medianMinutes * MINUTE_MS * Math.exp(spread * normal(this.random)))
  }

  /** When the duty desk gets to it: within minutes, around the clock for what is urgent; a few lie for hours. */
  desk(medianMinutes: number, late: number): number {
    const { random, event } = this
    if (event.urgency <= 2)
      return this.at + (random.next() < late ? this.lognormal(50, 0.4) : Math.min(26 * MINUTE_MS, this.lognormal(medianMinutes / 2, 0.6)))
    if (random.next() < late * (this.slow ? 3 : 1)) return this.atDesk(deadline(this.at, 2.1 + 3 * random.next(), 'working_hour', calendar))
    return this.atDesk(this.at + Math.min(100 * MINUTE_MS, this.lognormal(medianMinutes * this.pace.desk, 0.75)))
  }

  /** When what was handed in is looked at: mostly within hours, some the next day. */
  checked(): number {
    return this.atDesk(this.at + Math.min(30 * HOUR_MS, this.lognormal(this.event.urgency <= 2 ? 25 : 95 * this.pace.desk ** 0.5, 1)))
  }

  /** The duty desk is open from half past seven to half past nine in the evening, every day; what comes by night waits for the morning. */
  atDesk(at: number): number {
    if (this.event.urgency <= 2) return at
    const time = (at + 8 * HOUR_MS) % DAY_MS
    if (time >= 7.5 * HOUR_MS && time < 21.5 * HOUR_MS) return at
    const morning = at - time + 7.5 * HOUR_MS + (time >= 21.5 * HOUR_MS ? DAY_MS : 0)
    return morning + Math.round(this.random.next() * 70 * MINUTE_MS)
  }

  byDay(at: number): number {
    return byDay(this.random, this.event.type, at)
  }

  /** When a limit on the type's clock ends. */
  due(from: number, limit: number): number {
    return deadline(from, limit, this.event.type.clock, calendar)
  }
}

/** By the type's lead (主办): the community for what is the community's, mostly the department for all else. Another one than the first after a return. */
function partyOf({ type, community }: Living, random: Random, wrong: boolean): Party {
  const department = type.lead.split(/[/、,，]/)[0]?.trim() ?? ''
  const own: Party = { kind: 'grid', id: community }
  if (department === '' || department.startsWith('社区')) return own
  const ofDepartment: Party = { kind: 'department', id: department }
  const toDepartment = random.next() < 0.62
  return toDepartment !== wrong ? ofDepartment : own
}
