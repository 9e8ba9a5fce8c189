import type { Opening, PlaceHours } from './place-hours'

/**
 * Opening hours in a cell of a table, as they are read and written: `周一至周五 08:00-12:00 14:30-18:00; 周六 09:00-17:00; 节假日 休息; 2026-12-31 休息`.
 * Days that are not named are closed; without 节假日 the calendar of holidays changes nothing. 每天, 24小时, 工作日 and 周末 are understood, and English.
 */

const DAYS: readonly string[] = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']
const ENGLISH = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const OTHER: Readonly<Record<string, readonly number[]>> = {
  ...{ 每天: [0, 1, 2, 3, 4, 5, 6], 每日: [0, 1, 2, 3, 4, 5, 6], daily: [0, 1, 2, 3, 4, 5, 6] },
  ...{ 工作日: [0, 1, 2, 3, 4], weekdays: [0, 1, 2, 3, 4], 周末: [5, 6], weekends: [5, 6] },
}
const HOLIDAYS = /^(节假日|法定节假日|holidays?)$/i
const CLOSED = /^(休息|不开放|关闭|closed)$/i
const WHOLE: Opening = { from: '00:00', to: '24:00' }

const dayOf = (word: string): number | undefined => {
  const plain = word
    .trim()
    .toLowerCase()
    .replace(/^(星期|礼拜)/, '周')
    .replace('周天', '周日')
  const at = DAYS.indexOf(plain)
  if (at >= 0) return at
  const english = ENGLISH.findIndex((name) => plain.startsWith(name))
  return english >= 0 ? english : undefined
}

/** The days that a word names: one, a run of them, a list, or one of their names; null: none. */
function daysOf(text: string): number[] | null {
  const found: number[] = []
  for (const part of text.split(/[、,，]/)) {
    const named = OTHER[part.trim().toLowerCase()]
    if (named) {
      found.push(...named)
      continue
    }
    const [first = '', last] = part.split(/至|到|~|—|–|-/)
    const [from, to] = [dayOf(first), last === undefined ? dayOf(first) : dayOf(last)]
    if (from === undefined || to === undefined) return null
    for (let day = from; ; day = (day + 1) % 7) {
      found.push(day)
      if (day === to) break
    }
  }
  return found
}

const TIME = /^(\d{1,2})[:：](\d{2})\s*(?:-|–|—|~|至|到)\s*(\d{1,2})[:：](\d{2})$/
const RUN = /(\d{1,2}[:：]\d{2})\s*(-|–|—|~|至|到)\s*(\d{1,2}[:：]\d{2})/g
const padded = (hour: string, minute: string) => `${hour.padStart(2, '0')}:${minute}`

/** The openings of a day; null: it says none. */
function openingsOf(text: string): Opening[] | null {
  const said = text.trim()
  if (CLOSED.test(said)) return []
  if (/^(24\s*小时|全天|24\s*h(ours)?)$/i.test(said)) return [WHOLE]
  const parts = said.replace(RUN, '$1-$3').split(/[\s,，、]+/)
  const openings = parts.map((part) => {
    const [, h = '', m = '', hh = '', mm = ''] = TIME.exec(part) ?? []
    const opening = { from: padded(h, m), to: padded(hh, mm) }
    const isTime = (time: string) => /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)
    return isTime(opening.from) && (isTime(opening.to) || opening.to === '24:00') ? opening : null
  })
  return openings.every((one) => one !== null) ? openings : null
}

/** Reads opening hours; a sentence when they cannot be understood. */
export function readHours(text: string): PlaceHours | string {
  const hours: PlaceHours = { week: Array.from({ length: 7 }, () => []), holidays: null, exceptions: [] }
  for (const part of text.split(/[;；\n]/).map((one) => one.trim())) {
    if (part === '') continue
    const whole = openingsOf(part)
    if (whole && whole.length > 0) {
      hours.week = hours.week.map(() => whole)
      continue
    }
    const [, who = '', when = ''] = /^(\S+?)[\s:：]+(.+)$/.exec(part) ?? []
    const openings = openingsOf(when)
    if (!openings) return `"${part.slice(0, 40)}" is no time like 周一至周五 08:00-18:00`
    if (/^\d{4}-\d{2}-\d{2}$/.test(who)) hours.exceptions.push({ date: who, openings })
    else if (HOLIDAYS.test(who)) hours.holidays = openings
    else {
      const days = daysOf(who)
      if (!days) return `"${who.slice(0, 20)}" names no day`
      for (const day of days) hours.week[day] = openings
    }
  }
  return hours
}

const SAID = {
  zh: { days: DAYS, run: '至', daily: '每天', closed: '休息', holidays: '节假日' },
  en: { days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], run: '-', daily: 'daily', closed: 'closed', holidays: 'holidays' },
} as const

/** The lines of opening hours, in a language, each as `readHours` reads it: runs of weekdays, holidays, and the days that are not as others. */
export function hoursLines({ week, holidays, exceptions }: PlaceHours, language: keyof typeof SAID): string[] {
  const words = SAID[language]
  const timesOf = (openings: readonly Opening[]) => (openings.length === 0 ? words.closed : openings.map(({ from, to }) => `${from}-${to}`).join(' '))
  const runs: { from: number; to: number; said: string }[] = []
  for (const [day, openings] of week.entries()) {
    const [said, last] = [timesOf(openings), runs.at(-1)]
    if (last?.said === said) last.to = day
    else runs.push({ from: day, to: day, said })
  }
  return [
    ...runs.map(({ from, to, said }) => {
      const days = to - from === 6 ? words.daily : `${words.days[from]}${from === to ? '' : `${words.run}${words.days[to]}`}`
      return `${days} ${said}`
    }),
    ...(holidays === null ? [] : [`${words.holidays} ${timesOf(holidays)}`]),
    ...exceptions.map(({ date, openings }) => `${date} ${timesOf(openings)}`),
  ]
}

/** Writes opening hours as `readHours` reads them. */
export const writeHours = (hours: PlaceHours, language: keyof typeof SAID = 'zh'): string => hoursLines(hours, language).join('; ')
