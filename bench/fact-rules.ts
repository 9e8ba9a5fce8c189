// What the rules of fact would have raised over the last year of the demonstration, and how many of its recurrences they tell of.
import { readFileSync } from 'node:fs'
import { countyGrids } from '@/lib/demo/county'
import { EVENT_TYPES } from '@/lib/demo/event-types'
import { toldStages } from '@/lib/demo/history'
import { type DrawnEvent, livingOf, toEventIn } from '@/lib/demo/history-events'
import { makeModel } from '@/lib/demo/history-model'
import { drawPlanned, FULL_SIZE, planHistory } from '@/lib/demo/history-plan'
import { calendar } from '@/lib/demo/holidays'
import { planLife } from '@/lib/demo/lives'
import { BUDGET_MS, overBudget, type ToldAlert } from '@/lib/domain/alert-budget'
import { ALERT_BUDGET } from '@/lib/domain/budget-limits'
import { historyRules, lifeOfStages } from '@/lib/domain/case-history'
import { DAY_MS } from '@/lib/domain/clock'
import type { Colour } from '@/lib/domain/colour'
import { leavesOf } from '@/lib/domain/grid'
import { makeGridIndex } from '@/lib/domain/grid-index'
import { type BudgetLimit, LADDER_MINUTES } from '@/lib/domain/ladder'
import type { EventState } from '@/lib/domain/life'
import { DEFAULT_RULES } from '@/lib/domain/lifecycle'
import { lightOf, nextLightChange } from '@/lib/domain/lights'
import { firstClocks, firstLimits } from '@/lib/domain/limit'
import { type GroupRule, isGroupRule, Rule } from '@/lib/domain/rule'
import { mayBePublished, RECORD_GATES } from '@/lib/domain/rule-gates'
import { toldStage } from '@/lib/domain/stages'
import { allSteps } from '@/lib/testing/all-steps'
import { type PastEvent, replayGroups } from '@/lib/warning/group-replay'
import { gridAt, spanMs, watches } from '@/lib/warning/group-rules'
import { replayQuiet } from '@/lib/warning/quiet-rule'
import { SHIPPED_BACKTESTS } from '@/lib/warning/shipped-record'
import { printTable } from './parts/race'

const END = Date.parse('2026-11-27T00:00:00Z')
const YEAR_MS = 365 * DAY_MS
const [URGENT, OVERDUE] = ['特急 (red)', '超期, urgency 1 and 2']
const isOfTheYear = (at: number): boolean => at >= END - YEAR_MS && at < END
/** Names of types that are told one by one. */
const FEW = 10
const SHIPPED = 'prisma/migrations/20261127120000_group_rules/migration.sql'
/** What a later migration adds to the settings of a rule that nobody has changed. */
const ADDED = 'prisma/migrations/20261204090000_threshold_rarity/migration.sql'

/** The rules as they are shipped. */
function shippedRules(): GroupRule[] {
  const row = /\('(?<id>\w+)', 1, '(?<kind>\w+)', '(?<name>[^']*)', (?<enabled>\w+), '(?<settings>[^']*)'\)/g
  const { id: of, more = '{}' } = /settings \|\| '(?<more>[^']*)'.* id = '(?<id>\w+)'/.exec(readFileSync(ADDED, 'utf8'))?.groups ?? {}
  const rules = [...readFileSync(SHIPPED, 'utf8').matchAll(row)].map(({ groups }) => {
    const { id, kind, name, enabled, settings = '' } = groups ?? {}
    const held = { version: 1, enabled: enabled === 'true', published: true, hours: null, record: null, beginsAt: 0 }
    return Rule.parse({ ...held, id, kind, name, settings: { ...JSON.parse(settings), ...(id === of && JSON.parse(more)) } })
  })
  return rules.filter(isGroupRule)
}

