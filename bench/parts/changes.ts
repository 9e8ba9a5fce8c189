import type { Atlas } from '@/lib/domain/atlas'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import { cellOf } from '@/lib/domain/lattice'
import { batchMaker } from './ingest'

/** Events that one POST brings, so that a frame of 1,000 was received at several times. */
const POSTED = 250

/** Makes the changes that new events are, after a revision, as saves make them; `handled` of them (0 to 1) are changes of open events instead. */
export function changeMaker(atlas: Atlas, handled = 0): (since: number, count: number) => EventChange[] {
  return (since, count) => {
    const now = Date.now()
    return batchMaker(atlas, count)().map((event, i): EventChange => {
      const position = event.position ?? [0, 0]
      const [cellX, cellY] = cellOf(atlas.lattice, position)
      const type = atlas.typeByCode.get(event.type)
      const facts: EventFacts = {
        revision: since + i + 1,
        grid: atlas.locate(position) ?? 0,
        type: type?.id ?? 0,
        urgency: type?.urgency ?? 4,
        occurredAt: Date.parse(event.occurredAt),
        handledAt: null,
        cellX,
        cellY,
      }
      const receivedAt = now + 20 * Math.floor(i / POSTED)
      if (i % 10 >= handled * 10) return { revision: facts.revision, number: facts.revision, receivedAt, before: null, after: facts }
      const number = Math.ceil(Math.random() * since)
      return {
        revision: facts.revision,
        number,
        receivedAt,
        before: { ...facts, revision: number },
        after: { ...facts, handledAt: facts.occurredAt + 3_600_000 },
      }
    })
  }
}
