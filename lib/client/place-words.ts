import { civilDate, DAY_MS } from '@/lib/domain/clock'
import { PLACE_FACILITIES, PLACE_KINDS, PLACE_SERVICES, type PlaceKind, type PlaceService } from '@/lib/domain/place-kinds'
import { formatTime } from './format'
import { currentLanguage, said } from './language'
import { placeTexts } from './messages/places'

export const kindName = (kind: PlaceKind): string => said(PLACE_KINDS[kind])
export const serviceName = (service: PlaceService): string => said(PLACE_SERVICES[service])
export const facilityName = (facility: keyof typeof PLACE_FACILITIES): string => said(PLACE_FACILITIES[facility])

/** A list of names, as one says it. */
export const listed = (names: readonly string[]): string => names.join(said({ zh: '、', en: ', ' }))

/** HH:MM of an instant. */
export const hourOf = (instant: string): string => formatTime(Date.parse(instant)).slice(0, 5)

/** A time of the next days, by what one calls its day: 明天 08:00, 周三 08:00, 12-08 08:00. */
export function soonText(instant: string, now: number): string {
  const at = Date.parse(instant)
  const time = hourOf(instant)
  if (civilDate(at) === civilDate(now)) return time
  if (civilDate(at) === civilDate(now + DAY_MS)) return `${placeTexts.tomorrow} ${time}`
  const day =
    at < now + 6 * DAY_MS
      ? new Intl.DateTimeFormat(currentLanguage(), { timeZone: 'Asia/Shanghai', weekday: 'short' }).format(at)
      : civilDate(at).slice(5)
  return `${day} ${time}`
}

/** Whether a place is open, and until when; or when it opens next. */
export function openText({ open, until, closed = false }: { open: boolean; until: string | null; closed?: boolean }, now: number): string {
  if (closed) return placeTexts.ended
  if (open) return until === null ? placeTexts.openAlways : placeTexts.openUntil(soonText(until, now))
  return until === null ? placeTexts.noOpening : placeTexts.opensAt(soonText(until, now))
}

/** Metres of a straight line: steps of ten below a kilometre. */
export function metersText(meters: number): string {
  return meters < 1_000 ? placeTexts.meters(String(Math.round(meters / 10) * 10)) : placeTexts.kilometres((meters / 1_000).toFixed(1))
}
