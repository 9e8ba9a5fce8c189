import { occurredBetween } from '@/lib/db/replay/occurred-now'
import type { Viewer } from '@/lib/domain/access'
import { HOUR_MS, startOfDay } from '@/lib/domain/clock'
import type { Figures } from '@/lib/domain/wire'
import { type Board, groundOf } from './board'
import { figuresOf } from './board-queries'
import { HANDLED_THEN, type Measure, REPORTED } from './hours'
import { keysOf } from './moment'
import { emptyTally } from './tally'
import type { BoardAtlas } from './tree'

/**
 * The figures of an instant as they are known now (按现在所知): of the events that had occurred by then, on the grids of now, and those of them that had
 * been handled by then. To the whole hour before it (`to`), as figures of periods are, so that two instants tell no more of a sensitive event than two
 * periods do. States and lights are not among them: how each event stood is known only as it was known then. Costs by grids and days, and by the events of one day.
 */
export async function figuresKnownNow(board: Board, atlas: BoardAtlas, viewer: Viewer, at: number): Promise<{ figures: Figures; to: number }> {
  const to = Math.floor(at / HOUR_MS) * HOUR_MS
  const start = startOfDay(at)
  const occurred = await occurredBetween(start, to)
  // from here on nothing waits, so that all of it is of one revision
  const { tree, audience } = board.view(viewer)
  const { hours } = board.tally
  const tally = emptyTally(groundOf(atlas), to)
  const until = hours.sum(null, to)
  tally.totals.reported.set(until.reported)
  tally.totals.handled.set(until.handledThen)
  const today = hours.sum(start, to)
  const count = (counts: Float64Array, measure: Measure) =>
    counts.forEach((n, key) => {
      if (n > 0) tally.hours.add(key, start, measure, n)
    })
  count(today.reported, REPORTED)
  count(today.handledThen, HANDLED_THEN)
  const keyOf = keysOf(tree, atlas.typeById)
  for (const { grid, type, count } of occurred) {
    const key = keyOf(grid, type)
    if (key >= 0) tally.days.add(start, key, type, count)
  }
  const { total, states: _states, grids, ...rest } = figuresOf({ viewer, tree, tally, audience, given: null }, at)
  const { reported, handled, open } = total
  return { to, figures: { ...rest, total: { reported, handled, open }, grids: grids.map(({ overdue: _overdue, ...grid }) => grid) } }
}