/** When the rule of what is overdue would have told of an event: the first instant at which a clock has run out that runs; null: none did by the end of the year. */
function overdueSince(event: DrawnEvent): number | null {
  const type = model.types[event.type]
  if (!type) throw new Error('an event of no type')
  const steps = planLife(model, livingOf(model, event)).steps.filter(({ at }) => at < END)
  const { stages = [] } = toEventIn(model, event, toldStages(steps, event.receivedAt))
  const { urgency } = livingOf(model, event)
  const rules = historyRules(type, urgency, { lifecycle: DEFAULT_RULES, calendar })
  const { deadline, stageClock } = firstClocks(event.occurredAt, firstLimits(type, urgency, DEFAULT_RULES), calendar)
  const report = { reportedAt: event.occurredAt, reporter: null, handledAt: null, limit: rules.handling, deadline, stageClock, grid: '' }
  const told = stages.map(toldStage)
  for (let i = 0; i <= told.length; i++) {
    const folded = lifeOfStages(report, told.slice(0, i), rules)
    if (!folded.ok) throw new Error(folded.message)
    const { life } = folded
    if (!RUNS.has(life.state)) continue
    const until = told[i]?.at ?? END
    for (let at: number | null = told[i - 1]?.at ?? event.occurredAt; at !== null && at < until; at = nextLightChange(life, at, calendar))
      if (lightOf(life, at, calendar) === 'overdue') return at
  }
  return null
}
const RUNS: ReadonlySet<EventState> = new Set(['awaiting_acceptance', 'awaiting_dispatch', 'handling'])

/** An alert as it was raised: by which rule, when, how grave, and in which leaf it began. */
type Raised = { rule: string; at: number; colour: Colour; leaf: string }
const raised: Raised[] = []

const isAtNight = (at: number): boolean => (((at / 3_600_000 + 8) % 24) + 2) % 24 < 8

const began = performance.now()
const model = makeModel(leavesOf(countyGrids()), EVENT_TYPES)
const ground = makeGridIndex(model.leaves.map(({ code, geometry }, id) => ({ id, code, geometry })))
const plan = planHistory(model, { end: END, total: FULL_SIZE })
const events: (PastEvent & { household: string | undefined; community: string; leaf: string })[] = []
for (const day of plan.days.filter(({ to }) => to > END - 2 * YEAR_MS - 30 * DAY_MS))
  for (const event of drawPlanned(model, END, plan.total, day).events) {
    const { occurredAt, receivedAt, position, household, community } = event
    const { urgency } = livingOf(model, event)
    const leaf = event.grid ?? model.leaves[(position && ground.locate([position[0], position[1]])) ?? -1]?.code ?? community
    // of single events each is an alert at most, since those of one type and place are one
    if (urgency === 1 && isOfTheYear(receivedAt)) raised.push({ rule: URGENT, at: receivedAt, colour: 'red', leaf })
    const late = urgency <= 2 && receivedAt >= END - YEAR_MS - 60 * DAY_MS ? overdueSince(event) : null
    if (late !== null && isOfTheYear(late)) raised.push({ rule: OVERDUE, at: late, colour: urgency === 1 ? 'red' : 'orange', leaf })
    const closedAt = planLife(model, livingOf(model, event)).endsAt
    const type = model.types[event.type]?.code ?? ''
    const at: PastEvent['position'] = position ? [position[0], position[1]] : null
    events.push({ number: events.length, grid: '', occurredAt, receivedAt, closedAt, position: at, type, place: '', household, community, leaf })
  }
events.sort((a, b) => a.receivedAt - b.receivedAt)
const lastYear = events.filter(({ receivedAt }) => receivedAt >= END - YEAR_MS && receivedAt < END)
const daily = (code: string) => lastYear.filter(({ type }) => type === code).length / 365

// silences by the clock (静默超时), of leaves and of communities, by all types that are not sensitive; off as shipped
const plain = new Set(EVENT_TYPES.flatMap(({ code, sensitive }) => (sensitive ? [] : [code])))
const places = { 'by leaf': (event: (typeof events)[number]) => event.leaf, 'by community': (event: (typeof events)[number]) => event.community }
const silences = [24, 48, 72, 96, 168].map((hours) => [
  `${hours} hours`,
  ...Object.values(places).map((placeOf) => {
    const receipts = new Map<string, number[]>()
    for (const event of events.filter(({ type }) => plain.has(type))) {
      const own = receipts.get(placeOf(event))
      if (own) own.push(event.receivedAt)
      else receipts.set(placeOf(event), [event.receivedAt])
    }
    const told = [...receipts.values()].flatMap((own) => replayQuiet(hours, own, END))
    return (told.filter(isOfTheYear).length / 365).toFixed(2)
  }),
])
console.log(`\n静默超时 (quiet, off as shipped), ${model.leaves.length} leaves: alerts a day`)
printTable([['nothing received for', ...Object.keys(places)], ...silences])

