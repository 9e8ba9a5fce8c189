import { alertId } from '@/lib/db/alerts/alert-id'
import { readAlertsSince, writeAlerts } from '@/lib/db/alerts/alert-rows'
import { countDays, eventsWithin, firstEventDay } from '@/lib/db/alerts/day-counts'
import { isEvaluated, readNights, writeNight } from '@/lib/db/alerts/nights'
import { readRules } from '@/lib/db/alerts/rules'
import { transaction } from '@/lib/db/engine/pool'
import { loadAtlas } from '@/lib/db/ground/grids'
import { checkFence, type Fence } from '@/lib/db/log/leases'
import { lockHead } from '@/lib/db/log/log'
import type { AlertMember } from '@/lib/domain/alert-record'
import type { Atlas } from '@/lib/domain/atlas'
import { civilDate, DAY_MS, dayNumber, startOfDayNumber } from '@/lib/domain/clock'
import { labelPoint } from '@/lib/domain/label-point'
import type { NightFinding, NightReport } from '@/lib/domain/night'
import type { ClusterRule } from '@/lib/domain/rule'
import { completeFrom } from '@/lib/live/runtime'
import { clusterOutcomes, lineageOf } from '@/lib/warning/cluster-alerts'
import { type ConfirmedCluster, withoutConfirmed } from '@/lib/warning/cluster-baseline'
import { type Decision, decideNight } from '@/lib/warning/cluster-lineage'
import type { NightCluster } from '@/lib/warning/cluster-night'
import { NIGHT_MS } from '@/lib/warning/cluster-settings'
import type { Places } from '@/lib/warning/scan-zones'
import type { LeasedJob } from './job'
import { scanNight } from './night-scan'

const EVERY_MS = 10_000

/** Looks for clusters (聚集) once a night and version of the rule, or as soon as there are days enough, in a process of its own. */
export function clustersJob(): LeasedJob {
  return {
    lease: 'clusters',
    everyMs: EVERY_MS,
    work: (fence, signal) => evaluateNight(fence, Date.now(), signal),
    fault: 'the clusters of the night could not be evaluated',
  }
}

/**
 * Evaluates the night that is due at `now` (epoch milliseconds), unless it was or there are too few whole days before it. What it found is kept;
 * a published rule tells it by alerts, in the same transaction, and one in the shadow only what becomes of those that live.
 */
export async function evaluateNight(fence: Fence, now: number, signal?: AbortSignal): Promise<void> {
  const rule = (await readRules()).find((one) => one.kind === 'cluster' && one.enabled)
  if (rule?.kind !== 'cluster') return
  const today = dayNumber(now - NIGHT_MS)
  const night = civilDate(startOfDayNumber(today))
  if (await isEvaluated(rule, night)) return
  const { settings } = rule
  const begin = await firstWholeDay()
  if (begin === null || today - begin < settings.leastStudyDays) return
  const atlas = await loadAtlas()
  const started = performance.now()
  const first = Math.max(begin, today - settings.studyDays)
  const counted = await countDays(atlas, first, today - 1, signal)
  const alerts = await readAlertsSince(now - settings.studyDays * DAY_MS)
  const counts = withoutConfirmed(counted, confirmed(rule, alerts, atlas, first), settings)
  const places = centresOf(atlas)
  const { streams, clusters } = await scanNight({ places, counts, night, settings }, signal)
  const findings = clusters.map((cluster) => findingOf(cluster, atlas, first))
  const members = new Map<NightFinding, AlertMember[]>()
  for (const finding of findings)
    members.set(finding, await eventsWithin(atlas, { ...finding, leaves: finding.grids, from: dayOf(finding.from), to: dayOf(finding.to) }))
  const report = { days: counts.days, streams, events: counted.events, unplaced: counted.unplaced, ms: Math.round(performance.now() - started) }
  await keepNight(fence, { rule, night, today, now, atlas, members, report: { ...report, findings } })
}

/** Where the leaves lie, degrees, in the order of the atlas: a point well inside each. */
export function centresOf({ leaves }: Atlas): Places {
  const points = leaves.map(({ geometry }) => labelPoint(geometry).position)
  return { x: Float64Array.from(points, ([x]) => x), y: Float64Array.from(points, ([, y]) => y) }
}

const inShadow = (decision: Decision<NightFinding>): Decision<NightFinding> =>
  decision.action === 'raise' || decision.action === 'renew' ? { action: 'shadow', cluster: decision.cluster } : decision

const dayOf = (date: string): number => Math.floor(Date.parse(date) / DAY_MS)

/** The first civil day of which all events are there. */
async function firstWholeDay(): Promise<number | null> {
  const first = await firstEventDay()
  const complete = completeFrom()
  return first === null ? null : Math.max(first + 1, complete === null ? 0 : dayNumber(complete + DAY_MS - 1))
}

/** The clusters that somebody has found to be true (属实). */
function confirmed(rule: ClusterRule, alerts: Awaited<ReturnType<typeof readAlertsSince>>, { leaves }: Atlas, first: number): ConfirmedCluster[] {
  const indexOf = new Map(leaves.map(({ code }, i) => [code, i]))
  return alerts.flatMap(({ rule: { id }, verdict, evidence, types }) => {
    if (id !== rule.id || verdict?.value !== 'true' || !evidence) return []
    const own = evidence.leaves.flatMap(({ grid }) => indexOf.get(grid) ?? [])
    return [{ types, leaves: own, from: dayOf(evidence.from) - first, to: dayOf(evidence.to) - first }]
  })
}

function findingOf(cluster: NightCluster, { leaves }: Atlas, first: number): NightFinding {
  const { stream, types, observed, expected, expectedByLeaf, p, extrapolated, recurrenceInterval } = cluster
  const date = (day: number) => civilDate(startOfDayNumber(first + day))
  return {
    ...{ stream, types: [...types], grids: cluster.leaves.map((leaf) => leaves[leaf]?.code ?? '') },
    ...{ expectedByGrid: [...expectedByLeaf], from: date(cluster.from), to: date(cluster.to) },
    ...{ observed, expected, p, extrapolated, recurrenceInterval, told: false },
  }
}

type Night = {
  rule: ClusterRule
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
    const decided = decideNight(state, findings, today, rule.settings, idOf).decisions
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
