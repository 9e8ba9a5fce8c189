import type { Alert } from '@/lib/domain/alert'
import { alertTexts } from './messages/alerts'
import { type EventWords, placeName } from './words'

/** Where an alert is by the names that a page has: its grid, or what all of them lie in and how many they are. Null where none of it is named. */
export function namedPlace({ grids: [first = '', ...others] }: Pick<Alert, 'grids'>, words: Pick<EventWords, 'pathOf'>): string | null {
  if (others.length === 0) return placeName(first, words) || null
  const common = words.pathOf(first).filter(({ code }) => others.every((grid) => grid.startsWith(code)))
  return common.length > 0 ? `${common.at(-1)?.name}${alertTexts.manyGrids(String(others.length + 1))}` : null
}
