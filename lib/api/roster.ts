import { changeRoster, giveRoster, signHandOver } from '@/lib/db/duty/roster'
import type { Viewer } from '@/lib/domain/access'
import { DAY_MS, startOfDay } from '@/lib/domain/clock'
import { Problem } from '@/lib/domain/problem'
import type { Roster } from '@/lib/domain/roster'
import { rosterRoutes } from '@/lib/domain/routes/roster'
import { type Served, serveViewer } from './route'

const SPAN_MS = 14 * DAY_MS
const MAX_SPAN_MS = 92 * DAY_MS

/** The roster of a time, of two weeks from today where none is named. */
export function giveAsked(viewer: Viewer, now: number, query: { from?: string | undefined; to?: string | undefined } = {}): Promise<Roster> {
  const from = query.from === undefined ? startOfDay(now) : Date.parse(query.from)
  const to = query.to === undefined ? from + SPAN_MS : Date.parse(query.to)
  if (to <= from || to - from > MAX_SPAN_MS) throw new Problem('invalid', 'A roster is read for up to 92 days, `from` before `to`.')
  return giveRoster(viewer, from, to, now)
}

export const rosterServed: readonly Served[] = [
  serveViewer(rosterRoutes.read, ({ query, viewer }) => giveAsked(viewer, Date.now(), query())),
  serveViewer(rosterRoutes.change, async ({ body, viewer, address }) => {
    const now = Date.now()
    await changeRoster(viewer, await body(), { now, address })
    return giveAsked(viewer, now)
  }),
  serveViewer(rosterRoutes.handOver, async ({ body, viewer, address }) => {
    const now = Date.now()
    await signHandOver(viewer, await body(), { now, address })
    return giveAsked(viewer, now)
  }),
]
