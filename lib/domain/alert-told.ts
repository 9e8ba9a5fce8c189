import { mayReadGrid, maySee, type Viewer, visibilityClass } from './access'
import type { Alert, HiddenAlerts } from './alert'
import { escalationOf } from './alert-ladder'
import { type AlertEvidence, type AlertMember, type AlertPart, type AlertRecord, countedOf, gridsOf, isLive } from './alert-record'
import type { Atlas } from './atlas'
import { DAY_MS } from './clock'
import { shortName } from './grid'
import { ROLES } from './roles'
import { type FactKind, isInferredKind, isWorkKind } from './rule-kinds'

/** What of the ground and the types a headline needs. */
export type Names = Pick<Atlas, 'byCode' | 'typeByCode'>

type Counted = Pick<AlertRecord, 'members' | 'sensitive' | 'work' | 'silent'>
const isSeen = (viewer: Viewer, grid: string, sensitive: boolean) => viewer.scope.kind === 'grids' && maySee(viewer, { grid, sensitive })

/**
 * THE predicate of visibility of alerts: what an alert counts, its events, the work that waits or the grid that is silent, of which this viewer may know; an alert is visible where there is any. An alert
 * tells no more than numbers by grid, so whoever sees those of an area by `maySee` sees it, a screen and a reporter too. A department sees
 * none: it is given events and has no area, and what was given to it stands in its own list with its light. Of a sensitive type it is seen by
 * those who see such events one by one.
 */
const seenCounted = (viewer: Viewer, alert: Counted): Pick<AlertPart, 'grid' | 'status'>[] =>
  countedOf(alert).filter(({ grid }) => isSeen(viewer, grid, alert.sensitive))

/** May this viewer know of this alert? */
export const seesAlert = (viewer: Viewer, alert: Counted): boolean => seenCounted(viewer, alert).length > 0

/** The events of an alert that this viewer may know of; one of work that waits has none. */
export const seenMembers = (viewer: Viewer, { members, sensitive }: Pick<AlertRecord, 'members' | 'sensitive'>): AlertMember[] =>
  members.filter(({ grid }) => isSeen(viewer, grid, sensitive))

/** The grids of an alert that this viewer may know of: of a cluster its leaves, else those of what they see of it. */
export function seenGrids(viewer: Viewer, alert: Counted & Pick<AlertRecord, 'evidence'>): string[] {
  return gridsOf(alert).filter((grid) => maySee(viewer, { grid, sensitive: alert.sensitive }))
}

/** May this viewer read what is noted about alerts that it sees? Those on duty may, and who acts on the events of the area. */
export function readsNotes({ role }: Viewer): boolean {
  return ROLES[role].actsOn === 'all' || ROLES[role].administers
}

/** The streets (level 1) that an alert lies in: where a sensitive one counts. */
export function streetsOf(alert: AlertRecord, names: Names): string[] {
  const streets = gridsOf(alert).map((code) => {
    let at = code
    for (let up = names.byCode.get(at)?.parentCode; up !== undefined && names.byCode.has(up); up = names.byCode.get(up)?.parentCode) at = up
    return at
  })
  return [...new Set(streets)]
}

/** The streets in which a living alert counts for this viewer though they do not see it: of a sensitive type, in a street that is theirs as a whole. */
export function hiddenIn(viewer: Viewer, alert: AlertRecord, names: Names): string[] {
  const { scope } = viewer
  if (!alert.sensitive || !isLive(alert) || scope.kind !== 'grids' || visibilityClass(viewer) === 'full') return []
  return streetsOf(alert, names).filter((street) => mayReadGrid(viewer, street))
}

/** How many living alerts there are in each street that this viewer does not see, by street. */
export function hiddenAlerts(viewer: Viewer, alerts: Iterable<AlertRecord>, names: Names): HiddenAlerts[] {
  const counts = new Map<string, number>()
  for (const alert of alerts) for (const grid of hiddenIn(viewer, alert, names)) counts.set(grid, (counts.get(grid) ?? 0) + 1)
  return [...counts].map(([grid, count]) => ({ grid, count })).sort((a, b) => (a.grid < b.grid ? -1 : 1))
}

const WHAT: Readonly<Record<Exclude<FactKind, 'quiet'>, { events: string; holding: string }>> = {
  unvisited: { events: '逾期', holding: '仍未完成' },
  lapsed_orders: { events: '没人接', holding: '仍没人接' },
  urgency: { events: '特急事件', holding: '未办结' },
  overdue: { events: '超期事件', holding: '仍超期' },
  recurrence: { events: '同一住户重复发生', holding: '近期' },
  near_repeat: { events: '相近处接连发生', holding: '近期' },
  threshold: { events: '短期内发生', holding: '近期' },
}

