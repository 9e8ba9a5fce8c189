import { type Colour, isGraver } from '@/lib/domain/colour'
import type { LineageSettings } from '@/lib/domain/rule-settings'
import { colourOfInterval } from './cluster-settings'
import { shareGround } from './rule-alerts'

/** What the alerts of clusters need of a cluster: where, by codes of grids, and how rare (RI, days). */
export type FoundCluster = {
  readonly stream: string
  readonly grids: readonly string[]
  readonly recurrenceInterval: number
  readonly observed: number
}

/**
 * An alert of a cluster through its nights, which are numbers of civil days. `grids` are its present ones; `quietNights` the nights running
 * without a cluster. One that has ended has `endedNight`; `hasVerdict` when somebody has said what it was (定性).
 */
export type Lineage = {
  readonly id: string
  readonly stream: string
  readonly grids: readonly string[]
  readonly colour: Colour
  readonly startedNight: number
  readonly quietNights: number
  readonly endedNight?: number | undefined
  readonly hasVerdict?: boolean | undefined
}

/** A cluster that raised nothing: if it is there on the next night as well, it does. */
export type Candidate = Pick<FoundCluster, 'stream' | 'grids'>

/** Alerts that live or ended lately, in any order, and the candidates of the night `night` (the last one that was evaluated). */
export type LineageState = { readonly lineages: readonly Lineage[]; readonly candidates: readonly Candidate[]; readonly night: number | null }

/** Before the first night. */
export const NO_LINEAGES: LineageState = { lineages: [], candidates: [], night: null }

/**
 * What becomes of an alert on a night. `raise`: a new one, which `follows` one on which there was a verdict; `join`: it goes on, with the grids of
 * the clusters; `merge`: it ends because `into` goes on with its grids (并入); `quiet`: so many nights running without a cluster; `end`: as many
 * as end it; `renew`: one that had ended lives again; `shadow`: a cluster that raises nothing. `risen`: its colour is graver than before.
 */
export type Decision<T extends FoundCluster> =
  | { readonly action: 'raise'; readonly id: string; readonly cluster: T; readonly colour: Colour; readonly follows?: string | undefined }
  | { readonly action: 'join'; readonly id: string; readonly clusters: readonly T[]; readonly colour: Colour; readonly risen: boolean }
  | { readonly action: 'merge'; readonly id: string; readonly into: string }
  | { readonly action: 'quiet'; readonly id: string; readonly nights: number }
  | { readonly action: 'end'; readonly id: string }
  | { readonly action: 'renew'; readonly id: string; readonly cluster: T; readonly colour: Colour; readonly risen: boolean }
  | { readonly action: 'shadow'; readonly cluster: T }

/** What names a new alert: its stream, its night and the first of its grids, which no other of that night has. */
export const lineageKey = (night: number, { stream, grids }: Candidate): string => `${stream}/${night}/${[...grids].sort()[0] ?? ''}`

/**
 * Decides for all alerts of a night at once, and answers the state for the next. Clusters and alerts belong together when they are of one stream
 * and have ground in common; of several alerts that belong to a cluster the oldest goes on. Colours only rise while an alert lives, and not
 * above the gravest of the rule. `idOf` names
 * new alerts. Nothing happens twice: a night that is not after the last one decides nothing.
 */
