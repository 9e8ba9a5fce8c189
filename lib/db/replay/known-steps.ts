import * as z from 'zod/mini'
import type { Atlas } from '@/lib/domain/atlas'
import { CLOSING, historyRules } from '@/lib/domain/case-history'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import type { Rules } from '@/lib/domain/event-kinds'
import { knownLives } from '@/lib/domain/known-life'
import { isVoid } from '@/lib/domain/life'
import { firstClocks } from '@/lib/domain/limit'
import { EVENTS } from '@/lib/domain/log-kinds'
import { type KnownStep, type Standing, standingOf } from '@/lib/domain/replay'
import type { ToldStage } from '@/lib/domain/stages'
import { int4s, int8s } from '../engine/arrays'
import { pool } from '../engine/pool'
import { stagesOf } from '../events/stage-rows'
import { changesIn, type LogRow } from '../log/log'

/**
 * The steps in which the changes of rows of the log became known, after revision `since`. What came as it happened is known from its receipt
 * on, as it is. Of what was written later with its times of receipt given (a history, an import), an event that was not known yet is known
 * from its receipt on, and its stages, end and lights each from when they came; an update of one that was known is known from when it was
 * written, since until then we knew otherwise. Never earlier than its end, never later than it was written. `pause` is awaited between events.
 */
export async function knownSteps(rows: readonly LogRow[], since: number, atlas: Atlas, pause: () => Promise<void>): Promise<KnownStep[]> {
  const steps: KnownStep[] = []
  for (const row of rows) {
    if (row.kind !== EVENTS.name) continue
    const changes = changesIn(EVENTS, [row], since, Number.POSITIVE_INFINITY)
    const { backfilledAt: until } = row
    if (until === null) {
      for (const change of changes) steps.push(stepOf(change, Math.max(change.receivedAt, change.after?.handledAt ?? 0)))
      continue
    }
    const told = await toldBy(changes.filter(({ before, after }) => before === null && after !== null))
    const rulesOf = rulesBy(atlas)
    for (const change of changes) {
      await pause()
      const { number, receivedAt, before, after } = change
      const rules = after && rulesOf(after)
      if (before || !after || !rules) steps.push(stepOf(change, until))
      else steps.push(...stepsOf(number, after, stagesAsTold(told.get(number)), rules, { receivedAt: Math.min(receivedAt, until), until }))
    }
  }
  return steps
}

const stepOf = ({ number, before, after }: EventChange, at: number): KnownStep => ({
  at,
  number,
  before: before && standingOf(before),
  after: after && standingOf(after),
})

/** An event with its life already lived, step by step; the last leads to how it was written. */
function stepsOf(
  number: number,
  after: EventFacts,
  stages: readonly ToldStage[],
  rules: Rules,
  span: { receivedAt: number; until: number },
): KnownStep[] {
  const { occurredAt, handledAt } = after
  const { handling, calendar } = rules
  const { deadline, stageClock } = firstClocks(occurredAt, { handling, stages: rules.entryByHand ? rules : null }, calendar)
  // an end that a stage tells is known when that is told
  const own = stages.some(({ action, at }) => CLOSING.has(action) && at === handledAt) ? null : handledAt
  const report = { reportedAt: occurredAt, reporter: null, handledAt: own, limit: handling, deadline, stageClock, grid: '' }
  const written = standingOf(after)
  const steps: KnownStep[] = []
  let before: Standing | null = null
  const step = (at: number, standing: Standing) => {
    if (before && before.state === standing.state && before.light === standing.light && before.handledAt === standing.handledAt) return
    steps.push({ at, number, before, after: standing })
    before = standing
  }
  for (const { at, life, light } of knownLives(report, stages, rules, span)) {
    const cell = isVoid(life) ? { cellX: -1, cellY: -1 } : {}
    step(at, { ...written, ...cell, state: life.state, light, handledAt: life.closedAt })
  }
  step(span.until, written)
  return steps
}

function rulesBy({ typeById, ...atlas }: Atlas): (facts: EventFacts) => Rules | null {
  const made = new Map<string, Rules | null>()
  return ({ type: id, urgency }) => {
    const key = `${id} ${urgency}`
    const known = made.get(key)
    if (known !== undefined) return known
    const type = typeById.get(id)
    const rules = type ? historyRules(type, urgency, atlas) : null
    made.set(key, rules)
    return rules
  }
}

const Stages = z.nullable(z.array(z.unknown()))

/** What is told of the life of an event now, and, where that was `replaced` since it was written, what was `kept` of it. */
type Told = { number: number; stages: string | null; replaced: boolean; kept: unknown }

/** What was told of the lives of new events, by their numbers, as it is stored: to read it takes longer than to find it. */
async function toldBy(changes: readonly EventChange[]): Promise<Map<number, Told>> {
  const { rows } = await pool().query<Told>({
    name: 'replay-stages',
    text: `SELECT e.number, e.stages, v.number IS NOT NULL AS replaced, v.stages AS kept
      FROM unnest($1::int4[], $2::int8[]) AS u (number, revision)
      JOIN events e ON e.number = u.number
      LEFT JOIN LATERAL (
        SELECT number, content->'stages' AS stages FROM event_versions
        WHERE e.revision > u.revision AND event_versions.number = u.number AND event_versions.revision > u.revision
        ORDER BY event_versions.revision LIMIT 1
      ) AS v ON true
      WHERE e.stages IS NOT NULL OR v.number IS NOT NULL`,
    values: [int4s(changes, (c) => c.number), int8s(changes, (c) => c.revision)],
  })
  return new Map(rows.map((row) => [row.number, row]))
}

/** The stages of the content that held when the event was written. */
function stagesAsTold(told: Told | undefined): ToldStage[] {
  if (!told) return []
  const kept = told.replaced ? Stages.parse(told.kept) : null
  return stagesOf({ stages: told.replaced ? kept && JSON.stringify(kept) : told.stages, stageWords: null })
}
