import { alikeOf, usualIn, watchesType } from '@/lib/api/rule-past'
import { type Around, readHouseholdEvents, readKnownSince, readTypeEvents, repeatedAt } from '@/lib/db/alerts/group-events'
import type { PoolClient } from '@/lib/db/engine/pool'
import type { AlertRecord } from '@/lib/domain/alert-record'
import type { Atlas } from '@/lib/domain/atlas'
import type { EventChange } from '@/lib/domain/change'
import type { GroupRule } from '@/lib/domain/rule'
import type { Slices } from '@/lib/live/slices'
import { type Counting, type GroupFacts, type GroupQuestion, groupQuestions } from '@/lib/warning/group-facts'
import { type GroupEvent, gridAt, groupsAround, lookBackMs, spanMs, streamOf, watchedCounts, watchesGrid } from '@/lib/warning/group-rules'
import { type FactRow, isPast } from '@/lib/warning/rule-facts'

/** What the rules of several events need to know of the store for these changes; null: they have nothing to do. */
export async function readGroups(
  tx: PoolClient,
  rules: readonly GroupRule[],
  rows: readonly FactRow[],
  { alerts, atlas, slices, now }: { alerts: readonly AlertRecord[]; atlas: Atlas; slices: Slices; now: number },
): Promise<GroupFacts | null> {
  const changes = rows.flatMap((row) => row.changes)
  const questions: GroupQuestion[] = []
  for (const rule of rules) {
    await slices.pause()
    const past = new Set(rows.flatMap((row) => row.changes.filter((change) => isPast(rule, row, change))))
    const watched = (_: GroupRule, change: EventChange) =>
      change.after !== null &&
      !past.has(change) &&
      watchesType(rule, change.after.type, atlas) &&
      watchesGrid(rule, atlas.byId.get(change.after.grid)?.code ?? '')
    questions.push(...groupQuestions([rule], changes, alerts, watched))
  }
  const around = new Map<string, ReadonlyMap<number, readonly GroupEvent[]>>()
  const counting = new Map<string, ReadonlyMap<number, Counting>>()
  for (const question of questions) {
    const { rule } = question
    if (rule.kind === 'recurrence') around.set(rule.id, await ofHouseholds(tx, question, atlas))
    else {
      const found = await ofTypes(tx, question, atlas, slices)
      around.set(rule.id, found.around)
      counting.set(rule.id, found.counting)
    }
  }
  const isAsked = questions.some(({ rule, members }) => members.length > 0 || (around.get(rule.id)?.size ?? 0) > 0)
  return isAsked ? { around, counting, knownSince: await readKnownSince(tx, now) } : null
}

async function ofHouseholds(tx: PoolClient, { rule, tripping, members }: GroupQuestion, atlas: Atlas): Promise<Around> {
  const repeated = await repeatedAt(tx, tripping, { spanMs: spanMs(rule), times: rule.settings.times })
  return readHouseholdEvents(tx, [...new Set([...repeated, ...members])], { spanMs: spanMs(rule), beforeMs: lookBackMs(rule) }, atlas)
}

type Found = { around: ReadonlyMap<number, readonly GroupEvent[]>; counting: ReadonlyMap<number, Counting> }

async function ofTypes(tx: PoolClient, { rule, tripping, members }: GroupQuestion, atlas: Atlas, slices: Slices): Promise<Found> {
  const alike = (type: number) => alikeOf(rule, type, atlas)
  const events = await readTypeEvents(tx, [...new Set([...tripping, ...members])], { spanMs: spanMs(rule), alike }, atlas)
  await slices.pause()
  const placeOf = (grid: string) => (rule.kind === 'threshold' ? gridAt(grid, rule.settings.level, atlas.byCode) : '')
  const streamOfId = (id: number) => {
    const type = atlas.typeById.get(id)
    return (type && streamOf(rule, type)) ?? ''
  }
  const of = (numbers: readonly number[], least: number) =>
    groupsAround(events, numbers, { spanMs: spanMs(rule), least, placeOf, streamOf: streamOfId })
  const tripped = of(tripping, rule.settings.times)
  await slices.pause()
  const around = new Map([...tripped, ...of(members, 1)])
  const watched = rule.kind === 'threshold' && around.size > 0 ? watchedCounts(rule, atlas.typeById.values(), atlas.byCode) : 1
  const counting = events.flatMap(({ number, type, grid }): [number, Counting][] => {
    if (rule.kind !== 'threshold' || !around.has(number)) return []
    return [[number, { grid: placeOf(grid), usual: usualIn(rule, type, placeOf(grid), atlas), watched }]]
  })
  return { around, counting: new Map(counting) }
}
