import { lifeOfStages, type Reported } from './case-history'
import type { Rules } from './event-kinds'
import type { Light } from './life'
import type { LifeEvent } from './life-event'
import { lightOf, nextLightChange } from './lights'
import type { ToldStage } from './stages'

/** What was known of the life of an event from an instant on (epoch milliseconds), until the next. */
export type KnownLife = { at: number; life: LifeEvent; light: Light }

/** When a stage became known: when its source told it, else when it happened. */
const toldAt = ({ at, receivedAt }: ToldStage): number => receivedAt ?? at

/**
 * What could be known of an event that came with its life already lived (案卷履历), step by step from its receipt to `until`, when it was
 * written here: at each instant its stages as far as they were told by then and its end only once it had come, by the same rows and clocks
 * as `lifeOfStages`, and the light as it turned in between. In order; the first is at `receivedAt`. Costs by the square of its stages, of
 * which there are few. What cannot be by the rules of now leaves the step out, as if it had not been told.
 */
export function knownLives(
  report: Reported,
  stages: readonly ToldStage[],
  rules: Rules,
  { receivedAt, until }: { receivedAt: number; until: number },
): KnownLife[] {
  const { handledAt } = report
  const times = new Set([receivedAt])
  for (const stage of stages) if (toldAt(stage) > receivedAt && toldAt(stage) <= until) times.add(toldAt(stage))
  if (handledAt !== null && handledAt > receivedAt && handledAt <= until) times.add(handledAt)
  const instants = [...times].sort((a, b) => a - b)
  const known: KnownLife[] = []
  for (const [i, at] of instants.entries()) {
    const cut = { ...report, handledAt: handledAt !== null && handledAt <= at ? handledAt : null }
    const folded = lifeOfStages(
      cut,
      stages.filter((stage) => toldAt(stage) <= at),
      rules,
    )
    if (!folded.ok) continue
    const { life } = folded
    known.push({ at, life, light: lightOf(life, at, rules.calendar) })
    const next = instants[i + 1] ?? until
    for (let turn = nextLightChange(life, at, rules.calendar); turn !== null && turn < next; turn = nextLightChange(life, turn, rules.calendar))
      known.push({ at: turn, life, light: lightOf(life, turn, rules.calendar) })
  }
  return known
}
