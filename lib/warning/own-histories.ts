import type { DayKind } from '@/lib/domain/calendar'
import { drawRises, episodeOf, type InjectedRise, injectRises } from './injected-days'
import type { KnownDays } from './known-nights'
import type { KnownEpisode } from './matching'
import { permuteDays } from './permuted-days'
import type { Replayed } from './rule-record'
import type { Places } from './scan-zones'

/** A history whose nights are to be replayed, with what is known of what happened in it. */
export type ToldDays = { readonly basis: Replayed['basis']; readonly known: KnownDays; readonly episodes: readonly KnownEpisode[] }

/**
 * A county's own days, of which nobody knows what happened: `kinds` is what each day of them is, `from` and `to` the nights that are replayed
 * (numbers of civil days, inclusive), `codes` those of the leaves.
 */
export type OwnDays = {
  readonly known: KnownDays
  readonly kinds: readonly DayKind[]
  readonly places: Places
  readonly codes: readonly string[]
  readonly from: number
  readonly to: number
  readonly seed: string
}

/** Episodes that are injected if there is room, and from how many days there is one. */
const EPISODES = 200
const DAYS_AN_EPISODE = 4.5
const MAX_COPIES = 12

/**
 * The histories by which a county gets a record of its own: its days as they were, permuted ones for false alerts, and as many copies with injected
 * episodes as these need, each with one in four and a half days as the demonstration's tests have. None begins so late that its last alarm would
 * come after the last night. They are made one at a time, since each is as large as the days themselves.
 */
export function ownHistories({ known, kinds, places, codes, from, to, seed }: OwnDays): { count: number; histories: Iterable<ToldDays> } {
  // the first night knows the day before it; a night after an episode can still find it, so the last day has none
  const period = { from: from - 1 - known.first, to: to - 1 - known.first }
  const inCopy = Math.floor((period.to - period.from) / DAYS_AN_EPISODE)
  const each = inCopy < 1 ? 0 : Math.ceil(EPISODES / Math.ceil(EPISODES / inCopy))
  const rises: InjectedRise[][] = []
  for (let drawn = 0; each > 0 && drawn < EPISODES && rises.length < MAX_COPIES; drawn += rises.at(-1)?.length ?? 0) {
    const some = drawRises(known, places, { ...period, seed: `${seed}/${rises.length}`, count: each })
    if (some.length === 0) break
    rises.push(some)
  }
  return { count: 2 + rises.length, histories: histories() }

  function* histories(): Generator<ToldDays, void, undefined> {
    yield { basis: 'unjudged', known, episodes: [] }
    yield { basis: 'permuted', known: permuteDays(known, kinds, seed), episodes: [] }
    for (const [i, some] of rises.entries())
      yield { basis: 'injected', known: injectRises(known, some, `${seed}/${i}`), episodes: some.map((rise) => episodeOf(known, codes, rise)) }
  }
}
