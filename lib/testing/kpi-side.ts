import type { FigureName } from '@/lib/domain/figure-terms'
import type { KpiFigure, Ratio } from '@/lib/domain/figures'

const isRatio = (value: unknown): value is Ratio => typeof value === 'object' && value !== null && 'numerator' in value

/** The count that a figure shows under a name. */
export function sideOf(figure: KpiFigure, name: FigureName): number {
  const [of = '', side] = name.split('.')
  const value = Object.entries(figure).find(([key]) => key === of)?.[1]
  if (typeof value === 'number') return value
  if (isRatio(value)) return side === 'numerator' ? value.numerator : value.denominator
  return figure.handlingTime.count
}
