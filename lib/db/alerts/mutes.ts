import type { AlertRecord } from '@/lib/domain/alert-record'
import type { Mute } from '@/lib/domain/ladder'
import { longerMute, quietOf } from '@/lib/domain/rule-quiet'
import { muteOf, type SilenceRecord } from '@/lib/domain/silence'
import { type Pool, type PoolClient, pool } from '../engine/pool'
import { readCalendar } from '../ground/calendar'
import { readRules } from './rules'
import { readSilences } from './silence-rows'

/** What holds an alert at `now` (epoch milliseconds): the silence that matches it, or the hours of its rule, whichever ends later; null: nothing does. */
export async function mutesAt(
  now: number,
  place: Pick<Pool | PoolClient, 'query'> = pool(),
  silences?: readonly SilenceRecord[],
): Promise<(alert: AlertRecord) => Mute | null> {
  const all = silences ?? (await readSilences(now, place))
  const rules = (await readRules(place)).filter(({ hours }) => hours !== null)
  if (rules.length === 0) return (alert) => muteOf(alert, all, now)
  const { kindOf } = await readCalendar(place)
  return (alert) => longerMute(muteOf(alert, all, now), quietOf(alert, rules, now, kindOf))
}
