import type { AlertOutcome, AlertStepName, OwnStep } from '@/lib/domain/alert'
import { type AlertPart, type AlertRecord, type AlertWork, isLive } from '@/lib/domain/alert-record'
import type { Calendar } from '@/lib/domain/calendar'
import { civilDate, DAY_MS, MINUTE_MS, startOfDay } from '@/lib/domain/clock'
import { deadline } from '@/lib/domain/deadline'
import { isWithin } from '@/lib/domain/grid'
import { NO_LADDER } from '@/lib/domain/ladder'
import type { LapsedOrdersRule, UnvisitedRule, WorkRule } from '@/lib/domain/rule'
import { holdsGrid } from '@/lib/domain/rule-scope'
import type { LapsedOrdersSettings, UnvisitedSettings } from '@/lib/domain/rule-settings'
import type { DutyPiece, OrderPiece, ToldWork, WorkPiece } from '@/lib/domain/waiting-work'

export type WorkContext = {
  /** the living alerts of rules of work */
  alerts: readonly AlertRecord[]
  items: readonly DutyPiece[]
  orders: readonly OrderPiece[]
  toldBy(rule: string): ToldWork
  calendar: Calendar
  /** the grid (by code) of a level that a grid lies in */
  placeOf(grid: string, level: number): string
  /** the id of an alert by its rule, its place and what it is of: the same each time */
  idOf(rule: string, place: string, of: string): string
  /** epoch milliseconds */
  now: number
}

/** An alert of a rule that is not there any more ends so long after nothing of it waits. */
const CLEAR_MINUTES = 60
/** The level of communities and villages (中). */
export const COMMUNITY = 2

/** From when on an item that is not done is an alert: so many whole working or calendar days after the day that it was due. */
export const unvisitedFrom = ({ days, dayKind }: Pick<UnvisitedSettings, 'days' | 'dayKind'>, dueAt: number, calendar: Calendar): number =>
  deadline(dueAt, days, dayKind === 'working' ? 'working_day' : 'calendar_day', calendar)

/** Since when (epoch milliseconds) orders that came are counted: whole civil days, the present one among them, as lists of orders have them. */
export const lapsedSince = ({ days }: Pick<LapsedOrdersSettings, 'days'>, now: number): number => startOfDay(now) - (days - 1) * DAY_MS

/**
 * What rules of work that waits make of the work as it stands. One alert a place and period of a duty (as shipped a street: visits of a period come to be overdue at one moment, in most communities),
 * or a community whose orders nobody takes. What waits joins the living alert of its place; an alert whose work waits no more is cleared, and ends by the clock as those of events do; that of an earlier
 * period goes over into the next one. What an alert that is over has told is told by no other. Pure: the same work and alerts come to the same, whoever asks and however often.
 */
export function evaluateWork(rules: readonly WorkRule[], context: WorkContext): AlertOutcome[] {
  const work = new WorkAlerts(context)
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  for (const alert of context.alerts) work.follow(alert, byId.get(alert.rule.id)?.settings.clearMinutes ?? CLEAR_MINUTES)
  for (const rule of rules) {
    if (!rule.enabled || rule.beginsAt === null) continue
    if (rule.kind === 'unvisited') raiseUnvisited(work, rule, rule.beginsAt, context)
    else raiseLapsed(work, rule, rule.beginsAt, context)
  }
  return work.outcomes
}

/** What had been overdue for long enough before the rule began is the past, as it is for all rules. Of a place only the last period that is overdue is told. */
function raiseUnvisited(work: WorkAlerts, rule: UnvisitedRule, beginsAt: number, { items, calendar, placeOf, toldBy, idOf, now }: WorkContext): void {
  const { settings } = rule
  const told = toldBy(rule.id)
  const overdue = items.filter(({ id, duty, grid, waits, dueAt }) => {
    if (!waits || told.parts.has(id) || duty.id !== settings.duty || !holdsGrid(settings, grid)) return false
    const from = unvisitedFrom(settings, dueAt, calendar)
    return from >= beginsAt && from <= now
  })
  for (const [place, all] of grouped(overdue, ({ grid }) => placeOf(grid, settings.level))) {
    const last = Math.max(...all.map(({ dueAt }) => dueAt))
    const own = all.filter(({ dueAt }) => dueAt === last)
    const [first] = own
    if (!first) continue
    const { duty, period, dueAt } = first
    const id = idOf(rule.id, place, `${duty.id} ${period}`)
    if (told.alerts.has(id)) continue
    work.tell(rule, id, { place, duty: { ...duty, period, dueAt }, parts: own.map(standing) })
    // where the level was another one before, all that it lies in or that lies in it
    const isNear = (other: string) => isWithin(other, place) || isWithin(place, other)
    work.absorb(id, (alert) => alert.rule.id === rule.id && alert.work?.duty?.id === duty.id && isNear(alert.work.place))
  }
}

/** An order that came before the rule began is the past. */
function raiseLapsed(work: WorkAlerts, rule: LapsedOrdersRule, beginsAt: number, { orders, placeOf, toldBy, idOf, now }: WorkContext): void {
  const { settings } = rule
  const since = Math.max(beginsAt, lapsedSince(settings, now))
  const fresh = orders
    .filter(({ id, grid, service, waits, createdAt }) => {
      const isWatched = holdsGrid(settings, grid) && (settings.services.length === 0 || settings.services.includes(service))
      return waits && isWatched && createdAt >= since && !toldBy(rule.id).parts.has(id)
    })
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
  for (const [place, own] of grouped(fresh, ({ grid }) => placeOf(grid, COMMUNITY))) {
    const [first, last] = [own[0], own.at(-1)]
    const living = work.living((alert) => alert.rule.id === rule.id && alert.work?.place === place)
    if (!first || !last || (!living && own.length < settings.times)) continue
    const from = living?.work?.days?.from ?? civilDate(first.createdAt)
    const to = [living?.work?.days?.to ?? '', civilDate(last.createdAt)].sort().at(-1) ?? from
    work.tell(rule, living?.id ?? idOf(rule.id, place, first.id), { place, days: { from, to }, parts: own.map(standing) })
  }
}

