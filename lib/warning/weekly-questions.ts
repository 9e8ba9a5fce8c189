import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { isWithin } from '@/lib/domain/grid'
import { type JudgementPeriod, lastPeriod } from '@/lib/domain/judgement'
import type { NightFinding } from '@/lib/domain/night'
import type { QuestionKind } from '@/lib/domain/question'
import { makeRandom, type Random } from '@/lib/domain/random'

/** Monday, from so many hours after midnight on. */
const ASKED_HOURS = 8
const CANDIDATES = 3
const QUIET_PLACES = 2
/** The recurrence intervals (nights) of a candidate: what is looked at, and not so rare that it is told at once. */
const MIN_INTERVAL = 20
const MAX_INTERVAL = 100

/** What a night of a rule found; `night` is its civil date, the day after the newest day that it looked at. */
export type FoundOnNight = { readonly rule: string; readonly night: string; readonly finding: NightFinding }

/** A place to ask about: a leaf grid, and of a candidate what found it. */
export type ChosenPlace = { readonly kind: QuestionKind; readonly grid: string; readonly found: FoundOnNight | null }

/**
 * The civil week that is to be asked about at `now` (epoch milliseconds): the last one, from Monday 08:00 on; null before that. A week that was missed
 * altogether is not made up: nobody remembers it.
 */
export function weekToAsk(now: number): JudgementPeriod | null {
  const period = lastPeriod('weekly', now)
  return now < period.to + ASKED_HOURS * HOUR_MS ? null : period
}

/** The nights (epoch milliseconds at their beginning, inclusive) whose newest day lies in a week. */
export const nightsOf = ({ from, to }: JudgementPeriod): { first: number; last: number } => ({ first: from + DAY_MS, last: to })

export type WeekFound = {
  /** YYYY-MM-DD of its Monday; the seed of the choice */
  week: string
  found: readonly FoundOnNight[]
  /** codes of the grids of any alert that lived in the week */
  alerted: readonly string[]
  /** codes of all leaf grids */
  leaves: readonly string[]
  isSensitive(type: string): boolean
}

/**
 * The places to ask about: up to 3 drawn from those with a candidate (a finding that no alert told, RI 20 to 100), and 2 drawn from the leaves that
 * have neither a finding nor an alert. Drawn and not ranked, so that the answers of either kind estimate their share. The same week gives the same choice.
 *
 * A candidate is asked for by the one leaf in which most was to be expected, since a question about a circle would give away what it is.
 * One with a sensitive type is left out, and so is one that shares ground with a finding of its stream that was told on another night.
 */
export function chooseQuestions(given: WeekFound): ChosenPlace[] {
  const random = makeRandom('weekly-questions', given.week)
  const candidates = drawCandidates(given, random)
  const busy = new Set(given.found.flatMap(({ finding }) => finding.grids))
  const quiet = given.leaves.filter((leaf) => !busy.has(leaf) && !given.alerted.some((grid) => isWithin(leaf, grid) || isWithin(grid, leaf)))
  const drawn = shuffled(quiet.toSorted(), random).slice(0, QUIET_PLACES)
  return [...candidates, ...drawn.map((grid) => ({ kind: 'quiet' as const, grid, found: null }))]
}

function drawCandidates({ found, leaves, isSensitive }: WeekFound, random: Random): ChosenPlace[] {
  const known = new Set(leaves)
  const told = found.filter(({ finding }) => finding.told)
  const wasTold = ({ rule, finding: { stream, grids } }: FoundOnNight) =>
    told.some((other) => other.rule === rule && other.finding.stream === stream && other.finding.grids.some((grid) => grids.includes(grid)))
  const byPlace = new Map<string, FoundOnNight>()
  for (const one of found) {
    const { told: isTold, recurrenceInterval: interval, types } = one.finding
    const place = placeOf(one.finding)
    if (isTold || interval < MIN_INTERVAL || interval >= MAX_INTERVAL || types.some(isSensitive) || wasTold(one)) continue
    // the rarest of a place stands for it, of two equally rare ones the first
    if (known.has(place) && interval > (byPlace.get(place)?.finding.recurrenceInterval ?? 0)) byPlace.set(place, one)
  }
  const places = [...byPlace].sort(([a], [b]) => (a < b ? -1 : 1))
  const chosen: ChosenPlace[] = []
  const taken = new Set<string>()
  for (const [grid, one] of shuffled(places, random)) {
    if (chosen.length === CANDIDATES) break
    if (one.finding.grids.some((leaf) => taken.has(leaf))) continue
    for (const leaf of one.finding.grids) taken.add(leaf)
    chosen.push({ kind: 'candidate', grid, found: one })
  }
  return chosen
}

/** The leaf of a finding in which most was to be expected, of equal ones the first. */
function placeOf({ grids, expectedByGrid }: NightFinding): string {
  let most = 0
  for (let i = 1; i < grids.length; i++) if ((expectedByGrid[i] ?? 0) > (expectedByGrid[most] ?? 0)) most = i
  return grids[most] ?? ''
}

/** In a random order (Fisher and Yates 1938). */
function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items]
  const drawn: T[] = []
  while (left.length > 0) drawn.push(...left.splice(Math.floor(random.next() * left.length), 1))
  return drawn
}
