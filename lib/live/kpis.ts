import type * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import type { Kpis } from '@/lib/domain/figures'
import type { KpisQuery } from '@/lib/domain/queries'
import { live } from './live'

/** The figures of a period (contract: `GET /api/kpis`). Throws Problem('not_found') for a grid that is not there for this viewer. */
export async function readKpis(viewer: Viewer, { within, from, to }: z.output<typeof KpisQuery>): Promise<Kpis> {
  const board = live()
  await board.settled()
  const bound = (text: string | undefined) => (text === undefined ? null : Date.parse(text))
  return board.board.kpis(viewer, { within, from: bound(from), to: bound(to) }, Date.now())
}