export function decideNight<T extends FoundCluster>(
  state: LineageState,
  clusters: readonly T[],
  night: number,
  settings: LineageSettings,
  idOf: (night: number, cluster: Candidate) => string = lineageKey,
): { decisions: Decision<T>[]; state: LineageState } {
  if (state.night !== null && night <= state.night) return { decisions: [], state }
  const decisions: Decision<T>[] = []
  const after: Lineage[] = []
  const candidates: Candidate[] = []
  const rare = clusters.filter(({ recurrenceInterval }) => recurrenceInterval >= settings.quietBelow).sort(byRarity)
  const living = state.lineages.filter(({ endedNight }) => endedNight === undefined).sort(byAge)
  const ended = new Map(state.lineages.flatMap((one) => (isRecent(one) ? [[one.id, one]] : [])))
  const taken = new Set<T>()
  const merged = new Set<string>()

  for (const lineage of living) {
    if (merged.has(lineage.id)) continue
    const { own, others } = kinOf(lineage, living, rare)
    for (const cluster of own) taken.add(cluster)
    for (const other of others) {
      merged.add(other.id)
      decisions.push({ action: 'merge', id: other.id, into: lineage.id })
    }
    if (own.length === 0) after.push(pass(lineage))
    else {
      const colour = gravest([lineage.colour, ...others.map((other) => other.colour), ...own.map(colourOf)])
      decisions.push({ action: 'join', id: lineage.id, clusters: own, colour, risen: isGraver(colour, lineage.colour) })
      const grids = [...new Set(own.flatMap((cluster) => cluster.grids))]
      after.push({ ...lineage, grids, colour, quietNights: 0 })
    }
  }
  for (const cluster of rare) {
    if (taken.has(cluster)) continue
    if (!fires(cluster)) {
      decisions.push({ action: 'shadow', cluster })
      candidates.push({ stream: cluster.stream, grids: cluster.grids })
      continue
    }
    after.push(begin(cluster))
  }
  return { decisions, state: { lineages: [...after, ...ended.values()], candidates, night } }

  /** The colour of a finding that is at least as rare as what keeps an alert alive, as grave as the rule goes. */
  function colourOf({ recurrenceInterval, observed }: FoundCluster): Colour {
    const colour = colourOfInterval(recurrenceInterval, observed) ?? 'blue'
    return settings.gravest && isGraver(colour, settings.gravest) ? settings.gravest : colour
  }

  function isRecent({ endedNight }: Lineage): boolean {
    return endedNight !== undefined && night - endedNight <= settings.renewWithinDays
  }

  function fires(cluster: T): boolean {
    if (cluster.recurrenceInterval >= settings.fireAt) return true
    const before = state.night === night - 1 ? state.candidates : []
    return cluster.recurrenceInterval >= settings.fireTwiceAt && before.some((one) => areKin(one, cluster))
  }

  /** An alert that no cluster belongs to. */
  function pass(lineage: Lineage): Lineage {
    const nights = lineage.quietNights + 1
    const ends = nights >= settings.endAfterNights
    decisions.push(ends ? { action: 'end', id: lineage.id } : { action: 'quiet', id: lineage.id, nights })
    return { ...lineage, quietNights: nights, ...(ends ? { endedNight: night } : {}) }
  }

  /** The alert that a cluster raises or renews. */
  function begin(cluster: T): Lineage {
    const [before] = [...ended.values()]
      .filter((one) => areKin(one, cluster))
      .sort((a, b) => (b.endedNight ?? 0) - (a.endedNight ?? 0) || byAge(a, b))
    const colour = colourOf(cluster)
    if (before && !before.hasVerdict) {
      ended.delete(before.id)
      const grave = gravest([before.colour, colour])
      decisions.push({ action: 'renew', id: before.id, cluster, colour: grave, risen: isGraver(grave, before.colour) })
      return { ...before, grids: cluster.grids, colour: grave, quietNights: 0, endedNight: undefined }
    }
    const id = idOf(night, cluster)
    decisions.push({ action: 'raise', id, cluster, colour, ...(before ? { follows: before.id } : {}) })
    return { id, stream: cluster.stream, grids: cluster.grids, colour, startedNight: night, quietNights: 0 }
  }
}

const areKin = (a: Candidate, b: Candidate): boolean => a.stream === b.stream && shareGround(a.grids, b.grids)

/** The clusters that belong to an alert, and the other alerts that belong to those, as far as that goes. */
function kinOf<T extends FoundCluster>(lineage: Lineage, living: readonly Lineage[], clusters: readonly T[]): { own: T[]; others: Lineage[] } {
  const own = new Set<T>()
  const kin = new Set([lineage])
  for (let size = 0; size < own.size + kin.size; ) {
    size = own.size + kin.size
    for (const cluster of clusters) if ([...kin].some((one) => areKin(one, cluster))) own.add(cluster)
    for (const other of living) if ([...own].some((cluster) => areKin(other, cluster))) kin.add(other)
  }
  kin.delete(lineage)
  return { own: [...own], others: [...kin] }
}

const gravest = (colours: readonly Colour[]): Colour => colours.reduce((a, b) => (isGraver(b, a) ? b : a))
const byAge = (a: Lineage, b: Lineage): number => a.startedNight - b.startedNight || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
const byRarity = (a: FoundCluster, b: FoundCluster): number => b.recurrenceInterval - a.recurrenceInterval
