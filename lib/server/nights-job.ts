import { alertId } from '@/lib/db/alerts/alert-id'
import { readAlertsSince } from '@/lib/db/alerts/alert-rows'
import { type CountedDays, countDays, eventsWithin, firstEventDay } from '@/lib/db/alerts/day-counts'
import { isEvaluated, readNights, writeNight } from '@/lib/db/alerts/nights'
import { readRules } from '@/lib/db/alerts/rules'
import { readSilences } from '@/lib/db/alerts/silence-rows'
import { writeAlerts } from '@/lib/db/alerts/write-alerts'
import { transaction } from '@/lib/db/engine/pool'
import { readSources } from '@/lib/db/events/sources'
import { loadAtlas } from '@/lib/db/ground/grids'
import { checkFence, type Fence } from '@/lib/db/log/leases'
import { lockHead } from '@/lib/db/log/log'
import type { AlertMember } from '@/lib/domain/alert-record'
import type { Atlas } from '@/lib/domain/atlas'
import { civilDate, DAY_MS, dayNumber, startOfDayNumber } from '@/lib/domain/clock'
import { labelPoint } from '@/lib/domain/label-point'
import type { NightFinding, NightReport } from '@/lib/domain/night'
import { type InferredRule, isInferredRule, scopeOf } from '@/lib/domain/rule'
import { isInScope } from '@/lib/domain/rule-scope'
import { isMaintained } from '@/lib/domain/silence'
import { completeFrom } from '@/lib/live/runtime'
import { clusterOutcomes, lineageOf } from '@/lib/warning/cluster-alerts'
import { type ConfirmedCluster, withoutConfirmed } from '@/lib/warning/cluster-baseline'
import { type Decision, decideNight } from '@/lib/warning/cluster-lineage'
import type { DayCounts } from '@/lib/warning/cluster-night'
import { NIGHT_MS } from '@/lib/warning/cluster-settings'
import { isHotSpotNight } from '@/lib/warning/hot-spot-night'
import { missesSource } from '@/lib/warning/missing-source'
import type { Places } from '@/lib/warning/scan-zones'
import { daysWithin, leavesWithin } from '@/lib/warning/scoped-days'
import type { WatchedPlace } from '@/lib/warning/surge-model'
import type { NightFound } from '@/lib/warning/surge-night'
import { seriesDay, watchedPlaces } from '@/lib/warning/surge-replay'
import type { SeriesDay } from '@/lib/warning/usual-series'
import { type LeasedJob, takeEach } from './job'
import { scanNight } from './night-scan'
import type { NightQuestion } from './scan-process'

const EVERY_MS = 10_000
/** The level of communities and villages (中). */
const COMMUNITY = 2

/** Evaluates the rules of inference once a night (hot spots once a week) and version, or as soon as there are days enough, in a process of its own. */
export function nightsJob(): LeasedJob {
  return {
    lease: 'clusters',
    everyMs: EVERY_MS,
    work: (fence, signal) => evaluateNight(fence, Date.now(), signal),
    fault: 'the night could not be evaluated',
  }
}

/**
 * Evaluates the night that is due at `now` (epoch milliseconds) by each rule of inference that has not been and for which there are whole days enough. What
 * is found is kept; a published rule tells it by alerts, in the same transaction, and one in the shadow only what becomes of those that live.
 */
export async function evaluateNight(fence: Fence, now: number, signal?: AbortSignal): Promise<void> {
  const today = dayNumber(now - NIGHT_MS)
  const night = civilDate(startOfDayNumber(today))
  // rules that study the same days share what was counted of them
  const shared = new Map<string, Counted>()
  const evaluateDue = async (rule: InferredRule) => {
    signal?.throwIfAborted()
    if (!rule.enabled || (rule.kind === 'hotspot' && !isHotSpotNight(today)) || (await isEvaluated(rule, night))) return
    const begin = await firstWholeDay()
    if (begin === null || today - begin < rule.settings.leastStudyDays) return
    const first = Math.max(begin, today - rule.settings.studyDays)
    const atlas = await loadAtlas()
    const key = `${first} ${atlas.version}`
    const counted = shared.get(key) ?? { first, atlas, counts: await countDays(atlas, first, today - 1, signal) }
    shared.set(key, counted)
    await evaluateRule(fence, { rule, night, today, now }, counted, signal)
  }
  await takeEach((await readRules()).filter(isInferredRule).map((rule) => () => evaluateDue(rule)))
}

type Due = { rule: InferredRule; night: string; today: number; now: number }
/** Events by day from `first` (a number) to the day before the night, and the grids and types that they are of. */
type Counted = { first: number; atlas: Atlas; counts: CountedDays }

