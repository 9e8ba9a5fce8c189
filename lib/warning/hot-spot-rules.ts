import { mannKendall } from './mann-kendall'

/** What the classes of a place are told apart by, for hot spots; a step is hot, cold or neither. */
type Features = {
  /** the last step is hot */
  last: boolean
  /** the hot steps up to the last are more than one */
  run: boolean
  /** a step before that run was hot */
  before: boolean
  /** at least 90 % of the steps are hot */
  most: boolean
  /** some step is cold */
  cold: boolean
  /** the way the scores go, by Mann and Kendall at p < 0.05 */
  trend: 'up' | 'down' | 'none'
}

const SHARE = 0.9
const TREND_P = 0.05

/**
 * The classes of emerging hot spots and what each asks for; the first that fits is the class, and what a rule does not name is free. The
 * classes are those of Esri's Emerging Hot Spot Analysis, made exclusive: a place that is not hot at the last step is historical or none.
 */
export const HOT_SPOT_RULES = {
  new: { last: true, run: false, before: false },
  consecutive: { last: true, run: true, before: false, most: false },
  intensifying: { last: true, most: true, trend: 'up' },
  persistent: { last: true, most: true, trend: 'none' },
  diminishing: { last: true, most: true, trend: 'down' },
  sporadic: { last: true, most: false, cold: false },
  oscillating: { last: true, most: false, cold: true },
  historical: { last: false, most: true },
} as const satisfies Readonly<Record<string, Partial<Features>>>

/** One step of a place: its G* score (0 where it has none) and whether it is hot or cold. */
export type Step = { score: number; spot: 'hot' | 'cold' | 'none' }

/** The class of a place, `none` where no rule fits; `side` says whether it is about high values or low ones. */
export type HotSpotClass = { pattern: keyof typeof HOT_SPOT_RULES | 'none'; side: 'hot' | 'cold' | 'none' }

/**
 * The class of a place by its steps in time order. Cold spots go by the same rules with hot and cold and the signs of the scores changed:
 * an intensifying cold spot grows colder. A place that is hot or cold at the last step is classed by that, else by what it was.
 */
export function classify(steps: readonly Step[]): HotSpotClass {
  const sides = steps.at(-1)?.spot === 'cold' ? (['cold', 'hot'] as const) : (['hot', 'cold'] as const)
  for (const side of sides) {
    const pattern = patternOf(featuresOf(steps, side))
    if (pattern) return { pattern, side }
  }
  return { pattern: 'none', side: 'none' }
}

function patternOf(features: Features): keyof typeof HOT_SPOT_RULES | null {
  for (const name of PATTERNS) {
    const rule: Partial<Features> = HOT_SPOT_RULES[name]
    if (FEATURES.every((feature) => rule[feature] === undefined || rule[feature] === features[feature])) return name
  }
  return null
}

const PATTERNS = ['new', 'consecutive', 'intensifying', 'persistent', 'diminishing', 'sporadic', 'oscillating', 'historical'] as const
const FEATURES = ['last', 'run', 'before', 'most', 'cold', 'trend'] as const

function featuresOf(steps: readonly Step[], side: 'hot' | 'cold'): Features {
  const hot = steps.map(({ spot }) => spot === side)
  const notHot = hot.lastIndexOf(false)
  const run = hot.length - 1 - notHot
  const share = hot.filter(Boolean).length / steps.length
  const { s, p } = mannKendall(steps.map(({ score }) => (side === 'hot' ? score : -score)))
  return {
    last: hot.at(-1) === true,
    run: run > 1,
    before: hot.slice(0, hot.length - run).includes(true),
    most: share >= SHARE,
    cold: steps.some(({ spot }) => spot !== 'none' && spot !== side),
    trend: p < TREND_P ? (s > 0 ? 'up' : 'down') : 'none',
  }
}
