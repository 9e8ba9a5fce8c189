import type { Alert } from '@/lib/domain/alert'
import { type GridTree, pathTo } from './grids'
import { alertTexts } from './messages/alerts'
import { type Places, placeName } from './place-name'

/** Where an alert is by the names that a page has: its grid, or what all of them lie in and how many they are. Null where none of it is named. */
export function namedPlace({ grids: [first = '', ...others] }: Pick<Alert, 'grids'>, words: Places): string | null {
  if (others.length === 0) return placeName(first, words) || null
  const common = words.pathOf(first).filter(({ code }) => others.every((grid) => grid.startsWith(code)))
  return common.length > 0 ? `${common.at(-1)?.name}${alertTexts.manyGrids(String(others.length + 1))}` : null
}

/** The same by the names of the map's grids. */
export const placeOnMap = (alert: Pick<Alert, 'grids'>, tree: GridTree | null): string | null =>
  tree && namedPlace(alert, { pathOf: (code) => pathTo(tree, code) })
