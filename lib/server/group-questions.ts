import {
  type Around,
  countByType,
  pastHouseholdEvents,
  pastTypeEvents,
  readHouseholdEvents,
  readKnownSince,
  readTypeEvents,
  repeatedAt,
} from '@/lib/db/alerts/group-events'
import { writeVolume } from '@/lib/db/alerts/rules'
import { type PoolClient, pool } from '@/lib/db/engine/pool'
import type { Fence } from '@/lib/db/log/leases'
import type { AlertRecord } from '@/lib/domain/alert-record'
import type { Atlas } from '@/lib/domain/atlas'
import { DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import type { GroupRule } from '@/lib/domain/rule'
import { type GroupFacts, groupQuestions } from '@/lib/warning/group-facts'
import { replayGroups } from '@/lib/warning/group-replay'
import { lookBackMs, OWN_YEAR_MS, spanMs, watches } from '@/lib/warning/group-rules'
import { type FactRow, isPast } from '@/lib/warning/rule-facts'

/** Events a day by type (id) over the last year, or null where too little of it is known; and until when that is good enough. */
let kept: { until: number; daily: ReadonlyMap<number, number> | null } = { until: 0, daily: null }

/** With fewer days nobody knows how rare a type is. */
const LEAST_KNOWN_MS = 30 * DAY_MS

/** Counts how often each type has come over the last year: once a day, and once an hour while there is less than a year. */
export async function prepareGroups(now: number): Promise<void> {
  if (now < kept.until) return
  const today = startOfDay(now)
  const from = Math.max(today - OWN_YEAR_MS, startOfDay(await readKnownSince(pool(), today)))
  const known = today - from
  const counted = known < LEAST_KNOWN_MS ? null : await countByType(pool(), from, today)
  const until = known < OWN_YEAR_MS ? now + HOUR_MS : today + DAY_MS
  kept = { until, daily: counted && new Map([...counted].map(([type, n]) => [type, (n * DAY_MS) / known])) }
}

/** Does a rule watch a type (by id)? */
const watchesType = (atlas: Atlas) => (rule: GroupRule, id: number) => {
  const type = atlas.typeById.get(id)
  return type !== undefined && watches(rule, type, kept.daily && (kept.daily.get(id) ?? 0))
}

/**
 * Replays the rules of several events over the year before `now` (epoch milliseconds), or as much of it as is known, and keeps how many alerts a day that
 * comes to; with less than a day they have none (尚无历史).
 */
export async function refreshGroupVolumes(fence: Fence, rules: readonly GroupRule[], atlas: Atlas, now: number): Promise<void> {
  const since = await readKnownSince(pool(), now)
  const from = Math.max(since, now - OWN_YEAR_MS)
  if (now - from < DAY_MS) return
  const watched = watchesType(atlas)
  for (const rule of rules) {
    const types = [...atlas.typeById.values()].filter(({ id }) => watched(rule, id))
    const back = from - lookBackMs(rule)
    const events =
      rule.kind === 'recurrence'
        ? await pastHouseholdEvents(pool(), back, rule.settings.times, atlas)
        : await pastTypeEvents(
            pool(),
            back,
            types.map(({ id }) => id),
            atlas,
          )
    const codes = new Set(types.map(({ code }) => code))
    const own = events.filter(({ type }) => codes.has(type))
    const raised = replayGroups(rule, own, since).filter(({ raisedAt }) => raisedAt >= from && raisedAt < now).length
    const days = (now - from) / DAY_MS
    await writeVolume(fence, rule, { kind: 'volume', basis: [], alertsPerDay: round(raised / days, 3), days: round(days, 2) })
  }
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits))

/** What the rules of several events need to know of the store for these changes; null: they have nothing to do. */
export async function readGroups(
  tx: PoolClient,
  rules: readonly GroupRule[],
  rows: readonly FactRow[],
  { alerts, atlas, now }: { alerts: readonly AlertRecord[]; atlas: Atlas; now: number },
): Promise<GroupFacts | null> {
  const watched = watchesType(atlas)
  const changesFor = (rule: GroupRule) => rows.flatMap((row) => row.changes.filter((change) => !isPast(rule, row, change)))
  const questions = rules.flatMap((rule) => groupQuestions([rule], changesFor(rule), alerts, watched))
  const around = new Map<string, Around>()
  for (const { rule, tripping, members } of questions) {
    const span = spanMs(rule)
    if (rule.kind === 'near_repeat') {
      around.set(rule.id, await readTypeEvents(tx, [...new Set([...tripping, ...members])], span, atlas))
      continue
    }
    const asked = [...new Set([...(await repeatedAt(tx, tripping, { spanMs: span, times: rule.settings.times })), ...members])]
    around.set(rule.id, await readHouseholdEvents(tx, asked, { spanMs: span, beforeMs: lookBackMs(rule) }, atlas))
  }
  const isAsked = questions.some(({ rule, members }) => members.length > 0 || (around.get(rule.id)?.size ?? 0) > 0)
  return isAsked ? { around, knownSince: await readKnownSince(tx, now) } : null
}
