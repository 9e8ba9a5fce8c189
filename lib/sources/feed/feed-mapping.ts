import { v5 } from 'uuid'
import type { Rejected } from '@/lib/domain/event'
import { EventIn } from '@/lib/domain/event-in'
import { STAGE_FIELDS } from '@/lib/domain/feed-fields'
import { LOST_DIGITS, REJECT_COLUMNS } from '../tables/row'
import { makeStageReader } from './feed-stages'
import type { ZoneReader } from './zone'

/** The root of all ids that are made from the ids of other systems. */
const NAMESPACE = '6f0f5f4e-2b0f-5d7e-9c55-6f2d1c7a4e11'

/** Fields of an event that a column can fill; `lon` and `lat` make the position, and those of stages its case history. */
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
  ...STAGE_FIELDS,
] as const
type Field = (typeof FIELDS)[number]
const isField = (name: string): name is Field => FIELDS.some((f) => f === name)

/** Which column fills which field of an event. */
export type FeedMapping = ReadonlyMap<Field, string>

/** The mapping cannot be used; the message is a sentence. */
export class MappingError extends Error {
  override readonly name = 'MappingError'
  /** wrong usage */
  readonly exitCode = 2
}

/** Reads `field=column,field=column` (parseFields). Throws MappingError. */
export function parseMapping(text: string, options: { idOptional?: boolean } = {}): FeedMapping {
  return parseFields(
    text.split(',').map((part): [string, string] => {
      const [field = '', column = ''] = part.split(/=(.*)/s).map((s) => s.trim())
      return [field, column]
    }),
    options,
  )
}

/** Checks pairs of field and column. Without an id, where that may be, the id of an event is made of its whole row. Throws MappingError. */
export function parseFields(pairs: Iterable<readonly [string, string]>, { idOptional = false }: { idOptional?: boolean } = {}): FeedMapping {
  const mapping = new Map<Field, string>()
  for (const [field, column] of pairs) {
    if (!isField(field)) throw new MappingError(`"${field}" is no field of an event; the fields are ${FIELDS.join(', ')}.`)
    if (column === '') throw new MappingError(`The field ${field} names no column; write ${field}=COLUMN.`)
    if (mapping.has(field)) throw new MappingError(`The field ${field} is mapped twice.`)
    mapping.set(field, column)
  }
  for (const field of ['id', 'occurredAt', 'type'] as const) {
    if (!mapping.has(field) && !(field === 'id' && idOptional))
      throw new MappingError(`The mapping lacks ${field}; every event needs id, occurredAt, type, and lon and lat or grid.`)
  }
  if (mapping.has('lon') !== mapping.has('lat')) throw new MappingError('A position needs both lon and lat.')
  if (!mapping.has('lon') && !mapping.has('grid')) throw new MappingError('The mapping says no place; map lon and lat, or grid.')
  return mapping
}

/** How the rows of one feed become events. `source` names the system; with a feed's own id it makes the event's id (UUIDv5). */
export type FeedReading = {
  mapping: FeedMapping
  source: string
  readTime: ZoneReader
  crs?: string | undefined
  /** the code of a type or grid that a text means; undefined leaves the text for the server to judge */
  codeOf?: { type(text: string): string | undefined; grid(text: string): string | undefined }
}

const URGENCIES = ['特急', '紧急', '较急', '一般']
/** 1 to 4, or the words for them; anything else is left to be refused. */
const urgencyOf = (text: string) => (URGENCIES.includes(text) ? URGENCIES.indexOf(text) + 1 : Number(text))

/** `id`: of the event that a row with a fault names all the same. */
export type MappedRow =
  | { event: EventIn; at: number; fault?: undefined; id?: undefined }
  | { event?: undefined; at?: undefined; fault: RowFault; id?: string }

/** Why a row is no event: which field is wrong, and how; `plain` repeats nothing of what the row says. */
export type RowFault = Pick<Rejected, 'code' | 'message'> & { field: string; plain: string }

/**
 * Makes the mapper of rows; the namespace is worked out once. A row that cannot be an event is named with its fault, the rest is the
 * server's to judge. `at` is when the feed said it: updatedAt, or else occurredAt, in epoch milliseconds.
 */
