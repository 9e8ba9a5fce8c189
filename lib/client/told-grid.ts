import { formatCount } from './format'
import { mapTexts } from './messages/map'
import type { World } from './world'

/** The figures of a grid in words, as they are now; empty where none are known. */
export function gridTold(world: World, code: string): string {
  const figure = world.live.get().figures?.grids.find(({ grid }) => grid === code)
  return figure ? mapTexts.tells(formatCount(figure.today), formatCount(figure.open), formatCount(figure.overdue ?? 0)) : ''
}
