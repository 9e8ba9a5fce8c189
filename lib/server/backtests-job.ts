import { type BacktestRequest, nextBacktest, noteBacktest, writeBacktest } from '@/lib/db/alerts/backtests'
import { countKnownDays, firstEventDay } from '@/lib/db/alerts/day-counts'
import { readRules } from '@/lib/db/alerts/rules'
import { readEpisodes } from '@/lib/db/events/episodes'
import { loadAtlas } from '@/lib/db/ground/grids'
import type { Fence } from '@/lib/db/log/leases'
import type { Atlas } from '@/lib/domain/atlas'
import { DAY_MS, startOfDayNumber } from '@/lib/domain/clock'
import type { ClusterRule } from '@/lib/domain/rule'
import { NIGHT_MS } from '@/lib/warning/cluster-settings'
import type { KnownEpisode } from '@/lib/warning/matching'
import { toldBacktest } from '@/lib/warning/told-backtest'
import { replayNights } from './backtest-run'
import { centresOf } from './clusters-job'
import type { LeasedJob } from './job'

const EVERY_MS = 2_000
/** A backtest whose process was killed so often is not begun again. */
const TRIES = 3
const SAYS_MS = 1_000

/** Makes the backtests that were asked for, one after the other. */
export function backtestsJob(): LeasedJob {
  return {
    lease: 'backtests',
    everyMs: EVERY_MS,
    async work(fence, signal) {
      const request = await nextBacktest(fence, TRIES)
      if (request) await makeBacktest(fence, request, signal)
    },
    fault: 'a backtest could not be made',
  }
}

const dayOf = (date: string): number => Math.floor(Date.parse(date) / DAY_MS)

/** Makes one: what each night of the period would have said, held against the episodes that are known. */
export async function makeBacktest(fence: Fence, request: BacktestRequest, signal?: AbortSignal): Promise<void> {
  const rule = (await readRules()).find(({ id, version }) => id === request.id && version === request.version)
  const refuse = (fault: string) => noteBacktest(request, { done: 0, total: 0, fault })
  if (rule?.kind !== 'cluster') return refuse('this version of the rule does not hold any more')
  const atlas = await loadAtlas()
  const begin = await firstEventDay()
  // the night after a day is the first that knows it
  const [from, to] = [Math.max(dayOf(request.from), (begin ?? 0) + 1 + rule.settings.leastStudyDays) + 1, dayOf(request.to)]
  if (begin === null || to < from) return refuse(`there are fewer than ${rule.settings.leastStudyDays} days before the period`)
  const episodes = await knownEpisodes(atlas)
  if (!episodes.some((one) => one.to > startOfDayNumber(from) && one.from < startOfDayNumber(to)))
    return refuse('nothing is known of what happened in the period, so nothing can be held against it')
  const first = Math.max(begin + 1, from - rule.settings.studyDays)
  const known = await countKnownDays(atlas, { first, last: to - 1, nightMs: NIGHT_MS }, signal)
  const total = to - from + 1
  let saidAt = Number.NEGATIVE_INFINITY
  const say = (done: number) => {
    if (performance.now() - saidAt < SAYS_MS) return
    saidAt = performance.now()
    void noteBacktest(request, { done, total }).catch(() => {}) // it is said again
  }
  say(0)
  const question = { places: centresOf(atlas), codes: atlas.leaves.map(({ code }) => code), known: { ...known, first }, from, to }
  const nights = await replayNights({ ...question, settings: rule.settings }, say, signal)
  await writeBacktest(request, told(rule, nights, episodes, { from, to }), { fence })
}

function told(
  rule: ClusterRule,
  nights: Awaited<ReturnType<typeof replayNights>>,
  episodes: KnownEpisode[],
  { from, to }: { from: number; to: number },
) {
  const date = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10)
  const [start, end] = [startOfDayNumber(from - 1), startOfDayNumber(to)]
  return toldBacktest([{ basis: 'labels', from: start, to: end, nights, episodes }], rule.settings, {
    ...{ madeAt: new Date().toISOString(), source: '本县历史', seed: null },
    ...{ from: date(from - 1), to: date(to) },
  })
}

/** The episodes that are known here, which the demonstration's history was drawn with; how strong each was is not. */
async function knownEpisodes({ typeById }: Atlas): Promise<KnownEpisode[]> {
  const all = [...typeById.values()]
  return (await readEpisodes()).map(({ typeCode, gridCodes, startsAt, endsAt }) => ({
    types: all.flatMap(({ code, classCode }) => (code === typeCode || classCode === typeCode ? [code] : [])),
    ...{ grids: gridCodes, from: startsAt, to: endsAt, strength: 0 },
  }))
}
