import * as z from 'zod/mini'
import { DAY_MS } from './clock'

/** How many times faster than it was the past is played. */
export const SPEEDS = [1, 10, 60, 1_000] as const
export type Speed = (typeof SPEEDS)[number]

/** A wall that looks back returns to now when no hand has steered it for so long. */
export const REPLAY_IDLE_MS = 10 * 60_000

const how = {
  playing: z.boolean(),
  /** 1 forwards, −1 backwards */
  way: z.union([z.literal(1), z.literal(-1)]),
  speed: z.union([z.literal(1), z.literal(10), z.literal(60), z.literal(1_000)]),
  /** the same weekday a week before stands beside it */
  compared: z.boolean(),
  /** the heat as it was known then, or with what came to be known later */
  known: z.enum(['then', 'now']),
}

/**
 * The past that a wall shows in place of now (回放). Times are epoch milliseconds of the server: the playhead stood at `at` when the clock stood at `since`,
 * from which on this holds; at `until` the wall returns to now by itself.
 */
export const ScreenReplay = z.object({ at: z.number(), since: z.number(), until: z.number(), ...how })
export type ScreenReplay = z.infer<typeof ScreenReplay>

/** Earlier than this nothing is taken in: 2000-01-01 in UTC. */
const FIRST = Date.UTC(2000, 0, 1)

/** What a hand does to it: where to (epoch milliseconds; from now on, a day ago) and how it plays; what is left out stays, and nothing at all says that a hand is there. */
export const LookBack = z.object({
  at: z.optional(z.number().check(z.minimum(FIRST))),
  playing: z.optional(how.playing),
  way: z.optional(how.way),
  speed: z.optional(how.speed),
  compared: z.optional(how.compared),
  known: z.optional(how.known),
})
export type LookBack = z.infer<typeof LookBack>

const START = { playing: false, way: 1, speed: 60, compared: true, known: 'then' } as const

/** Is the past shown at this instant (of the server's clock)? It is told a little ahead of its time, and ends by itself. */
export const isLookingBack = (replay: ScreenReplay | null, now: number): replay is ScreenReplay => replay !== null && now < replay.until

/** Where the playhead stands at an instant of the server's clock, epoch milliseconds: no further than that instant. Every browser of a screen reckons it alike. */
export function playheadAt({ at, since, playing, way, speed }: ScreenReplay, now: number): number {
  return playing ? Math.min(now, at + way * speed * Math.max(0, now - since)) : at
}

/** How the past stands after a hand's change, from `since` on; `before` null: the wall has shown now. */
export function lookBack(before: ScreenReplay | null, change: LookBack, since: number): ScreenReplay {
  const base = isLookingBack(before, since) ? before : null
  const { at = base ? playheadAt(base, since) : since - DAY_MS, ...rest } = change
  return { ...START, ...base, ...rest, at: Math.min(at, since), since, until: since + REPLAY_IDLE_MS }
}

/** A replay that plays on into now has caught up with it, and is over. */
export const hasCaughtUp = (replay: ScreenReplay, now: number): boolean => replay.playing && replay.way === 1 && playheadAt(replay, now) >= now
