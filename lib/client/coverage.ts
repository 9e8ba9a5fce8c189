import type { BindingRow } from '@/lib/domain/binding'

/** Where the ramp of coverage begins, so that a grid in which nobody is bound is drawn, and one without a figure is not. */
const MIN_SHADE = 0.12

/** Where a share bound (0…1) stands on the ramp. */
export const coverageShade = (share: number): number => MIN_SHADE + (1 - MIN_SHADE) * share

/** The shades of the grids by their share bound; none for those that show no figure. */
export function coverageShades(rows: readonly Pick<BindingRow, 'code' | 'bound'>[]): Map<string, number> {
  return new Map(rows.flatMap(({ code, bound }) => (bound?.value == null ? [] : [[code, coverageShade(bound.value)]])))
}

/** Does this address ask for the layer? */
export const asksForCoverage = (search: string): boolean => new URLSearchParams(search).get('layer') === 'coverage'

/** The address with the layer, or without; what else it says stays. */
export function writeCoverage(wanted: boolean, search: string): string {
  const params = new URLSearchParams(search)
  if (wanted) params.set('layer', 'coverage')
  else params.delete('layer')
  return params.size ? `?${params}` : ''
}
