import type { AlertOutcome, AlertStepName } from '@/lib/domain/alert'
import type { AlertEvidence, AlertMember, AlertRecord } from '@/lib/domain/alert-record'
import { dayNumber } from '@/lib/domain/clock'
import { type Colour, isGraver } from '@/lib/domain/colour'
import { NO_LADDER } from '@/lib/domain/ladder'
import type { NightFinding } from '@/lib/domain/night'
import type { InferredRule } from '@/lib/domain/rule'
import type { Decision, Lineage } from './cluster-lineage'

/** An alert of a cluster as its nights go on; one that was merged or withdrawn is none any more. */
export function lineageOf({ id, stream, evidence, colour, startedAt, endedAt, endedBy, verdict }: AlertRecord): Lineage[] {
  if (!evidence || endedBy === 'merged' || endedBy === 'withdrawn') return []
  const grids = evidence.leaves.map(({ grid }) => grid)
  const nights = { startedNight: dayNumber(startedAt), quietNights: evidence.quietNights }
  const end = endedAt === null ? {} : { endedNight: dayNumber(endedAt), hasVerdict: verdict !== null }
  return [{ id, stream, grids, colour, ...nights, ...end }]
}

export type ClusterNight = {
  rule: InferredRule
  /** the civil day (YYYY-MM-DD) that the night begins, and how many streams were scanned */
  night: string
  streams: number
  /** all alerts that decisions name */
  alerts: readonly AlertRecord[]
  /** the events of a finding, as they stand */
  membersOf: (finding: NightFinding) => readonly AlertMember[]
  isSensitive: (type: string) => boolean
  /** epoch milliseconds */
  now: number
}

/** What the decisions of a night (cluster-lineage.ts) make of the alerts. Pure. */
export function clusterOutcomes(decisions: readonly Decision<NightFinding>[], context: ClusterNight): AlertOutcome[] {
  const { alerts, now } = context
  const byId = new Map(alerts.map((alert) => [alert.id, alert]))
  const outcomes = new Map<string, AlertOutcome>()
  const change = (alert: AlertRecord, step: AlertStepName, detail: Record<string, unknown>) => {
    const steps = outcomes.get(alert.id)?.steps ?? []
    steps.push({ step, at: now, detail, state: alert.state, colour: alert.colour })
    const changed = { ...alert, updatedAt: now }
    byId.set(alert.id, changed)
    outcomes.set(alert.id, { alert: changed, steps })
  }
  const end = { state: 'resolved', endedAt: now, clearedAt: null, endsAt: null, silencedUntil: null } as const

  for (const decision of decisions) {
    if (decision.action === 'shadow') continue
    if (decision.action === 'raise') {
      change(raised(decision, context), 'raised', rarity([decision.cluster]))
      continue
    }
    const alert = byId.get(decision.id)
    if (!alert) continue
    switch (decision.action) {
      case 'merge': {
        const into = byId.get(decision.into)
        if (into) change({ ...into, members: withMembers(into.members, alert.members) }, 'absorbed', { alert: alert.id })
        change({ ...alert, ...end, endedBy: 'merged', mergedInto: decision.into }, 'ended', { endedBy: 'merged', into: decision.into })
        break
      }
      case 'quiet':
        change(quiet(alert, decision.nights), 'quiet', { nights: decision.nights })
        break
      case 'end':
        change({ ...alert, ...end, endedBy: 'condition' }, 'ended', { endedBy: 'condition' })
        break
      case 'join': {
        change(found(alert, decision.clusters, context), 'found', rarity(decision.clusters))
        rise(decision.id, decision.colour, alert.colour)
        break
      }
      case 'renew': {
        const again = { ...alert, state: 'firing', endedAt: null, endedBy: null, acknowledged: null, silencedUntil: null } as const
        change(found(again, [decision.cluster], context), 'renewed', rarity([decision.cluster]))
        rise(decision.id, decision.colour, alert.colour)
      }
    }
  }
  return [...outcomes.values()]

  /** A graver colour calls anew. */
  function rise(id: string, colour: Colour, from: Colour): void {
    const alert = byId.get(id)
    if (alert && isGraver(colour, from)) change({ ...alert, colour, state: 'firing', acknowledged: null }, 'risen', { from })
  }
}

const rarity = (findings: readonly NightFinding[]) => ({
  observed: sum(findings.map(({ observed }) => observed)),
  expected: sum(findings.map(({ expected }) => expected)),
  recurrenceInterval: Math.max(...findings.map(({ recurrenceInterval }) => recurrenceInterval)),
})

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

/** Findings of one alert as one: all their leaves, the days of all windows, the rarity of the rarest. They share no leaf. */
function evidenceOf(findings: readonly NightFinding[], { night, streams }: ClusterNight): AlertEvidence {
  const [rarest] = [...findings].sort((a, b) => b.recurrenceInterval - a.recurrenceInterval)
  const { p = 1, extrapolated = false, recurrenceInterval = 1 } = rarest ?? {}
  const days = findings.flatMap(({ from, to }) => [from, to]).sort()
  return {
    night,
    ...{ from: days.at(0) ?? night, to: days.at(-1) ?? night },
    leaves: findings.flatMap(({ grids, expectedByGrid }) => grids.map((grid, i) => ({ grid, expected: expectedByGrid[i] ?? 0 }))),
    ...{ p, extrapolated, recurrenceInterval, streams, quietNights: 0 },
    ...(rarest?.pattern !== undefined && { pattern: rarest.pattern }),
  }
}

/** The alert with what a night found of it; events that its window does not hold any more are over. */
function found(alert: AlertRecord, findings: readonly NightFinding[], context: ClusterNight): AlertRecord {
  const present = findings.flatMap((finding) => context.membersOf(finding))
  const over = alert.members.map((member) => (member.status === 'holds' ? { ...member, status: 'over' as const } : member))
  return { ...alert, members: withMembers(over, present), evidence: evidenceOf(findings, context) }
}

const quiet = (alert: AlertRecord, quietNights: number): AlertRecord =>
  alert.evidence ? { ...alert, evidence: { ...alert.evidence, quietNights } } : alert

/** Members with others, which hold as they are given. */
function withMembers(members: readonly AlertMember[], others: readonly AlertMember[]): AlertMember[] {
  const all = new Map([...members, ...others].map((member) => [member.number, member]))
  return [...all.values()].sort((a, b) => a.number - b.number)
}

function raised({ id, cluster, colour, follows }: Extract<Decision<NightFinding>, { action: 'raise' }>, context: ClusterNight): AlertRecord {
  const { rule, now, membersOf, isSensitive } = context
  const { stream, types } = cluster
  return {
    ...{ id, revision: 0, rule: { id: rule.id, version: rule.version, kind: rule.kind, name: rule.name }, stream, types: [...types] },
    ...{ sensitive: types.some(isSensitive), colour, state: 'firing', members: [...membersOf(cluster)], evidence: evidenceOf([cluster], context) },
    ...{ startedAt: now, updatedAt: now, clearedAt: null, endsAt: null, endedAt: null, endedBy: null, mergedInto: null, follows: follows ?? null },
    ...{ acknowledged: null, assigned: null, escalated: 0, ladder: NO_LADDER, silencedUntil: null, verdict: null, record: rule.record },
  }
}
