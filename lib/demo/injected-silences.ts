import { DAY_MS, dayNumber, startOfDayNumber } from '@/lib/domain/clock'
import { makeRandom } from '@/lib/domain/random'
import type { PastNight } from '@/lib/warning/cluster-replay'
import { usualByDay } from './episodes'
import type { Model } from './history-model'
import type { InjectedRule } from './injected-episodes'

/** A leaf (by index) of which nothing is heard from the civil day `from` to the day `to` (numbers, exclusive); `usual`: events that would have come. */
export type InjectedSilence = { readonly leaf: number; readonly from: number; readonly to: number; readonly usual: number }

const MIN_DAYS = 3
const MAX_DAYS = 21
/** A silence in which less would have come cannot be told from chance. */
const MIN_USUAL = 7
/** For so long before and after a silence its leaf has no other. */
const APART_DAYS = 28
const TRIES = 40

/**
 * Silences for tests of a detector: 3 to 21 whole days of one leaf, of 7 usual events or more, spread evenly over a period and wholly inside it. `scale` is the
 * size of the history against full size. Deterministic by its arguments, in order of their beginning; fewer than asked where there is no room.
 */
export function injectSilences(model: Model, end: number, { seed, count, from, to }: InjectedRule, scale: number): InjectedSilence[] {
  const silences: InjectedSilence[] = []
  const [first, last] = [dayNumber(from), dayNumber(to)]
  const types = [...model.types.keys()]
  for (let i = 0; i < count; i++) {
    const random = makeRandom(model.seed, 'silences', seed, end, i)
    for (let tries = 0; tries < TRIES; tries++) {
      const leaf = Math.floor(random.next() * model.leaves.length)
      const days = MIN_DAYS + Math.floor(random.next() * (MAX_DAYS - MIN_DAYS + 1))
      const begin = first + Math.floor(((i + random.next()) / count) * (last - first - days))
      const span = { types, leaves: [leaf], from: startOfDayNumber(begin), to: startOfDayNumber(begin) + days * DAY_MS }
      const usual = scale * usualByDay(model, span, end).reduce((sum, n) => sum + n, 0)
      const isNear = silences.some((one) => one.leaf === leaf && begin < one.to + APART_DAYS && one.from < begin + days + APART_DAYS)
      if (usual < MIN_USUAL || isNear || begin < first) continue
      silences.push({ leaf, from: begin, to: begin + days, usual })
      break
    }
  }
  return silences.sort((a, b) => a.from - b.from)
}

/** A past night that knows nothing of what was silent; the counts given stay as they are. */
export function silenced({ night, date, counts }: PastNight, silences: readonly InjectedSilence[]): PastNight {
  const { days } = counts
  const first = night - days
  const kept = silences.filter(({ from, to }) => to > first && from < night)
  return {
    ...{ night, date },
    counts: {
      ...counts,
      counts: counts.counts.map((row) => {
        const own = row.slice()
        for (const { leaf, from, to } of kept) own.fill(0, leaf * days + Math.max(0, from - first), leaf * days + Math.min(days, to - first))
        return own
      }),
    },
  }
}