export function makeRowMapper({ mapping, source, readTime, crs, codeOf }: FeedReading): (row: Readonly<Record<string, string>>) => MappedRow {
  const namespace = v5(source, NAMESPACE)
  const readStages = makeStageReader(mapping, readTime)
  /** rows without an id of their own: how often each has come */
  const equals = new Map<string, number>()
  const rowId = (row: Readonly<Record<string, string>>) => {
    // the same row comes again, mended by other options, out of the file of rejected ones
    const own = Object.entries(row).filter(([column]) => !REJECT_COLUMNS.includes(column))
    const whole = v5(JSON.stringify(own), namespace)
    const count = (equals.get(whole) ?? 0) + 1
    equals.set(whole, count)
    return `row ${whole} ${count}`
  }
  const bad = (field: string, message: string, plain = message): MappedRow => ({ fault: { code: 'invalid', field, message, plain } })
  const read = (row: Readonly<Record<string, string>>): MappedRow => {
    const text = (field: Field) => {
      const column = mapping.get(field)
      const value = column === undefined ? undefined : row[column]?.trim()
      return value === '' ? undefined : value
    }
    const named = text('id')
    if (named === undefined && mapping.has('id')) return bad('id', 'it has no id', 'is empty')
    const lost = [...mapping].find(([, column]) => row[column]?.startsWith(LOST_DIGITS))
    if (lost)
      return bad(
        lost[0],
        `${lost[0]} is a number of more than 15 digits, of which Excel has lost the last: make the column "${lost[1]}" text at the source`,
        'Excel has lost its last digits',
      )
    const times: { occurredAt?: string; updatedAt?: string; handledAt?: string } = {}
    const ends: { occurredAt: number | null; handledAt: number | null } = { occurredAt: null, handledAt: null }
    let at = 0
    for (const field of ['occurredAt', 'updatedAt', 'handledAt'] as const) {
      const written = text(field)
      if (written === undefined) continue
      const instant = readTime(written)
      if (instant === null) return bad(field, `${field} is no time: "${written.slice(0, 40)}"`, 'is no time')
      times[field] = new Date(instant).toISOString()
      if (field !== 'updatedAt') ends[field] = instant
      if (field !== 'handledAt') at = instant
      // a source that keeps no time of change has told of the handling when it was handled
      else if (!mapping.has('updatedAt')) {
        times.updatedAt = times.handledAt
        at = Math.max(at, instant)
      }
    }
    const history = readStages?.(text, ends)
    if (history?.fault !== undefined) return { fault: { code: 'invalid', ...history.fault } }
    const stages = history && history.stages.length > 0 ? history.stages : undefined
    if (stages && !mapping.has('updatedAt')) {
      // a millisecond later for each stage, so that a file that tells more takes the place of one that told less
      at = Math.max(at, (history?.latest ?? 0) + stages.length)
      times.updatedAt = new Date(at).toISOString()
    }
    const lon = text('lon')
    const lat = text('lat')
    const urgency = text('urgency')
    const place = text('grid')
    const grid = place === undefined ? undefined : (codeOf?.grid(place) ?? (codeOf && !/^\d+$/.test(place) ? null : place))
    // with a position the name of a place decides nothing
    if (grid === null && (lon === undefined || lat === undefined))
      return {
        fault: {
          ...{ code: 'unknown_grid', field: 'grid', plain: 'there is no such grid or community here, or more than one' },
          message: `There is no grid called ${JSON.stringify(place)}, or more than one: give its code.`,
        },
      }
    const type = text('type')
    const parsed = EventIn.safeParse({
      id: v5(named ?? rowId(row), namespace),
      ...times,
      type: type === undefined ? undefined : (codeOf?.type(type) ?? type),
      position: lon === undefined || lat === undefined ? undefined : [Number(lon), Number(lat)],
      grid: grid ?? undefined,
      crs: lon === undefined ? undefined : crs,
      urgency: urgency === undefined ? undefined : urgencyOf(urgency),
      title: text('title'),
      description: text('description'),
      source,
      reporter: text('reporter'),
      householdId: text('householdId'),
      externalId: text('externalId') ?? named,
      stages,
    })
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      const [field, at] = [String(issue?.path[0] ?? 'row'), issue?.path[1]]
      const named = field === 'position' ? (at === 1 ? 'lat' : 'lon') : field
      const wrong = issue?.message ?? 'invalid'
      return bad(named, `${field}: ${wrong}`, isField(named) && text(named) === undefined ? 'is empty' : wrong)
    }
    if (!parsed.data.position && !parsed.data.grid) return bad('grid', 'it has neither a position nor a grid', 'is empty')
    return { event: parsed.data, at }
  }
  return (row) => {
    const mapped = read(row)
    const named = row[mapping.get('id') ?? '']?.trim()
    return mapped.fault && named ? { ...mapped, id: v5(named, namespace) } : mapped
  }
}
