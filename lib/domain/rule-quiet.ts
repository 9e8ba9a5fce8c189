import type { AlertRecord } from './alert-record'
import { isGraver } from './colour'
import type { Mute } from './ladder'
import type { Rule } from './rule'
import { heldUntil, type KindOf } from './rule-hours'

/** Is an alert of such a colour told at any hour: a red one, and of a rule of urgency one as grave as it makes 特急? */
function neverWaits({ kind, settings }: Pick<Rule, 'kind' | 'settings'>, { colour }: Pick<AlertRecord, 'colour'>): boolean {
  if (colour === 'red') return true
  const critical = kind === 'urgency' && 'colours' in settings ? settings.colours.find(({ urgency }) => urgency === 1)?.colour : undefined
  return critical !== undefined && !isGraver(critical, colour)
}

/**
 * What the hours of its rule, in the version that holds, make of a living alert at `now` (epoch milliseconds): held as by a silence, until they begin. It is
 * evaluated, listed and kept as ever; it rings, is pushed and escalates when they have begun. Null: they do not hold it.
 */
export function quietOf(alert: Pick<AlertRecord, 'rule' | 'colour' | 'state'>, rules: readonly Rule[], now: number, kindOf: KindOf): Mute | null {
  const rule = rules.find(({ id }) => id === alert.rule.id)
  if (!rule || alert.state === 'resolved' || neverWaits(rule, alert)) return null
  const until = heldUntil(rule.hours, now, kindOf)
  return until === null ? null : { id: 'hours', until, quiet: true }
}

/** Of what holds an alert, what holds it longer; the first where both end together. */
export const longerMute = (a: Mute | null, b: Mute | null): Mute | null => (a && b ? (b.until > a.until ? b : a) : (a ?? b))
