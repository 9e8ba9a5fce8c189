import { civilDate } from '@/lib/domain/clock'
import type { JudgementRow } from '@/lib/domain/judgement'
import type { Refused } from './http'
import { reportsTexts } from './messages/reports'
import { faultWord } from './word-of'

/** The civil days of a report: 2026-11-26, or 2026-11-16 – 11-22; '' of one that is of an alert. */
export function judgementDays({ from, to }: Pick<JudgementRow, 'from' | 'to'>): string {
  if (from === null || to === null) return ''
  const [first, last] = [civilDate(Date.parse(from)), civilDate(Date.parse(to) - 1)]
  return first === last ? first : `${first} – ${last.slice(0, 5) === first.slice(0, 5) ? last.slice(5) : last}`
}

/** Why a report could not be made, in words. */
export function judgementFault({ code }: Pick<Refused, 'code'>): string {
  const { faults } = reportsTexts
  return faultWord(faults, code)
}

/** Where the file of a report is. */
export const judgementFile = (id: string): string => `/api/reports/${id}/docx`
