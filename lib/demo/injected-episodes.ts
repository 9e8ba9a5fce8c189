import { DAY_MS } from '@/lib/domain/clock'
import { makeRandom } from '@/lib/domain/random'
import { drawEpisode, type Episode } from './episodes'
import type { Model } from './history-model'

/** So many episodes, spread evenly over a period (epoch milliseconds) and wholly inside it. */
export type InjectedRule = { readonly seed: string; readonly count: number; readonly from: number; readonly to: number }

/** The longest episode, and for how long after one no other happens to the same types in the same leaves: what is found then is to be of one. */
const LONGEST_DAYS = 10
const APART_MS = 28 * DAY_MS
/** How often one that would be too near is drawn anew before it is left out. */
const TRIES = 40

/**
 * Episodes for tests of a detector (injected): each as the demonstration's own are drawn, but many more of them, several at a time. Deterministic
 * by its arguments, in order of their beginning; fewer than asked where there is no room.
 */
export function injectEpisodes(model: Model, end: number, { seed, count, from, to }: InjectedRule): Episode[] {
  const episodes: Episode[] = []
  const stretch = (to - from - (LONGEST_DAYS + 1) * DAY_MS) / count
  if (stretch <= 0) return episodes
  for (let i = 0; i < count; i++) {
    const random = makeRandom(model.seed, 'injected', seed, end, i)
    for (let tries = 0; tries < TRIES; tries++) {
      const episode = drawEpisode(model, end, random, () => [from + i * stretch, stretch])
      if (!episode || episodes.some((other) => areNear(other, episode))) continue
      episodes.push(episode)
      break
    }
  }
  return episodes.sort((a, b) => a.from - b.from)
}

const areNear = (a: Episode, b: Episode): boolean =>
  a.from < b.to + APART_MS &&
  b.from < a.to + APART_MS &&
  a.types.some((type) => b.types.includes(type)) &&
  a.leaves.some((leaf) => b.leaves.includes(leaf))
