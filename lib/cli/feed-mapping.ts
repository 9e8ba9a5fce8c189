import { v5 } from 'uuid'
import { EventIn, type Rejected } from '@/lib/domain/event'
import type { ZoneReader } from './zone'

/** The root of all ids that are made from the ids of other systems. */
const NAMESPACE = '6f0f5f4e-2b0f-5d7e-9c55-6f2d1c7a4e11'

/** Fields of an event that a column can fill; `lon` and `lat` make the position. */
const FIELDS = [
  'id',
  'occurredAt',
  'updatedAt',
  'handledAt',
  'type',
  'lon',
  'lat',
  'grid',
  'urgency',
  'title',
  'description',
  'reporter',
  'householdId',
  'externalId',
] as const
type Field = (typeof FIELDS)[number]
const isField = (name: string): name is Field => FIELDS.some((f) => f === name)

/** Which column fills which field of an event. */
export type FeedMapping = ReadonlyMap<Field, string>

/** The mapping cannot be used; the message is a sentence. */
export class MappingError extends Error {
  override readonly name = 'MappingError'
}

/** Reads `field=column,field=column`. Throws MappingError. */
export function parseMapping(text: string): FeedMapping {
  const mapping = new Map<Field, string>()
  for (const part of text.split(',')) {
    const [field = '', column = ''] = part.split(/=(.*)/s).map((s) => s.trim())
    if (!isField(field)) throw new MappingError(`"${field}" is no field of an event; the fields are ${FIELDS.join(', ')}.`)
    if (column === '') throw new MappingError(`The field ${field} names no column; write ${field}=COLUMN.`)
    if (mapping.has(field)) throw new MappingError(`The field ${field} is mapped twice.`)
    mapping.set(field, column)
  }
  for (const field of ['id', 'occurredAt', 'type'] as const) {
    if (!mapping.has(field)) throw new MappingError(`The mapping lacks ${field}; every event needs id, occurredAt, type, and lon and lat or grid.`)
  }
  if (mapping.has('lon') !== mapping.has('lat')) throw new MappingError('A position needs both lon and lat.')
  if (!mapping.has('lon') && !mapping.has('grid')) throw new MappingError('The mapping says no place; map lon and lat, or grid.')
  return mapping
}

/** How the rows of one feed become events. `source` names the system; with a feed's own id it makes the event's id (UUIDv5). */
export type FeedReading = { mapping: FeedMapping; source: string; readTime: ZoneReader; crs?: string | undefined }

export type MappedRow =
  | { event: EventIn; at: number; fault?: undefined }
  | { event?: undefined; at?: undefined; fault: Pick<Rejected, 'code' | 'message'> }

/**
 * Makes the mapper of rows; the namespace is worked out once. A row that cannot be an event is named with its fault, the rest is the
 * server's to judge. `at` is when the feed said it: updatedAt, or else occurredAt, in epoch milliseconds.
 */
export function makeRowMapper({ mapping, source, readTime, crs }: FeedReading): (row: Readonly<Record<string, string>>) => MappedRow {
  const namespace = v5(source, NAMESPACE)
  const bad = (message: string): MappedRow => ({ fault: { code: 'invalid', message } })
  return (row) => {
    const text = (field: Field) => {
      const column = mapping.get(field)
      const value = column === undefined ? undefined : row[column]?.trim()
      return value === '' ? undefined : value
    }
    const ownId = text('id')
    if (ownId === undefined) return bad('it has no id')
    const times: { occurredAt?: string; updatedAt?: string; handledAt?: string } = {}
    let at = 0
    for (const field of ['occurredAt', 'updatedAt', 'handledAt'] as const) {
      const written = text(field)
      if (written === undefined) continue
      const instant = readTime(written)
      if (instant === null) return bad(`${field} is no time: "${written.slice(0, 40)}"`)
      times[field] = new Date(instant).toISOString()
      if (field !== 'handledAt') at = instant
    }
    const lon = text('lon')
    const lat = text('lat')
    const urgency = text('urgency')
    const parsed = EventIn.safeParse({
      id: v5(ownId, namespace),
      ...times,
      type: text('type'),
      position: lon === undefined || lat === undefined ? undefined : [Number(lon), Number(lat)],
      grid: text('grid'),
      crs: lon === undefined ? undefined : crs,
      urgency: urgency === undefined ? undefined : Number(urgency),
      title: text('title'),
      description: text('description'),
      source,
      reporter: text('reporter'),
      householdId: text('householdId'),
      externalId: text('externalId') ?? ownId,
    })
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      return bad(`${String(issue?.path[0] ?? 'row')}: ${issue?.message ?? 'invalid'}`)
    }
    if (!parsed.data.position && !parsed.data.grid) return bad('it has neither a position nor a grid')
    return { event: parsed.data, at }
  }
}
