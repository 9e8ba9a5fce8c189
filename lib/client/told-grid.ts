import type { Figures } from '@/lib/domain/wire'
import { formatCount } from './format'
import { mapTexts } from './messages/map'
import type { World } from './world'

/** The figures of a grid in words, as they are now; empty where none are known. */
export function gridTold(world: World, code: string): string {
  const figure = world.live.get().figures?.grids.find(({ grid }) => grid === code)
  return figure ? mapTexts.tells(formatCount(figure.today), formatCount(figure.open), formatCount(figure.overdue ?? 0)) : ''
}

/** The same of all that is looked at; null while it is not known. */
export const areaTold = (figures: Figures | null): string | null =>
  figures && mapTexts.tells(formatCount(figures.today.reported), formatCount(figures.total.open), formatCount(figures.total.overdue ?? 0))
