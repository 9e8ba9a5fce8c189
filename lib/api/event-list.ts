import { countListed, countsAsFigure, listEvents } from '@/lib/db/events/event-list'
import type { Viewer } from '@/lib/domain/access'
import { isProblem } from '@/lib/domain/problem'
import type { EventPage, eventListRoute } from '@/lib/domain/routes/event-list'
import { live } from '@/lib/live/live'
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
  return inBudget(filter.figure === undefined ? 'list' : 'read', call, () => readPage(call, filter))
}

async function readPage({ viewer, address }: List, filter: ReturnType<List['query']>): Promise<EventPage> {
  const board = live()
  await board.settled()
  const { logId, revision } = board
  const now = Date.now()
  const page = await listEvents(viewer, filter, now)
  const figure = filter.figure !== undefined && filter.cursor === undefined ? await countsOf(viewer, filter, now) : null
  await auditListRead({ viewer, address }, 'list', page.events)
  return { ...page, ...(figure && { figure }), logId, revision }
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
