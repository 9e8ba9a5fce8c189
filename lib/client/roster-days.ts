import { DAY_MS, startOfDay } from '@/lib/domain/clock'
import type { DutyShiftOut, Roster } from '@/lib/domain/roster'

/**
 * The shifts that stand under a civil day (its first instant): those that begin on it. The one that is on now stands under today, though it may have begun in the
 * evening before, in another week or, where nobody has taken over, longer ago.
 */
export function shiftsOfDay({ shifts, onDuty }: Pick<Roster, 'shifts' | 'onDuty'>, day: number, now: number): DutyShiftOut[] {
  const on = onDuty?.shift
  const others = shifts.filter(({ id, begins }) => id !== on?.id && Date.parse(begins) >= day && Date.parse(begins) < day + DAY_MS)
  if (!on || Math.max(startOfDay(Date.parse(on.begins)), startOfDay(now)) !== day) return others
  return [...others, on].sort((a, b) => Date.parse(a.begins) - Date.parse(b.begins))
}
