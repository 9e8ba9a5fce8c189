import type { AlertRecord } from './alert-record'
import type { AlertBudget, BudgetUse } from './budget-limits'
import { DAY_MS, MINUTE_MS, startOfDay } from './clock'
import { minutesOf } from './clock-time'
import type { Colour } from './colour'
import type { BudgetLimit, Digest, LadderMinutes } from './ladder'
import { quietAt } from './preferences'

const NIGHT = { from: '22:00', to: '06:00', red: false }
const WEEK_MS = 7 * DAY_MS
/** No alert that was told earlier than this before counts in a budget. */
export const BUDGET_MS = WEEK_MS

/** When digests are told, by the county's clock. */
const DIGEST_TIMES = ['08:00', '17:00']
/** A digest that nobody has looked at is offered on pages for so long. */
const OFFERED_MS = DAY_MS

/** When what is held at an instant (epoch milliseconds) is told: at the next digest. */
export function nextDigestAt(now: number): number {
  const times = [startOfDay(now), startOfDay(now) + DAY_MS].flatMap((day) => DIGEST_TIMES.map((time) => day + MINUTE_MS * minutesOf(time)))
  return times.find((at) => at > now) ?? now + DAY_MS
}

/** An alert that was told: when (epoch milliseconds), in which colour, and of which grids. */
export type ToldAlert = { id: string; colour: Colour; grids: readonly string[]; at: number }

/** What a budget is held against: its limits, what was told in the last seven days, and which colours climb. */
export type BudgetContext = { budget: AlertBudget; told: readonly ToldAlert[]; minutes: LadderMinutes; now: number }

/** May an alert be left to a digest: it is 蓝 or 黄, and not of the rule 特急? */
export const mayWait = ({ colour, rule }: Pick<AlertRecord, 'colour' | 'rule'>): boolean =>
  (colour === 'blue' || colour === 'yellow') && rule.kind !== 'urgency'

const ofDay = ({ told, now }: BudgetContext) => told.filter(({ at, colour }) => at >= startOfDay(now) && colour !== 'blue')

/** Null by day. */
function ofNight({ told, now }: BudgetContext): ToldAlert[] | null {
  const night = quietAt(NIGHT, now)
  return night && told.filter(({ at, colour }) => at >= night.from && colour !== 'red')
}

const ofLeaf = ({ told, minutes, now }: BudgetContext, leaf: string) =>
  told.filter(({ at, colour, grids }) => at > now - WEEK_MS && minutes[colour] !== null && grids.includes(leaf))

/**
 * The limit that telling of this alert now would break, the first that does; null: it may be told, or it may not wait (`mayWait`). `leaves`: the leaf grids that it is
 * about. It is not counted against itself.
 */
export function overBudget(
  alert: Pick<AlertRecord, 'id' | 'colour' | 'rule'> & { leaves: readonly string[] },
  context: BudgetContext,
): Pick<Digest, 'limit' | 'of' | 'told'> | null {
  if (!mayWait(alert)) return null
  const others = { ...context, told: context.told.filter(({ id }) => id !== alert.id) }
  const { budget, minutes } = context
  const mostOfLeaf = minutes[alert.colour] === null ? null : Math.max(0, ...alert.leaves.map((leaf) => ofLeaf(others, leaf).length))
  const rows: [BudgetLimit, number | null][] = [
    ['daily', ofDay(others).length],
    ['nightly', ofNight(others)?.length ?? null],
    ['chiefWeekly', alert.leaves.length > 0 ? mostOfLeaf : null],
  ]
  for (const [name, told] of rows) {
    const of = budget[name]
    if (of !== null && told !== null && told >= of) return { limit: name, of, told }
  }
  return null
}

/** How much of the budget is used at `now`. `digested`: when each alert that waits in a digest was put there; `isLeaf`: of a grid by its code. */
export function budgetUse(context: BudgetContext, digested: readonly number[], isLeaf: (code: string) => boolean): BudgetUse {
  const { told, now } = context
  const leaves = new Set(told.flatMap(({ grids }) => grids.filter(isLeaf)))
  return {
    daily: ofDay(context).length,
    nightly: ofNight(context)?.length ?? null,
    chiefWeekly: Math.max(0, ...[...leaves].map((leaf) => ofLeaf(context, leaf).length)),
    digested: digested.filter((since) => since >= Math.min(startOfDay(now), quietAt(NIGHT, now)?.from ?? now)).length,
  }
}

/** What of an alert says whether a digest tells it. */
type Digested = { state: string; digest?: { at: string } | undefined; inhibited?: boolean | undefined; silencedUntil?: string | undefined }

/** The digest that was told last, of what still waits to be acknowledged; null: there is none, or it is a day old. `now`: epoch milliseconds. */
export function latestDigest<A extends Digested>(alerts: Iterable<A>, now: number): { key: string; alerts: A[] } | null {
  const waiting = [...alerts].filter(({ state, digest, inhibited, silencedUntil }) => {
    const at = digest && Date.parse(digest.at)
    const isStill = inhibited === true || (silencedUntil !== undefined && Date.parse(silencedUntil) > now)
    return state === 'firing' && !isStill && at !== undefined && at <= now && now - at < OFFERED_MS
  })
  const key = waiting
    .map(({ digest }) => digest?.at ?? '')
    .sort()
    .at(-1)
  return key === undefined ? null : { key, alerts: waiting.filter(({ digest }) => digest?.at === key) }
}
