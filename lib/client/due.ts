import { HOUR_MS, MINUTE_MS, startOfDay } from '@/lib/domain/clock'
import type { GridEvent } from '@/lib/domain/event'
import { deskTexts } from './messages/desk'

const { due } = deskTexts

/** A length of time in its two largest units: 3 天 4 时, 2 时 40 分, 5 分. */
export function formatSpan(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS)
  const hours = Math.floor(ms / HOUR_MS)
  if (minutes < 1) return due.moment
  if (hours < 1) return due.minutes(minutes)
  return hours < 24 ? due.hours(hours, minutes % 60) : due.days(Math.floor(hours / 24), hours % 24)
}

/** How long it is until a deadline, or since. */
export function leftText(deadline: string, now: number): string {
  const left = Date.parse(deadline) - now
  return left >= 0 ? due.left(formatSpan(left)) : due.over(formatSpan(-left))
}

/** What is left of the limit of an event, by the clock on the wall; working hours are counted in the deadline already. */
export function dueText({ deadline, state, status, light }: Pick<GridEvent, 'deadline' | 'state' | 'status' | 'light'>, now: number): string {
  if (status !== 'open') return due.done
  if (state === 'suspended' || state === 'awaiting_verification') return due.stands
  if (deadline === null) return due.none
  const left = Date.parse(deadline) - now
  // the light is that of the clock that is worst: while the whole still runs, that of acceptance or dispatch
  if (left >= 0 && light === 'overdue' && state === 'awaiting_acceptance') return due.acceptedLate
  if (left >= 0 && light === 'overdue' && state === 'awaiting_dispatch') return due.dispatchedLate
  return leftText(deadline, now)
}

const moment = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
/** 11-24 14:32, of the county's clock; the year is told where it is another one than now's. */
export function formatMoment(instant: string, now: number): string {
  const ms = Date.parse(instant)
  const of = Object.fromEntries(moment.formatToParts(ms).map((p) => [p.type, p.value]))
  const year = (at: number) => new Intl.DateTimeFormat('en-US', { timeZone: 'Asia/Shanghai', year: 'numeric' }).format(at)
  return `${year(ms) === year(now) ? '' : `${year(ms)}-`}${of.month}-${of.day} ${of.hour}:${of.minute}`
}

/** The end of a day as 12-04 24:00, which is one day with its work in it and not the next; any other instant as `formatMoment` has it. */
export function formatDeadline(instant: string, now: number): string {
  const ms = Date.parse(instant)
  if (startOfDay(ms) !== ms) return formatMoment(instant, now)
  return formatMoment(new Date(ms - MINUTE_MS).toISOString(), now).replace('23:59', '24:00')
}

/** An instant as `datetime-local` has it, of the county's clock. */
export const localOf = (instant: string): string => new Date(Date.parse(instant) + 8 * HOUR_MS).toISOString().slice(0, 16)
