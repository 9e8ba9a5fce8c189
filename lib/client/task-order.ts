import type { GridEvent } from '@/lib/domain/event'

const end = ({ deadline }: Pick<GridEvent, 'deadline'>) => (deadline === null ? Number.POSITIVE_INFINITY : Date.parse(deadline))

/** The tasks of a phone, the most urgent first: 特急 before all others, each by its deadline, so what is longest overdue comes first. */
export const inOrder = <T extends Pick<GridEvent, 'urgency' | 'deadline' | 'number'>>(tasks: readonly T[]): T[] =>
  tasks.toSorted((a, b) => Number(a.urgency !== 1) - Number(b.urgency !== 1) || end(a) - end(b) || a.number - b.number)
