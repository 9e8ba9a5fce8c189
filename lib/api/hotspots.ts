import type * as z from 'zod/mini'
import { readTypeHours } from '@/lib/db/events/type-hours'
import { partiesOf, type Viewer } from '@/lib/domain/access'
import { DAY_MS } from '@/lib/domain/clock'
import { HOTSPOTS_RULE, type Hotspots, hotspotWindow, reasonsOf } from '@/lib/domain/hotspots'
import type { HotspotsQuery } from '@/lib/domain/routes/hotspots'
import { USUAL_WEEKS } from '@/lib/domain/trends'
import type { Board } from '@/lib/live/board'
import type { View } from '@/lib/live/board-queries'
import { live } from '@/lib/live/live'
import { completeFrom } from '@/lib/live/runtime'
import { nextSlice } from '@/lib/live/slices'
import { type GridHours, standOut } from '@/lib/warning/hot-places'
import { narrowTo } from './scope'

const WEEK_MS = 7 * DAY_MS

/** Where there is more than usual, and why. Throws Problem('not_found') for a grid that is not there for this viewer. */
export async function readHotspots(viewer: Viewer, { within }: z.output<typeof HotspotsQuery>): Promise<Hotspots> {
  const running = live()
  await running.settled()
  await nextSlice(viewer.id)
  const { board } = running
  const narrowed = narrowTo(viewer, within, running.atlas)
  const view = board.view(narrowed)
  const now = Date.now()
  const { from, to } = hotspotWindow(now)
  const complete = completeFrom()
  const { weeks, grids } = leafHours(board, view, now, complete)
  const found = standOut(grids)

  const { nodes } = board.tree
  const idOf = new Map(nodes.map((node) => [node.code, node.id]))
  const parts = await readTypeHours(
    found.flatMap(({ grid }) => idOf.get(grid) ?? []),
    from,
    to,
    viewer.scope.kind === 'department' ? partiesOf(narrowed) : null,
  )
  const inFigure = new Map(nodes.map((node, i) => [node.id, view.audience.inFigure[i] === 1]))
  const hotspots = found.map((hotspot) => {
    const own = parts.flatMap(({ grid, type: id, hour, count }) => {
      const type = board.atlas.typeById.get(id)
      return grid === idOf.get(hotspot.grid) && type && (!type.sensitive || inFigure.get(grid)) ? [{ type: type.code, hour, count }] : []
    })
    return { ...hotspot, ...reasonsOf(own) }
  })
  const time = (ms: number) => new Date(ms).toISOString()
  return {
    rule: HOTSPOTS_RULE,
    logId: board.logId,
    revision: board.revision,
    asOf: board.asOf === null ? null : time(board.asOf),
    at: time(now),
    within: within || null,
    from: time(from),
    to: time(to),
    weeks,
    completeFrom: complete === null ? null : time(complete),
    hotspots,
  }
}

/**
 * What the leaves in sight count in the window, and in the same hours of the weeks before; how far back that goes is the board's to say,
 * also for a department to which little was given, and no week before `complete` is looked at. Costs by grids and weeks, never by events.
 */
export function leafHours(
  { tree, tally }: Pick<Board, 'tree' | 'tally'>,
  { tally: { hours }, audience }: Pick<View, 'tally' | 'audience'>,
  now: number,
  complete: number | null = null,
): { weeks: number; grids: GridHours[] } {
  const { from, to } = hotspotWindow(now)
  const since = Math.max(complete ?? Number.NEGATIVE_INFINITY, from - USUAL_WEEKS * WEEK_MS)
  const first = since > from - DAY_MS ? null : tally.hours.firstDay(since, from - DAY_MS)
  const starts = Array.from({ length: USUAL_WEEKS }, (_, i) => from - (i + 1) * WEEK_MS).filter((start) => first !== null && start >= first)
  const counts = hours.sum(from, to).reported
  const before = starts.map((start) => hours.sum(start, start + (to - from)).reported)
  const inner = new Set(tree.parent)
  const grids = audience.places.flatMap((place) => {
    const grid = tree.codeAt(place)
    if (inner.has(place)) return []
    const of = (own: ArrayLike<number>) => (own[2 * place] ?? 0) + (audience.inFigure[place] ? (own[2 * place + 1] ?? 0) : 0)
    return [{ grid, level: tree.nodes[place]?.level ?? 0, count: of(counts), before: before.map(of) }]
  })
  return { weeks: starts.length, grids }
}