for (const rule of shippedRules()) {
  const watched = EVENT_TYPES.filter((type) => watches(rule, type, daily(type.code)))
  const codes = new Set(watched.map(({ code }) => code))
  const own = events.filter(({ type, household }) => codes.has(type) && (rule.kind !== 'recurrence' || household !== undefined))
  const placeOf = (event: (typeof own)[number]) => ({ recurrence: event.household ?? '', near_repeat: '', threshold: event.community })[rule.kind]
  const placed = own.map((event): PastEvent => ({ ...event, place: placeOf(event) }))
  const yearly = new Map<string, number>()
  for (const { type, place, receivedAt } of placed)
    if (receivedAt >= END - YEAR_MS && receivedAt < END) yearly.set(`${type} ${place}`, (yearly.get(`${type} ${place}`) ?? 0) + 1)
  const usual = (type: string, place: string) => ((yearly.get(`${type} ${place}`) ?? 0) * spanMs(rule)) / YEAR_MS
  const counts = new Set(model.leaves.map(({ code }) => code.slice(0, 12))).size * watched.length
  const alerts = allSteps(replayGroups(rule, placed, END - 3 * YEAR_MS, usual, counts)).filter(
    ({ raisedAt }) => raisedAt >= END - YEAR_MS && raisedAt < END,
  )
  const nights = alerts.filter(({ raisedAt }) => isAtNight(raisedAt))
  const living = alerts.filter(({ endsAt }) => endsAt > END)
  console.log(
    `\n${rule.name} (${rule.kind}${rule.enabled ? '' : ', off as shipped'}), ${watched.length} types: ${watched.length < FEW ? [...codes].join(' ') : 'all'}`,
  )
  printTable([
    ['', 'over the last year'],
    ['events that it looks at', placed.filter(({ receivedAt }) => receivedAt >= END - YEAR_MS).length.toLocaleString('en')],
    ['alerts a day', (alerts.length / 365).toFixed(2)],
    ['of these at night (22–06)', (nights.length / 365).toFixed(2)],
    ['living at the end', String(living.length)],
    ['events of an alert, mean', (alerts.reduce((sum, { numbers }) => sum + numbers.size, 0) / Math.max(1, alerts.length)).toFixed(1)],
  ])
  if (rule.enabled)
    for (const { raisedAt, numbers } of alerts) {
      const [first = 0] = numbers
      raised.push({ rule: rule.name, at: raisedAt, colour: rule.settings.colour, leaf: events[first]?.leaf ?? '' })
    }
  if (rule.kind !== 'recurrence') continue
  const known = plan.recurrences.filter(({ moments }) => (moments[0] ?? 0) > END - YEAR_MS && (moments.at(-1) ?? END) < END)
  const found = known.map(({ moments, type, leaf, household }) => {
    const name = `${model.leaves[leaf]?.code}-${household}`
    const numbers = own.filter((e) => e.household === name && e.type === model.types[type]?.code).map(({ number }) => number)
    const slow = (moments.at(-1) ?? 0) - (moments[0] ?? 0) > DAY_MS
    return { slow, told: alerts.some((alert) => numbers.some((one) => alert.numbers.has(one))) }
  })
  const share = (slow: boolean) =>
    `${found.filter((one) => one.slow === slow && one.told).length} of ${found.filter((one) => one.slow === slow).length}`
  console.log(`known recurrences told of: ${share(true)} that go on for days, ${share(false)} that come within a day`)
}
const daysOf = (name: string) => raised.filter(({ rule }) => rule === name).length / 365
const budget = [...new Set([URGENT, OVERDUE, ...raised.map(({ rule }) => rule)])].map((name): [string, number] => [name, daysOf(name)])
for (const { rule, backtest } of SHIPPED_BACKTESTS)
  if (mayBePublished(backtest.record, RECORD_GATES)) budget.push([`${rule} (of inference, by its record)`, backtest.record.alertsPerDay])