/** Where it is, by the names that this viewer may know: one place, or the one they lie in and how many there are. */
function placeOf(grids: readonly string[], viewer: Viewer, names: Names): string {
  const nameOf = (code: string) => {
    const grid = names.byCode.get(code)
    return grid ? shortName(grid.name) : code
  }
  const known = (code: string) => viewer.scope.kind === 'grids' && viewer.scope.prefixes.some((p) => code.startsWith(p))
  const [first = ''] = grids
  const above = (code: string) => names.byCode.get(code)?.parentCode ?? ''
  if (grids.length === 1) {
    const parent = above(first)
    // the name of a leaf often begins with that of its community, whatever lies between them
    let begins = parent
    while (names.byCode.has(begins) && !nameOf(first).startsWith(nameOf(begins))) begins = above(begins)
    const isNamed = !known(parent) || !names.byCode.has(parent) || names.byCode.has(begins)
    return isNamed ? nameOf(first) : `${nameOf(parent)}${nameOf(first)}`
  }
  let common = above(first)
  while (common !== '' && names.byCode.has(common) && !grids.every((code) => code.startsWith(common))) common = above(common)
  const where = names.byCode.has(common) && known(common) ? nameOf(common) : nameOf(first)
  return `${where}等 ${grids.length} 个网格`
}

/** What an alert is of: a type, or all types of a class. */
function clusterName({ stream, types: [first = ''] }: AlertRecord, { typeByCode }: Names): string {
  return typeByCode.get(stream)?.name ?? typeByCode.get(first)?.className ?? stream
}

/** How rare, in words: to two digits, since p is an estimate. */
const rarely = (interval: number): string => (interval >= 1_000 ? ' 1000 天以上才有一次' : `约 ${Number(interval.toPrecision(2))} 天一次`)

/** Hot spots by their class. */
const HOT: Readonly<Record<string, string>> = { new: '新成', consecutive: '连续', intensifying: '加强的' }

/**
 * The headline of a cluster: what and where, in how many days and grids how many events, what is usual there, and how rare that is over all
 * places, windows and streams (整体判断), of which a viewer of a part of it is told the same.
 */
function clusterHeadline(what: string, cluster: SeenCluster, grids: readonly string[], place: string): string {
  const { from, to, observed, expected, recurrenceInterval, pattern } = cluster
  const hot = pattern === undefined ? '' : `${HOT[pattern] ?? ''}热点，`
  const usual = `常态 ${expected.toFixed(1)} 件`
  return `${what}：${hot}${daysOf(from, to)} 天 ${grids.length} 个网格 ${observed} 件，${usual}；纯属偶然的话${rarely(recurrenceInterval)}，${place}`
}

/** The headline of a silence: for how many days nothing was heard, what would have come, and how rare that is over all places that are watched. */
function silenceHeadline({ from, to, expected, recurrenceInterval }: SeenCluster, place: string): string {
  return `静默：${daysOf(from, to)} 天没有事件，常态 ${expected.toFixed(1)} 件；纯属偶然的话${rarely(recurrenceInterval)}，${place}`
}

/** What alerts of work that waits begin with in their headlines. */
const WORK_NAMES = { unvisited: '走访逾期', lapsed_orders: '无人接单' } as const

/** What a viewer sees of a cluster: its leaves that are theirs, the events of its window there, and what is usual there. */
type SeenCluster = Pick<AlertEvidence, 'from' | 'to' | 'p' | 'recurrenceInterval' | 'extrapolated' | 'pattern'> & {
  observed: number
  expected: number
}

function seenCluster({ evidence, sensitive }: AlertRecord, seen: readonly Pick<AlertPart, 'status'>[], viewer: Viewer): SeenCluster | null {
  if (!evidence) return null
  const { from, to, p, recurrenceInterval, extrapolated, pattern } = evidence
  const leaves = evidence.leaves.filter(({ grid }) => maySee(viewer, { grid, sensitive }))
  return {
    observed: seen.filter(({ status }) => status === 'holds').length,
    expected: leaves.reduce((sum, leaf) => sum + leaf.expected, 0),
    ...{ from, to, p, recurrenceInterval, extrapolated, pattern },
  }
}

/** The civil days from one (YYYY-MM-DD) to another, both counted. */
const daysOf = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1