async function evaluateRule(
  fence: Fence,
  { rule, night, today, now }: Due,
  { first, atlas: whole, counts: all }: Counted,
  signal?: AbortSignal,
): Promise<void> {
  const { settings } = rule
  const scope = scopeOf(rule)
  const atlas = { ...whole, leaves: leavesWithin(whole.leaves, scope) }
  const counted = daysWithin(
    all,
    whole.leaves.map(({ code }) => code),
    scope,
  )
  const started = performance.now()
  const alerts = await readAlertsSince(now - settings.studyDays * DAY_MS)
  const counts = withoutConfirmed(counted, confirmed(rule, alerts, atlas, first), { maxWindowDays: windowOf(rule) })
  const incomplete = rule.kind !== 'cluster' && ((await isIncomplete(whole, all, today)) || (await isOff(rule, today, now)))
  const { streams, clusters } = incomplete ? { streams: 0, clusters: [] } : await scanNight(questionOf({ rule, night, today }, atlas, counts), signal)
  const findings = clusters.map((cluster) => findingOf(cluster, atlas, first))
  const members = new Map<NightFinding, AlertMember[]>()
  for (const finding of findings) members.set(finding, await membersOf(rule, finding, atlas))
  const events = counted.counts.reduce((sum, rows) => rows.reduce((a, b) => a + b, sum), 0)
  const unplaced = all.unplaced.reduce((sum, { n, ...placed }) => (isInScope(scope, placed) ? sum + n : sum), 0)
  const report = { days: counts.days, streams, events, unplaced, ms: Math.round(performance.now() - started) }
  await keepNight(fence, { rule, night, today, now, atlas, members, report: { ...report, findings, ...(incomplete && { incomplete }) } })
}

/** The events of a finding; of a silence the last that were heard of before it, which are over and say whom it concerns. */
async function membersOf({ kind }: InferredRule, { types, grids, from, to }: NightFinding, atlas: Atlas): Promise<AlertMember[]> {
  if (kind !== 'silence') return eventsWithin(atlas, { types, leaves: grids, from: dayOf(from), to: dayOf(to) })
  const plain = [...atlas.typeById.values()].flatMap(({ code, sensitive }) => (sensitive ? [] : [code]))
  const last = dayOf(from) - 1
  return (await eventsWithin(atlas, { types: plain, leaves: grids, from: last, to: last })).map((member) => ({ ...member, status: 'over' }))
}

/** The longest window of a rule, days. */
const windowOf = ({ kind, settings }: InferredRule): number =>
  kind === 'cluster' ? settings.maxWindowDays : kind === 'surge' ? settings.windowDays : settings.studyDays

/** What the process is asked for a rule. */
function questionOf({ rule, night, today }: Pick<Due, 'rule' | 'night' | 'today'>, atlas: Atlas, counts: DayCounts): NightQuestion {
  if (rule.kind === 'cluster') return { kind: rule.kind, places: centresOf(atlas), counts, night, settings: rule.settings }
  if (rule.kind === 'hotspot') return { kind: rule.kind, centres: centresOf(atlas), counts, night: today, settings: rule.settings }
  const asked = { counts, night: today, ...groundOf(atlas, today - counts.days, counts.days) }
  return rule.kind === 'surge' ? { ...asked, kind: rule.kind, settings: rule.settings } : { ...asked, kind: rule.kind, settings: rule.settings }
}

/** The places whose counts are watched, and what each of some days (numbers) is. */
export function groundOf({ leaves, byCode, calendar }: Atlas, first: number, days: number): { places: WatchedPlace[]; kinds: SeriesDay[] } {
  const communityOf = (code: string) => {
    let grid = byCode.get(code)
    while (grid && grid.level > COMMUNITY) grid = byCode.get(grid.parentCode)
    return grid?.code ?? code
  }
  const codes = leaves.map(({ code }) => code)
  const kinds = Array.from({ length: days }, (_, i) => seriesDay(first + i, calendar.kindOf(startOfDayNumber(first + i))))
  return { places: watchedPlaces(codes, communityOf), kinds }
}

/** Is a source missing from the last day (数据不全)? */
async function isIncomplete({ grids, typeById }: Atlas, { days, events }: CountedDays, today: number): Promise<boolean> {
  const ids = grids.map(({ id }) => id)
  const types = [...typeById.values()].flatMap(({ id, sensitive }) => (sensitive ? [id] : []))
  const end = startOfDayNumber(today)
  return missesSource(await readSources({ plain: ids, sensitive: ids, sensitiveTypes: types }, end), events / days, end)
}

/** Is a rule off for a night: one of silences, since a source in maintenance (维护) on the last day says nothing that could be heard? */
async function isOff({ kind }: InferredRule, today: number, now: number): Promise<boolean> {
  return kind === 'silence' && isMaintained(await readSilences(now), startOfDayNumber(today - 1), startOfDayNumber(today))
}

