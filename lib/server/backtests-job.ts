import { type BacktestRequest, nextBacktest, noteBacktest, writeBacktest } from '@/lib/db/alerts/backtests'
import { countKnownDays, firstEventDay } from '@/lib/db/alerts/day-counts'
import { readRules } from '@/lib/db/alerts/rules'
import { readEpisodes } from '@/lib/db/events/episodes'
import { loadAtlas } from '@/lib/db/ground/grids'
import type { Fence } from '@/lib/db/log/leases'
import type { Atlas } from '@/lib/domain/atlas'
import { DAY_MS, startOfDayNumber } from '@/lib/domain/clock'
import { scopeOf } from '@/lib/domain/rule'
import { NIGHT_MS } from '@/lib/warning/cluster-settings'
import type { KnownEpisode } from '@/lib/warning/matching'
import { episodesWithin, knownWithin, leavesWithin } from '@/lib/warning/scoped-days'
import { toldBacktest } from '@/lib/warning/told-backtest'
import { replayNights } from './backtest-run'
import type { LeasedJob } from './job'
import { centresOf } from './nights-job'

const EVERY_MS = 2_000
/** A backtest whose process was killed so often is not begun again. */
const TRIES = 3
const SAYS_MS = 1_000
/** The same days give the same record: nobody tries until it suits. */
const SEED = '1'

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
const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/**
 * Makes one: what each night of the period would have said, held against the episodes that are known; where none is, as in any real county, against
 * what is made of its own days (`ownHistories`): permuted, and with injected episodes. All of it is of the scope of the rule alone.
 */
export async function makeBacktest(fence: Fence, request: BacktestRequest, signal?: AbortSignal): Promise<void> {
  const rule = (await readRules()).find(({ id, version }) => id === request.id && version === request.version)
  const refuse = (fault: string) => noteBacktest(request, { done: 0, total: 0, fault })
  if (rule?.kind !== 'cluster') return refuse('this version of the rule does not hold any more')
  const atlas = await loadAtlas()
  const begin = await firstEventDay()
  // the night after a day is the first that knows it
  const [from, to] = [Math.max(dayOf(request.from), (begin ?? 0) + 1 + rule.settings.leastStudyDays) + 1, dayOf(request.to)]
  if (begin === null || to < from) return refuse(`there are fewer than ${rule.settings.leastStudyDays} days before the period`)
  const [start, end] = [startOfDayNumber(from - 1), startOfDayNumber(to)]
  const scope = scopeOf(rule)
  const leaves = leavesWithin(atlas.leaves, scope)
  if (leaves.length === 0) return refuse('no grid of its scope is there any more')
  const episodes = await knownEpisodes(atlas)
  const isKnown = episodes.some((one) => one.to > start && one.from < end)
  const first = Math.max(begin + 1, from - rule.settings.studyDays)
  const counted = { ...(await countKnownDays(atlas, { first, last: to - 1, nightMs: NIGHT_MS }, signal)), first }
  const known = knownWithin(
    counted,
    atlas.leaves.map(({ code }) => code),
    scope,
  )
  let saidAt = Number.NEGATIVE_INFINITY
  const say = (done: number, total: number) => {
    if (performance.now() - saidAt < SAYS_MS) return
    saidAt = performance.now()
    void noteBacktest(request, { done, total }).catch(() => {}) // it is said again
  }
  const kinds = Array.from({ length: known.days }, (_, i) => atlas.calendar.kindOf(startOfDayNumber(first + i)))
  const question = { places: centresOf({ leaves }), codes: leaves.map(({ code }) => code), known, from, to, settings: rule.settings }
  const histories = await replayNights(
    { ...question, episodes: episodesWithin(episodes, scope), own: isKnown ? null : { kinds, seed: SEED } },
    say,
    signal,
  )
  const backtest = toldBacktest(
    histories.map((history) => ({ ...history, from: start, to: end })),
    rule.settings,
    { madeAt: new Date().toISOString(), source: null, seed: isKnown ? null : SEED, from: dateOf(from - 1), to: dateOf(to) },
  )
  await writeBacktest(request, backtest, { fence })
}

/** The episodes that are known here, which the demonstration's history was drawn with; how strong each was is not. */
async function knownEpisodes({ typeById }: Atlas): Promise<KnownEpisode[]> {
  const all = [...typeById.values()]
  return (await readEpisodes()).map(({ typeCode, gridCodes, startsAt, endsAt }) => ({
    types: all.flatMap(({ code, classCode }) => (code === typeCode || classCode === typeCode ? [code] : [])),
    ...{ grids: gridCodes, from: startsAt, to: endsAt, strength: 0 },
  }))
}
