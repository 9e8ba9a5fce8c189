import { recentEvents } from '@/lib/db/events/event-list'
import { audienceKey, type Viewer, wordsKey } from '@/lib/domain/access'
import type { GridEvent } from '@/lib/domain/event'
import { englishType } from '@/lib/domain/type-names'
import type { Snapshot } from '@/lib/domain/wire'
import { live } from '@/lib/live/live'
import { runtime } from '@/lib/live/runtime'
import { nextSlice } from '@/lib/live/slices'
import { RevisionCache } from './answer-cache'
import { gridsOf, narrowTo } from './scope'

/** Events that a page starts with. */
const LAST_EVENTS = 200
const lastEvents = new RevisionCache<GridEvent[]>()

/**
 * What a page starts from: figures and sums at one revision, and the last events, which may already be in a later state (a page takes
 * the later of two states of an event). Throws Problem('not_found') for a grid that is not there for this viewer.
 */
export async function readSnapshot(viewer: Viewer, within: string | undefined): Promise<Snapshot> {
  const board = live()
  await board.settled()
  const narrowed = narrowTo(viewer, within, board.atlas)
  const events = await lastEvents.get(`${audienceKey(narrowed)} ${wordsKey(narrowed)}`, () => recentEvents(narrowed, LAST_EVENTS))
  await nextSlice(viewer.id)
  // From here on nothing waits, so all of this is of one revision.
  const { logId, revision, asOf, atlas } = board
  const now = Date.now()
  return {
    logId,
    revision,
    asOf: asOf === null ? null : new Date(asOf).toISOString(),
    at: new Date(now).toISOString(),
    figures: board.board.figures(narrowed, now),
    sums: board.board.sums(narrowed),
    events,
    types: atlas.types.map((type) => ({ ...type, nameEn: englishType(type.name) ?? undefined })),
    gridIds: Object.fromEntries(gridsOf(narrowed, atlas).map((g) => [g.code, g.id])),
    lattice: atlas.lattice,
    demo: atlas.grids.some((g) => g.demo),
    historyProgress: runtime().historyProgress,
    ...(board.books.length > 0 && { kinds: Object.fromEntries(board.books.map((book) => [book.name, book.snapshot(narrowed, atlas)])) }),
  }
}