/** Where the leaves lie, degrees, in the order of the atlas: a point well inside each. */
export function centresOf({ leaves }: Pick<Atlas, 'leaves'>): Places {
  const points = leaves.map(({ geometry }) => labelPoint(geometry).position)
  return { x: Float64Array.from(points, ([x]) => x), y: Float64Array.from(points, ([, y]) => y) }
}

const inShadow = (decision: Decision<NightFinding>): Decision<NightFinding> =>
  decision.action === 'raise' || decision.action === 'renew' ? { action: 'shadow', cluster: decision.cluster } : decision

const dayOf = (date: string): number => Math.floor(Date.parse(date) / DAY_MS)

/** The first civil day of which all events are there. */
export async function firstWholeDay(): Promise<number | null> {
  const first = await firstEventDay()
  const complete = completeFrom()
  return first === null ? null : Math.max(first + 1, complete === null ? 0 : dayNumber(complete + DAY_MS - 1))
}

/** The clusters that somebody has found to be true (属实). */
function confirmed(rule: InferredRule, alerts: Awaited<ReturnType<typeof readAlertsSince>>, { leaves }: Atlas, first: number): ConfirmedCluster[] {
  const indexOf = new Map(leaves.map(({ code }, i) => [code, i]))
  return alerts.flatMap(({ rule: { id }, verdict, evidence, types }) => {
    if (id !== rule.id || verdict?.value !== 'true' || !evidence) return []
    const own = evidence.leaves.flatMap(({ grid }) => indexOf.get(grid) ?? [])
    return [{ types, leaves: own, from: dayOf(evidence.from) - first, to: dayOf(evidence.to) - first }]
  })
}

function findingOf(cluster: NightFound, { leaves }: Atlas, first: number): NightFinding {
  const { stream, types, observed, expected, expectedByLeaf, p, extrapolated, recurrenceInterval, pattern } = cluster
  const date = (day: number) => civilDate(startOfDayNumber(first + day))
  return {
    ...{ stream, types: [...types], grids: cluster.leaves.map((leaf) => leaves[leaf]?.code ?? '') },
    ...{ expectedByGrid: [...expectedByLeaf], from: date(cluster.from), to: date(cluster.to) },
    ...{ observed, expected, p, extrapolated, recurrenceInterval, told: false },
    ...(pattern !== undefined && { pattern }),
  }
}

type Night = {
  rule: InferredRule
  night: string
  today: number
  now: number
  atlas: Atlas
  members: ReadonlyMap<NightFinding, readonly AlertMember[]>
  report: NightReport
}

async function keepNight(fence: Fence, { rule, night, today, now, atlas, members, report }: Night): Promise<void> {
  await transaction(async (tx) => {
    const head = await lockHead(tx)
    await checkFence(tx, fence)
    // a rule that was changed while the scan ran is evaluated anew, by what holds now
    const held = (await readRules(tx)).find(({ id }) => id === rule.id)
    if (held?.version !== rule.version || (await isEvaluated(rule, night, tx))) return
    const { streams, findings } = report
    const [last] = await readNights(rule.id, { before: night, limit: 1 }, tx)
    const alerts = (await readAlertsSince(now - (rule.settings.renewWithinDays + 1) * DAY_MS, tx)).filter((one) => one.rule.id === rule.id)
    const candidates = (last?.body.findings ?? []).filter(({ told }) => !told)
    const state = { lineages: alerts.flatMap(lineageOf), candidates, night: last ? dayOf(last.night) : null }
    const idOf = (_night: number, { stream, grids }: { stream: string; grids: readonly string[] }) =>
      alertId(rule.id, `${stream} ${[...grids].sort()[0] ?? ''}`, night)
    const sensitive = new Set([...atlas.typeById.values()].flatMap(({ code, sensitive }) => (sensitive ? [code] : [])))
    // a night of which too little is known neither finds nor ends anything
    const decided = report.incomplete ? [] : decideNight(state, findings, today, rule.settings, idOf).decisions
    // in the shadow it tells of nothing new; what it told when it was published goes on and ends
    const decisions = held.published ? decided : decided.map(inShadow)
    const outcomes = clusterOutcomes(decisions, {
      ...{ rule, night, streams, alerts, now },
      membersOf: (finding) => members.get(finding) ?? [],
      isSensitive: (type) => sensitive.has(type),
    })
    const shadow = new Set(decisions.flatMap((decision) => (decision.action === 'shadow' ? [decision.cluster] : [])))
    const told = findings.map((finding) => ({ ...finding, told: !shadow.has(finding) }))
    await writeNight(tx, rule, night, { ...report, findings: told }, now)
    await writeAlerts(tx, head, outcomes, { now })
  })
}
