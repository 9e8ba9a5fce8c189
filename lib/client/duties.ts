import { DAY_MS, startOfDay } from '@/lib/domain/clock'
import type { DutyItem } from '@/lib/domain/duty-item'
import { dutyTexts as texts } from './messages/duties'

/** The lists that the figures of a duty open. */
export const DUTY_LISTS = ['all', 'done', 'assigned', 'planned', 'overdue', 'found', 'events'] as const
export type DutyList = (typeof DUTY_LISTS)[number]

/** What the list behind a figure asks of the items: the same rows that are counted. */
export function listQuery(list: DutyList): { state?: string[]; light?: string[]; found?: 'any' | 'event'; order?: '-since' } {
  const waits = { light: ['normal', 'near'] }
  switch (list) {
    case 'all':
      return { state: ['planned', 'assigned', 'done', 'missed'] }
    case 'done':
      return { state: ['done'] }
    case 'assigned':
      return { state: ['assigned'], ...waits }
    case 'planned':
      return { state: ['planned'], ...waits, order: '-since' }
    case 'overdue':
      return { state: ['planned', 'assigned', 'missed'], light: ['overdue'], order: '-since' }
    case 'found':
      return { found: 'any' }
    case 'events':
      return { found: 'event' }
  }
}

/** A period in words: 2026年11月, 2026年第48周. */
export function periodName(key: string): string {
  const [, year = key, kind, number = ''] = /^(\d{4})-([WQH]?)(\d+)$/.exec(key) ?? []
  if (kind === undefined) return texts.year(year)
  const plain = String(Number(number))
  const say = kind === 'W' ? texts.week : kind === 'Q' ? texts.quarter : kind === 'H' ? texts.halfYear : texts.month
  return say(year, plain)
}

/** A period under a bar, without its year. */
export function shortPeriod(key: string): string {
  const [, kind = '', number = key] = /^\d{4}-([WQH]?)(\d+)$/.exec(key) ?? []
  return kind === '' && number !== key ? texts.shortMonth(String(Number(number))) : `${kind}${number}`
}

/** How many days ago the subject of an item was last done; null: there is no record. */
export function daysSince({ doneAt, lastDoneAt }: Pick<DutyItem, 'doneAt' | 'lastDoneAt'>, now: number): number | null {
  const last = doneAt ?? lastDoneAt
  return last === null ? null : Math.round((startOfDay(now) - startOfDay(Date.parse(last))) / DAY_MS)
}

/** How an item is drawn: done, not due yet, overdue; excused ones are not. */
export type DutySign = 'done' | 'assigned' | 'planned' | 'overdue' | 'excused'
export function signOf({ state, light }: Pick<DutyItem, 'state' | 'light'>): DutySign {
  if (state === 'done' || state === 'excused') return state
  if (light === 'overdue' || state === 'missed') return 'overdue'
  return state
}
