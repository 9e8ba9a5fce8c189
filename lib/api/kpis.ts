import type * as z from 'zod/mini'
import { readKpiWeights } from '@/lib/db/county-settings'
import { type Oldest, readOldest } from '@/lib/db/events/funnel'
import { audienceKey, type Viewer } from '@/lib/domain/access'
import type { Kpis } from '@/lib/domain/figures'
import type { KpisQuery } from '@/lib/domain/routes/kpis'
import { live } from '@/lib/live/live'
import { nextSlice } from '@/lib/live/slices'
import { RevisionCache } from './answer-cache'
import { narrowTo } from './scope'
import { visibleParts } from './visible-parts'

const oldestKept = new RevisionCache<Oldest[]>()

/**
 * The figures of a period with the funnel of now (contract: `GET /api/kpis`). Only the oldest events of the funnel are asked of the
 * database; they may be a moment older than the figures. Throws Problem('not_found') for a grid that is not there for this viewer.
 */
export async function readKpis(viewer: Viewer, { within, from, to }: z.output<typeof KpisQuery>): Promise<Kpis> {
  const running = live()
  await running.settled()
  const bound = (text: string | undefined) => (text === undefined ? null : Date.parse(text))
  const narrowed = narrowTo(viewer, within, running.atlas)
  const { atlas } = running
  const [weights, oldest] = await Promise.all([
    readKpiWeights(),
    oldestKept.get(audienceKey(narrowed), () => readOldest(visibleParts(narrowed, atlas, {}))),
  ])
  await nextSlice(viewer.id)
  // From here on nothing waits, so all figures are of one revision.
  const kpis = running.board.kpis(viewer, { within, from: bound(from), to: bound(to) }, Date.now(), weights)
  const found = new Map(oldest.map(({ state, number, since }) => [state, { number, since: new Date(since).toISOString() }]))
  return { ...kpis, funnel: kpis.funnel?.map((stage) => ({ ...stage, oldest: found.get(stage.state) ?? null })) }
}