/** The headline of an alert: what, how many, how many of them still, and where. */
function headlineOf(
  alert: AlertRecord,
  seen: readonly Pick<AlertPart, 'status'>[],
  { grids, cluster }: { grids: readonly string[]; cluster: SeenCluster | null },
  viewer: Viewer,
  names: Names,
): string {
  const { rule, types } = alert
  if (isInferredKind(rule.kind)) {
    if (!cluster) return rule.name
    const place = placeOf(grids, viewer, names)
    return rule.kind === 'silence' ? silenceHeadline(cluster, place) : clusterHeadline(clusterName(alert, names), cluster, grids, place)
  }
  if (rule.kind === 'quiet') {
    const { hours, types: named } = alert.silent ?? { hours: 0, types: [] }
    return `静默超时：超过 ${hours} 小时没有收到${named.length > 0 ? '所看类型的' : ''}事件，${placeOf(grids, viewer, names)}`
  }
  const { events, holding } = WHAT[rule.kind]
  const unit = isWorkKind(rule.kind) ? (rule.kind === 'unvisited' ? '项' : '单') : '件'
  // of a rule by class all of them are named by it
  const isOfClass = rule.kind === 'threshold' && !types.includes(alert.stream)
  const what = isOfClass ? clusterName(alert, names) : types.map((code) => names.typeByCode.get(code)?.name ?? code).join('、')
  const standing = seen.filter(({ status }) => status !== 'withdrawn').length
  const still = seen.filter(({ status }) => status === 'holds').length
  const count = standing === 0 ? '依据撤销' : `${standing} ${unit}${still === standing ? '' : `，${holding} ${still} ${unit}`}`
  if (isWorkKind(rule.kind)) {
    const of = alert.work?.duty ? `${alert.work.duty.name} ${alert.work.duty.period} ` : ''
    return `${WORK_NAMES[rule.kind]}：${of}${events} ${count}，${placeOf(grids, viewer, names)}`
  }
  return `${what}：${events} ${count}，${placeOf(grids, viewer, names)}`
}

const toldRarity = ({ p, recurrenceInterval, extrapolated, from, to }: SeenCluster) => ({
  ...{ p, recurrenceInterval, ...(extrapolated && { extrapolated }) },
  window: { from, to },
})

const time = (at: number): string => new Date(at).toISOString()

const toldWork = ({ place, duty, days }: NonNullable<AlertRecord['work']>) => ({
  work: { place, ...(duty && { duty: { ...duty, dueAt: time(duty.dueAt) } }) },
  ...(days && { window: days }),
})

const toldSilence = ({ since, hours, types }: NonNullable<AlertRecord['silent']>) => ({
  silent: { since: time(since), hours, ...(types.length > 0 && { some: true }) },
})

/** The alert as this viewer may know it; null where it may know nothing of it. */
export function alertFor(alert: AlertRecord, viewer: Viewer, names: Names): Alert | null {
  const seen = seenCounted(viewer, alert)
  if (seen.length === 0) return null
  const cluster = seenCluster(alert, seen, viewer)
  const grids = seenGrids(viewer, alert)
  const counted = seen.filter(({ status }) => status !== 'withdrawn')
  const { acknowledged, assigned, silencedUntil, verdict, endedBy, endedAt, work, silent: silence } = alert
  const isScreen = visibilityClass(viewer) === 'screen'
  const escalation = escalationOf(alert)
  const { inhibitedBy, mutedBy, digest } = alert.ladder
  const silent = isLive(alert) ? Math.max(silencedUntil ?? 0, mutedBy?.until ?? 0) : 0
  return {
    id: alert.id,
    rule: alert.rule,
    colour: alert.colour,
    state: alert.state,
    grids,
    types: alert.types,
    startedAt: time(alert.startedAt),
    updatedAt: time(alert.updatedAt),
    headline: headlineOf(alert, seen, { grids, cluster }, viewer, names),
    // of a silence there is nothing to count
    observed: silence ? 0 : (cluster?.observed ?? counted.length),
    expected: cluster?.expected ?? 0,
    ...(cluster && toldRarity(cluster)),
    ...(work && toldWork(work)),
    ...(silence && toldSilence(silence)),
    events: seenMembers(viewer, alert).flatMap(({ number, status }) => (status === 'withdrawn' ? [] : [number])),
    holding: silence ? 0 : counted.filter(({ status }) => status === 'holds').length,
    ...((seen.length < countedOf(alert).length || (cluster && grids.length < gridsOf(alert).length)) && { partial: true }),
    ...(acknowledged && { acknowledgedBy: { ...(!isScreen && { id: acknowledged.id, name: acknowledged.name }), at: time(acknowledged.at) } }),
    ...(assigned && !isScreen && { assignedTo: assigned }),
    ...(escalation && { escalation }),
    ...(silent > 0 && { silencedUntil: time(silent) }),
    ...(mutedBy && isLive(alert) && (mutedBy.quiet ? { quiet: true } : { silence: mutedBy.id })),
    ...(digest && isLive(alert) && { digest: { since: time(digest.since), at: time(digest.at) } }),
    ...(inhibitedBy !== null && isLive(alert) && { inhibited: true }),
    ...(alert.incomplete && { incomplete: alert.incomplete }),
    ...(verdict && { verdict: verdict.value }),
    ...(endedBy && { endedBy }),
    ...(endedAt !== null && { endedAt: time(endedAt) }),
    record: alert.record,
  }
}