const standing = ({ id, grid }: WorkPiece): AlertPart => ({ id, grid, status: 'holds' })

function grouped<P extends WorkPiece>(pieces: readonly P[], placeOf: (piece: P) => string): Map<string, P[]> {
  const places = new Map<string, P[]>()
  for (const piece of pieces) {
    const place = placeOf(piece)
    const own = places.get(place)
    if (own) own.push(piece)
    else places.set(place, [piece])
  }
  return places
}

/** The living alerts of work as an evaluation changes them. */
class WorkAlerts {
  readonly #alerts: Map<string, AlertRecord>
  readonly #steps = new Map<string, OwnStep[]>()
  readonly #now: number
  readonly #pieces: ReadonlyMap<string, WorkPiece>

  constructor({ alerts, items, orders, now }: WorkContext) {
    this.#alerts = new Map(alerts.map((alert) => [alert.id, alert]))
    this.#pieces = new Map<string, WorkPiece>([...items, ...orders].map((piece) => [piece.id, piece]))
    this.#now = now
  }

  get outcomes(): AlertOutcome[] {
    return [...this.#steps].flatMap(([id, steps]) => {
      const alert = this.#alerts.get(id)
      return alert ? [{ alert, steps }] : []
    })
  }

  living(isIt: (alert: AlertRecord) => boolean): AlertRecord | undefined {
    return [...this.#alerts.values()].find((alert) => isLive(alert) && isIt(alert))
  }

  /** The work of a living alert as it stands: it is cleared when nothing of it waits, and holds again when something does. It ends at once where none of it is there any more. */
  follow(alert: AlertRecord, clearMinutes: number): void {
    if (!alert.work || !isLive(alert)) return
    const parts = alert.work.parts.map((part): AlertPart => {
      const piece = this.#pieces.get(part.id)
      return { ...part, status: piece ? (piece.waits ? 'holds' : 'over') : 'withdrawn' }
    })
    const isSame = parts.every(({ status }, i) => status === alert.work?.parts[i]?.status)
    const next = { ...alert, work: { ...alert.work, parts } }
    const waits = parts.some(({ status }) => status === 'holds')
    if (parts.every(({ status }) => status === 'withdrawn')) this.#change({ ...next, ...this.#end('withdrawn') }, 'ended', { endedBy: 'withdrawn' })
    else if (waits && alert.clearedAt !== null) this.#change({ ...next, clearedAt: null, endsAt: null }, 'held')
    else if (!waits && alert.clearedAt === null)
      this.#change({ ...next, clearedAt: this.#now, endsAt: this.#now + clearMinutes * MINUTE_MS }, 'cleared')
    else if (!isSame) this.#change(next, null)
  }

  /** What waits joins the living alert of this id, or raises it. */
  tell(rule: WorkRule, id: string, work: AlertWork): void {
    const alert = this.#alerts.get(id)
    if (!alert) {
      this.#raise(rule, id, work)
      return
    }
    const known = new Set(alert.work?.parts.map((part) => part.id))
    const joining = work.parts.filter((part) => !known.has(part.id))
    if (joining.length === 0) return
    const parts = [...(alert.work?.parts ?? []), ...joining]
    this.#change({ ...alert, work: { ...work, parts }, clearedAt: null, endsAt: null }, 'joined', { count: joining.length })
  }

  /** Living alerts other than this one go over into it. */
  absorb(id: string, isIt: (alert: AlertRecord) => boolean): void {
    for (const other of [...this.#alerts.values()].filter((alert) => alert.id !== id && isLive(alert) && isIt(alert))) {
      const into = this.#alerts.get(id)
      if (into) this.#change(into, 'absorbed', { alert: other.id })
      this.#change({ ...other, ...this.#end('merged'), mergedInto: id }, 'ended', { endedBy: 'merged', into: id })
    }
  }

  #raise({ id: ruleId, version, kind, name, settings, record }: WorkRule, id: string, work: AlertWork): void {
    this.#change(
      {
        ...{ id, revision: 0, rule: { id: ruleId, version, kind, name }, stream: work.place, types: [], sensitive: false, members: [], work },
        ...{ colour: settings.colour, state: 'firing', startedAt: this.#now, updatedAt: this.#now, clearedAt: null, endsAt: null, endedAt: null },
        ...{ endedBy: null, mergedInto: null, follows: null, acknowledged: null, assigned: null, escalated: 0, ladder: NO_LADDER },
        ...{ silencedUntil: null, verdict: null, record },
      },
      'raised',
      { count: work.parts.length },
    )
  }

  #end(endedBy: NonNullable<AlertRecord['endedBy']>): Partial<AlertRecord> {
    return { state: 'resolved', endedAt: this.#now, endedBy, clearedAt: null, endsAt: null, silencedUntil: null }
  }

  #change(alert: AlertRecord, step: AlertStepName | null, detail: Record<string, unknown> = {}): void {
    this.#alerts.set(alert.id, { ...alert, updatedAt: this.#now })
    const steps = this.#steps.get(alert.id) ?? []
    if (step !== null) steps.push({ step, at: this.#now, detail, state: alert.state, colour: alert.colour })
    this.#steps.set(alert.id, steps)
  }
}
