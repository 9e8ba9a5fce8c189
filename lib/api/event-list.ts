import { countListed, countsAsFigure, listEvents } from '@/lib/db/events/event-list'
import { readFacets } from '@/lib/db/events/list-facets'
import type { EventFilter } from '@/lib/db/events/list-filter'
import { listPoints } from '@/lib/db/events/list-points'
import { readRows } from '@/lib/db/events/list-rows'
import { indexBehind } from '@/lib/db/search/event-texts'
import { type Viewer, visibilityClass } from '@/lib/domain/access'
import type { EventFacets } from '@/lib/domain/event-facets'
import { isProblem, Problem } from '@/lib/domain/problem'
import type { eventFacetsRoute } from '@/lib/domain/routes/event-facets'
import type { EventPage, eventListRoute } from '@/lib/domain/routes/event-list'
import type { EventPoints, eventPointsRoute } from '@/lib/domain/routes/event-points'
import { unfinishedOf } from '@/lib/domain/unfinished'
import { live } from '@/lib/live/live'
import { completeFrom } from '@/lib/live/runtime'
import { inBudget } from './request'
import type { CallOf } from './route'
import { auditListRead } from './words-read'

type List = CallOf<typeof eventListRoute>

/**
 * Events in pages; none of a place that is not there for this viewer. Of a figure the first page tells how many stand behind it, which has
 * the budget of dear reads.
 */
export async function giveEvents(call: List): Promise<EventPage> {
  const filter = call.query()
  // neither by an order, whose cursors tell what it goes by, nor by a filter
  if (visibilityClass(call.viewer) === 'screen' && (filter.order === 'lead' || filter.department !== undefined))
    throw new Problem('forbidden', 'Screens are not told whom an event was given to.')
  return inBudget(isDear(filter) ? 'read' : 'list', call, () => readPage(call, filter))
}

/** An order that no index gives sorts all that there is, unless it is of open events. */
const isDear = ({ figure, order, status }: Pick<EventFilter, 'figure' | 'order' | 'status'>): boolean =>
  figure !== undefined || (status !== 'open' && order !== 'newest' && order !== 'oldest' && order !== 'deadline')

async function readPage({ viewer, address }: List, filter: ReturnType<List['query']>): Promise<EventPage> {
  const board = live()
  await board.settled()
  const { logId, revision } = board
  const now = Date.now()
  const page = await listEvents(viewer, filter, now)
  const figure = filter.figure !== undefined && filter.cursor === undefined ? await countsOf(viewer, filter, now) : null
  // a screen is told no names
  const rows = filter.rows && visibilityClass(viewer) !== 'screen' ? await readRows(page.events.map(({ number }) => number)) : null
  await auditListRead({ viewer, address }, 'list', page.events)
  const unfinished = filter.cursor === undefined ? await whatIsMissing(filter) : null
  return { ...page, ...(unfinished && { unfinished }), ...(rows && { rows }), ...(figure && { figure }), logId, revision }
}

/** What of a list is still being written. */
async function whatIsMissing({ from, q }: Pick<EventFilter, 'from' | 'q'>): Promise<EventPage['unfinished'] | null> {
  const since = from === undefined ? null : Date.parse(from)
  return unfinishedOf({ since, completeFrom: completeFrom(), behind: q === undefined ? 0 : await indexBehind() })
}

/** The events of a list as points of a map. */
export async function givePoints(call: CallOf<typeof eventPointsRoute>): Promise<EventPoints> {
  if (visibilityClass(call.viewer) === 'screen') throw new Problem('forbidden', 'Screens are told where it is dense, and not where each event is.')
  const filter = call.query()
  await live().settled()
  // of open events there are few
  return inBudget(isDear(filter) || filter.status !== 'open' ? 'read' : 'list', call, () => listPoints(call.viewer, filter))
}

/** How many events of a list each value of its facets has. */
export async function giveFacets(call: CallOf<typeof eventFacetsRoute>): Promise<EventFacets> {
  if (visibilityClass(call.viewer) === 'screen') throw new Problem('forbidden', 'Screens are told figures, and not what lists are made of.')
  const filter = call.query()
  await live().settled()
  return inBudget('list', call, () => readFacets(call.viewer, filter))
}

/** How many events stand behind the list: of the board where it is filtered as figures are, so that a long period costs no more than a day. */
async function countsOf(viewer: Viewer, filter: ReturnType<List['query']>, now: number): Promise<NonNullable<EventPage['figure']>> {
  const { figure, within, from, to, service } = filter
  if (figure === undefined || service !== undefined || !countsAsFigure(filter)) return countListed(viewer, filter, now)
  const bound = (text: string | undefined) => (text === undefined ? null : Date.parse(text))
  try {
    return live().board.countBehind(viewer, { figure, within, from: bound(from), to: bound(to) }, now)
  } catch (error) {
    if (isProblem(error) && error.code === 'not_found') return { counted: 0, listed: 0 }
    throw error
  }
}
