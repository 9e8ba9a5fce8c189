import { type AlertRecord, gridsOf } from './alert-record'
import { isGraver } from './colour'
import { areRelated, byRank, type Relatable } from './related-alerts'

const time = (at: number): string => new Date(at).toISOString()

/** What of an alert says whether it is related to another, as whoever sees all of it is told. */
function relatable(alert: AlertRecord): Relatable {
  const { id, rule, types, colour, state, startedAt, endedAt, evidence } = alert
  return {
    ...{ id, rule, types, grids: gridsOf(alert), colour, state, startedAt: time(startedAt) },
    ...(endedAt !== null && { endedAt: time(endedAt) }),
    ...(evidence && { window: { from: evidence.from, to: evidence.to } }),
  }
}

/**
 * Ids of the alerts among `fresh`, which nobody was told of yet, that a related one speaks for: one at least as grave among `told`, or of `fresh` itself
 * one that is told. Related alerts (相关) notify once.
 */
export function spokenFor(fresh: readonly AlertRecord[], told: readonly AlertRecord[]): Set<string> {
  const speaking = told.map(relatable)
  const silent = new Set<string>()
  for (const alert of fresh.map(relatable).sort(byRank)) {
    if (speaking.some((other) => !isGraver(alert.colour, other.colour) && areRelated(alert, other))) silent.add(alert.id)
    else speaking.push(alert)
  }
  return silent
}
