import { startOfDayNumber } from '@/lib/domain/clock'
import { type Colour, isGraver } from '@/lib/domain/colour'
import type { LineageSettings } from '@/lib/domain/rule-settings'
import { type Candidate, type Decision, decideNight, type FoundCluster, type LineageState, NO_LINEAGES } from './cluster-lineage'
import { NIGHT_MS } from './cluster-settings'
import type { Alarm } from './matching'

/** A cluster of a past night by codes of grids and types. */
export type PastCluster = FoundCluster & { readonly types: readonly string[] }

/** The clusters of a past night, which is the number of its civil day. */
export type PastClusters = { readonly night: number; readonly clusters: readonly PastCluster[] }

/** An alarm in its colour at that moment. */
export type ClusterAlarm = Alarm & { readonly stream: string; readonly colour: Colour }

/** The alerts that the nights would have raised, in the order of their beginning, each with its colours as they rose. */
export function alertsOf(nights: readonly PastClusters[], settings: LineageSettings): ClusterAlarm[][] {
  const rises = new Map<string, ClusterAlarm[]>()
  let state: LineageState = NO_LINEAGES
  for (const { night, clusters } of nights) {
    const decided = decideNight(state, clusters, night, settings)
    state = decided.state
    for (const one of decided.decisions) {
      const [id, alarm] = alarmOf(one, night) ?? []
      if (id !== undefined && alarm) rises.set(id, [...(rises.get(id) ?? []), alarm])
      // what went on in another is no alert of its own
      if (one.action === 'merge') rises.delete(one.id)
    }
  }
  return [...rises.values()]
}

/** An alert as it comes to be, or as its colour rises. */
function alarmOf(one: Decision<PastCluster>, night: number): [id: string, alarm: ClusterAlarm] | null {
  const raisedAt = startOfDayNumber(night) + NIGHT_MS
  const of = (clusters: readonly PastCluster[], colour: Colour): ClusterAlarm | null => {
    const [first] = clusters
    return first ? { stream: first.stream, types: first.types, grids: [...new Set(clusters.flatMap(gridsOf))], raisedAt, colour } : null
  }
  if (one.action === 'raise') return named(one.id, of([one.cluster], one.colour))
  if (one.action === 'renew') return one.risen ? named(one.id, of([one.cluster], one.colour)) : null
  if (one.action === 'join') return one.risen ? named(one.id, of(one.clusters, one.colour)) : null
  return null
}

const named = (id: string, alarm: ClusterAlarm | null): [string, ClusterAlarm] | null => (alarm ? [id, alarm] : null)
const gridsOf = ({ grids }: Candidate): readonly string[] => grids

/** Of each alert its first moment in this colour or a graver one; alerts that never had it are none. */
export const alarmsAt = (alerts: readonly (readonly ClusterAlarm[])[], asked: Colour): ClusterAlarm[] =>
  alerts.flatMap((rises) => rises.find(({ colour }) => !isGraver(asked, colour)) ?? [])