console.log('\nalerts a day that are told as shipped; of single events at most, since those of one place are one alert')
printTable([...budget.map(([name, daily]) => [name, daily.toFixed(2)]), ['all', budget.reduce((sum, [, daily]) => sum + daily, 0).toFixed(2)]])

const atNight = raised.filter(({ at }) => isAtNight(at))
/** The nights by how many alerts they had, those without one too. */
const nights = Array.from({ length: 365 }, () => 0)
for (const { at } of atNight.filter(({ colour }) => colour !== 'red')) {
  const night = Math.min(364, Math.floor((at + 10 * 3_600_000 - (END - YEAR_MS)) / DAY_MS))
  nights[night] = (nights[night] ?? 0) + 1
}
console.log('\nat night (22–06), of rules of fact')
printTable([
  ['特急, a night', (atNight.filter(({ rule }) => rule === URGENT).length / 365).toFixed(2)],
  ['not red, a night', (nights.reduce((sum, n) => sum + n, 0) / 365).toFixed(2)],
  ['nights with more than one that is not red, of 365', String(nights.filter((n) => n > 1).length)],
  ['most in one night', String(Math.max(...nights))],
])

console.log('\nfor the chief of one grid, of rules of fact, over 52 weeks')
const perWeek = (code: (leaf: string) => string, places: number) => {
  const weeks = new Map<string, number>()
  for (const { at, leaf } of raised) {
    const week = Math.floor((at - (END - YEAR_MS)) / (7 * DAY_MS))
    weeks.set(`${code(leaf)} ${week}`, (weeks.get(`${code(leaf)} ${week}`) ?? 0) + 1)
  }
  const over = [...weeks.values()].filter((n) => n > 3).length
  return [(raised.length / 52 / places).toFixed(2), String(over), ((100 * over) / (52 * places)).toFixed(2), String(Math.max(...weeks.values()))]
}
const grids = countyGrids()
const byCode = new Map(grids.map((grid) => [grid.code, grid]))
printTable([
  ['chief of', 'alerts a week, mean', 'weeks over three', '% of weeks', 'most in a week'],
  ...[4, 3, 2, 1].map((level) => {
    return [
      ['', '大网格', '中网格', '小网格', '子网格'][level] ?? '',
      ...perWeek((leaf) => gridAt(leaf, level, byCode), new Set(model.leaves.map(({ code }) => gridAt(code, level, byCode))).size),
    ]
  }),
])

/** The alerts of the year one after another, by the budget as shipped: which of them are told at once, and by which limit the others are left to a digest. */
const [told, held]: [ToldAlert[], Map<BudgetLimit, number>] = [[], new Map()]
raised.sort((a, b) => a.at - b.at)
for (const [i, { rule, at, colour, leaf }] of raised.entries()) {
  const alert = {
    id: String(i),
    colour,
    rule: { id: rule, version: 1, kind: rule === URGENT ? 'urgency' : 'overdue', name: rule } as const,
    leaves: [leaf],
  }
  const over = overBudget(alert, { budget: ALERT_BUDGET, told: told.filter((one) => one.at > at - BUDGET_MS), minutes: LADDER_MINUTES, now: at })
  if (over) held.set(over.limit, (held.get(over.limit) ?? 0) + 1)
  else told.push({ id: alert.id, colour, grids: [leaf], at })
}
console.log('\nleft to a digest by the budget as shipped, of rules of fact')
printTable([
  ['limit', 'alerts a year'],
  ...[...held].map(([limit, n]) => [limit, String(n)]),
  ['all', `${raised.length - told.length} of ${raised.length}`],
])
console.log(`\ntook ${((performance.now() - began) / 1_000).toFixed(0)} s`)
