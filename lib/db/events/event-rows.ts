import * as z from 'zod/mini'
import { maySee, redact, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { caseNumberOf } from '@/lib/domain/case-number'
import { GridEvent } from '@/lib/domain/event'
import { isVoid, partyOf } from '@/lib/domain/life'
import { lifeColumns, lifeOf } from './life-rows'

const epoch = (column: string) => `date_part('epoch', ${column}) * 1000`

/** The columns that an event is read from; the table is called `e`. */
export const eventColumns = `e.number, e.id::text AS id, e.case_day::text AS "caseDay", e.case_seq AS "caseSeq", e.revision::float8 AS revision,
  ${epoch('e.occurred_at')} AS "occurredAt", ${epoch('e.received_at')} AS "receivedAt", ${epoch('e.updated_at')} AS "updatedAt",
  ${epoch('e.handled_at')} AS "handledAt", e.type_id AS "typeId", e.urgency::int4 AS urgency, e.grid_id AS "gridId",
  ST_X(e.position) AS lon, ST_Y(e.position) AS lat, e.source, e.title, e.description, e.reporter, e.household_id AS "householdId",
  e.external_id AS "externalId", e.reported_by AS "reportedBy", ${lifeColumns}`

const text = z.nullable(z.string())
const EventRow = z.object({
  number: z.int(),
  id: z.string(),
  caseDay: z.string(),
  caseSeq: z.int(),
  revision: z.int(),
  occurredAt: z.number(),
  receivedAt: z.number(),
  updatedAt: z.nullable(z.number()),
  handledAt: z.nullable(z.number()),
  typeId: z.int(),
  urgency: GridEvent.shape.urgency,
  gridId: z.int(),
  lon: z.nullable(z.number()),
  lat: z.nullable(z.number()),
  source: text,
  title: text,
  description: text,
  reporter: text,
  householdId: text,
  externalId: text,
  reportedBy: text,
  state: z.int(),
  light: z.int(),
  deadline: z.nullable(z.number()),
  closeBy: z.nullable(z.number()),
  acceptedAt: z.nullable(z.number()),
  dispatchedAt: z.nullable(z.number()),
  handedInAt: z.nullable(z.number()),
  flags: z.int(),
  parties: z.array(z.string()),
  nextLightAt: z.nullable(z.number()),
})

const instant = (ms: number): string => new Date(Math.round(ms)).toISOString()
const maybe = (ms: number | null): string | null => (ms === null ? null : instant(ms))

/** Epoch milliseconds that SQL gave (floating point) as RFC 3339. */
export const toInstant = { of: instant, maybe }

/** Rows of `eventColumns` as events, as the viewer may read them; what names no grid or type of the atlas, or may not be seen, is left out. */
export function toEvents(rows: readonly unknown[], atlas: Atlas, viewer: Viewer): GridEvent[] {
  return rows.flatMap((row) => {
    const event = toEvent(row, atlas, viewer)
    return event ? [event] : []
  })
}

function toEvent(row: unknown, atlas: Atlas, viewer: Viewer): GridEvent | null {
  const r = EventRow.parse(row)
  const grid = atlas.byId.get(r.gridId)
  const type = atlas.typeById.get(r.typeId)
  if (!grid || !type || !maySee(viewer, { grid: grid.code, sensitive: type.sensitive, parties: r.parties })) return null
  const life = lifeOf(r)
  const [lead = null, ...assisting] = life.parties.map(partyOf).filter((party) => party !== null)
  const about = { typeName: type.name, parties: r.parties, reportedBy: r.reportedBy }
  const event: GridEvent = {
    number: r.number,
    caseNumber: caseNumberOf(r.caseDay, r.caseSeq),
    id: r.id,
    revision: r.revision,
    occurredAt: instant(r.occurredAt),
    receivedAt: instant(r.receivedAt),
    updatedAt: maybe(r.updatedAt),
    handledAt: maybe(r.handledAt),
    status: isVoid(life) ? 'void' : r.handledAt === null ? 'open' : 'handled',
    state: life.state,
    light: life.light,
    deadline: maybe(life.deadline),
    type: type.code,
    urgency: r.urgency,
    grid: grid.code,
    position: r.lon === null || r.lat === null ? null : [r.lon, r.lat],
    source: r.source,
    lead,
    assisting,
    ...(r.title !== null && { title: r.title }),
    ...(r.description !== null && { description: r.description }),
    ...(r.reporter !== null && { reporter: r.reporter }),
    ...(r.householdId !== null && { householdId: r.householdId }),
    ...(r.externalId !== null && { externalId: r.externalId }),
  }
  return redact(viewer, event, about)
}
