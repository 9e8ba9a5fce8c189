import type { Translated } from '../language'
import type { zh } from './search.zh-CN'

export const en: Translated<typeof zh> = {
  title: 'Search',
  open: 'Search',
  hint: 'Events and orders by number or text, grids, people, pages',
  how: 'For people and households write a surname and the name of a community, both in Chinese; each such search is audited',
  inList: (q) => `Search the list of events for “${q}”`,
  pages: 'Pages',
  events: 'Events',
  grids: 'Grids',
  people: 'People',
  households: 'Households',
  nothing: 'Nothing was found',
}
