import { civilDate, DAY_MS } from '@/lib/domain/clock'
import { PLACE_FACILITIES, PLACE_KINDS, PLACE_SERVICES, type PlaceKind, type PlaceService } from '@/lib/domain/place-kinds'
import { formatTime } from './format'
import { currentLanguage, said } from './language'

export const kindName = (kind: PlaceKind): string => said(PLACE_KINDS[kind])
export const serviceName = (service: PlaceService): string => said(PLACE_SERVICES[service])
export const facilityName = (facility: keyof typeof PLACE_FACILITIES): string => said(PLACE_FACILITIES[facility])

/** A list of names, as one says it. */
export const listed = (names: readonly string[]): string => names.join(said({ zh: '、', en: ', ' }))

/** HH:MM of an instant. */
export const hourOf = (instant: string): string => formatTime(Date.parse(instant)).slice(0, 5)

/** A time of the next days, by what one calls its day: 08:00, 明天 08:00, 周三 08:00, 12-08 08:00. */
export function soonTime(instant: string, now: number, tomorrow: string): string {
  const at = Date.parse(instant)
  const time = hourOf(instant)
  if (civilDate(at) === civilDate(now)) return time
  if (civilDate(at) === civilDate(now + DAY_MS)) return `${tomorrow} ${time}`
  const weekday = () => new Intl.DateTimeFormat(currentLanguage(), { timeZone: 'Asia/Shanghai', weekday: 'short' }).format(at)
  return `${Math.abs(at - now) < 6 * DAY_MS ? weekday() : civilDate(at).slice(5)} ${time}`
}

/** Metres of a straight line: steps of ten below a kilometre. */
export const metersText = (meters: number): string =>
  meters < 1_000
    ? said({ zh: `${Math.round(meters / 10) * 10} 米`, en: `${Math.round(meters / 10) * 10} m` })
    : said({ zh: `${(meters / 1_000).toFixed(1)} 千米`, en: `${(meters / 1_000).toFixed(1)} km` })
