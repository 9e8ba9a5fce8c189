import * as z from 'zod/mini'
import type { Alert } from './alert'
import { DAY_MS, MINUTE_MS, startOfDay } from './clock'
import { ClockTime, minutesOf } from './clock-time'
import { Colour } from './colour'

/** Hours in which a person is not called (安静时段), by the county's clock, `to` excluded; they may pass midnight. `red`: red ones call all the same. */
export const QuietHours = z
  .object({ from: ClockTime, to: ClockTime, red: z.boolean() })
  .check(z.refine(({ from, to }) => from !== to, { error: 'quiet hours that begin and end at different times' }))
export type QuietHours = z.infer<typeof QuietHours>

/**
 * Which alerts call a person (提醒设置): by pop-up, sound and push. They change nothing of what lists show, and nothing of the ladder: whoever it calls by
 * name is told whatever they prefer. `types` null: all; `volume` in per cent of how loud a colour is.
 */
export const Preferences = z.object({
  colours: z.array(Colour).check(z.maxLength(4)),
  types: z.nullable(z.array(z.string().check(z.minLength(1), z.maxLength(64))).check(z.maxLength(500))),
  quiet: z.nullable(QuietHours),
  volume: z.int().check(z.gte(0), z.lte(100)),
})
export type Preferences = z.infer<typeof Preferences>

/** Of whoever has set none: everything calls, at any hour. */
export const NO_PREFERENCES: Preferences = { colours: [...Colour.options], types: null, quiet: null, volume: 100 }

type Period = { from: number; to: number }

/** The quiet hours that begin on the civil day of an instant, epoch milliseconds. */
function quietOn({ from, to }: QuietHours, at: number): Period {
  const begin = startOfDay(at) + MINUTE_MS * minutesOf(from)
  const length = MINUTE_MS * ((minutesOf(to) - minutesOf(from) + 1_440) % 1_440)
  return { from: begin, to: begin + length }
}

/** The quiet hours that hold at an instant (epoch milliseconds); null: none do. */
export function quietAt(quiet: QuietHours | null, at: number): Period | null {
  if (!quiet) return null
  return [quietOn(quiet, at - DAY_MS), quietOn(quiet, at)].find(({ from, to }) => from <= at && at < to) ?? null
}

/** The quiet hours that ended last before an instant (epoch milliseconds), within a day; null while some hold, or where there are none. */
export function quietBefore(quiet: QuietHours | null, at: number): Period | null {
  if (!quiet || quietAt(quiet, at)) return null
  return [quietOn(quiet, at), quietOn(quiet, at - DAY_MS)].find(({ to }) => to <= at) ?? null
}

type Heard = Pick<Alert, 'colour' | 'types'>

/** Does an alert call this person now, is it held until their quiet hours end, or does it never call them? `at`: epoch milliseconds. */
export function hears({ colours, types, quiet }: Preferences, alert: Heard, at: number): { when: 'now' | 'never' } | { when: 'held'; until: number } {
  if (!colours.includes(alert.colour) || (types !== null && !alert.types.some((type) => types.includes(type)))) return { when: 'never' }
  const period = quietAt(quiet, at)
  if (!period || (quiet?.red && alert.colour === 'red')) return { when: 'now' }
  return { when: 'held', until: period.to }
}

type Waiting = Pick<Alert, 'id' | 'colour' | 'types' | 'state' | 'startedAt' | 'escalation' | 'silencedUntil' | 'inhibited' | 'digest'>

/**
 * What quiet hours that are over held back and what still waits to be acknowledged: one digest. `key` is the same for all of one period. Null: there is
 * nothing to tell.
 */
export function digestOf<A extends Waiting>(
  alerts: Iterable<A>,
  preferences: Preferences,
  now: number,
): { key: string; period: Period; alerts: A[] } | null {
  const period = quietBefore(preferences.quiet, now)
  if (!period) return null
  const held = [...alerts].filter((alert) => {
    const at = Date.parse(alert.escalation?.calledAt ?? alert.startedAt)
    const isSilent = alert.silencedUntil !== undefined && Date.parse(alert.silencedUntil) > now
    return (
      alert.state === 'firing' &&
      !isSilent &&
      !alert.inhibited &&
      alert.digest === undefined &&
      hears(preferences, alert, at).when === 'held' &&
      period.from <= at &&
      at < period.to
    )
  })
  return held.length === 0 ? null : { key: new Date(period.to).toISOString(), period, alerts: held }
}
