import type { HiddenAlerts } from '@/lib/domain/alert'
import { formatCount } from './format'
import { alertTexts } from './messages/alerts'
import { type EventWords, placeName } from './words'

/** What is told of sensitive alerts that are not shown one by one, a line a street: 涅阳街道：敏感类预警 1. */
export const hiddenLines = (hidden: readonly HiddenAlerts[], words: Pick<EventWords, 'pathOf'>): string[] =>
  hidden.map(({ grid, count }) => alertTexts.hidden(placeName(grid, words) || grid, formatCount(count)))
