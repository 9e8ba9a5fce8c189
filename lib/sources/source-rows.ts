import { createHash } from 'node:crypto'
import { peopleId } from '@/lib/db/people/people-ids'
import type { SourceItem } from '@/lib/db/sources/records'
import type { StoredSource } from '@/lib/db/sources/stored'
import { NewHousehold, NewPerson, type Post } from '@/lib/domain/people'
import type { RejectCode, RunReject, SourceMapping } from '@/lib/domain/source'
import type { PlaceFinder, RowPlace } from '@/lib/domain/source-place'
import { LOST_DIGITS } from './tables/row'
import type { FeedRow, Table } from './tables/table'

/** What rows may name. */
export type KnownHere = {
  place: PlaceFinder
  services: { has(code: string): boolean }
  people: { has(id: string): boolean }
  byPhone: ReadonlyMap<string, readonly string[]>
}

/** Row number in its file (from 0), and what it is, or why it is not taken; of a row that is refused `seen` says which record it was about. */
export type ReadRow = { at: number } & ({ item: SourceItem } | { reject: RunReject; seen: string | null })

/** People are put together of several rows, so they are read at once; there are never so many of them. */
const MAX_PEOPLE_ROWS = 200_000

/** The rows of a table as what the source is of; those of households as they are read. `only`: rows that are wanted, by number; `seen`: takes the ids of those that are read. */
export async function* readRows(
  source: StoredSource,
  table: Table,
  known: KnownHere,
  only: { has(at: number): boolean } | null = null,
  seen: Set<string> = new Set(),
): AsyncGenerator<ReadRow> {
  const reader = makeReader(source, known)
  if (source.subject === 'people') return yield* readPeople(reader, table, only, seen)
  let at = -1
  for await (const row of table.rows) {
    at++
    if (only && !only.has(at)) continue
    const read = reader.household(row)
    if ('item' in read && seen.has(read.item.externalId))
      yield { at, ...reader.refuse(row, 'twice', 'externalId', 'an earlier row has the same number'), seen: read.item.externalId }
    else {
      if ('item' in read) seen.add(read.item.externalId)
      yield { at, ...read }
    }
  }
}

async function* readPeople(reader: Reader, table: Table, only: { has(at: number): boolean } | null, seen: Set<string>): AsyncGenerator<ReadRow> {
  const people = new Map<string, { at: number; row: FeedRow; person: NewPerson; place: RowPlace }>()
  let at = -1
  for await (const row of table.rows) {
    at++
    if (at >= MAX_PEOPLE_ROWS) throw new RangeError(`more than ${MAX_PEOPLE_ROWS} rows of people`)
    const read = reader.person(row)
    if ('reject' in read) {
      if (!only) yield { at, ...read }
      continue
    }
    const first = people.get(read.person.externalId)
    const whoIs = ({ posts: _posts, ...rest }: NewPerson) => JSON.stringify(rest)
    if (!first) people.set(read.person.externalId, { at, row, ...read })
    else if (whoIs(first.person) !== whoIs(read.person)) {
      if (!only)
        yield {
          ...{ at, ...reader.refuse(row, 'conflict', 'externalId', 'an earlier row says something else of the same person') },
          seen: read.person.externalId,
        }
    } else first.person.posts = unique([...first.person.posts, ...read.person.posts])
  }
  for (const id of people.keys()) seen.add(id)
  for (const { at: number, row, person, place } of people.values())
    if (!only || only.has(number)) yield { at: number, item: itemOf(row.line, place, { of: 'people', person }, null) }
}

const unique = (posts: readonly Post[]): Post[] =>
  [...new Map(posts.map((post) => [`${post.kind}:${post.grid}`, post])).values()].sort((a, b) => (a.grid + a.kind < b.grid + b.kind ? -1 : 1))

type Refused = { reject: RunReject; seen: string | null }
type Reader = ReturnType<typeof makeReader>

function makeReader(source: StoredSource, known: KnownHere) {
  const { mapping } = source
  const ids = new Map<string, string>()
  const refuse = (row: FeedRow, code: RejectCode, field: string, message: string, place: RowPlace | null = null): Refused => {
    const cell = cellOf(mapping, row.values)
    const externalId = cell('externalId')?.slice(0, 100) ?? null
    const told = place ? null : (cell('community') ?? cell('grid'))
    const column = mapping[field] ?? null
    return {
      reject: { line: row.line, code, field, column, message, externalId, community: place?.community ?? null, told: told?.slice(0, 64) ?? null },
      seen: externalId,
    }
  }
  /** What every row has: an id, a name and a place; or why it has not. */
  const start = (row: FeedRow): Refused | { cell: Cell; place: RowPlace } => {
    const cell = cellOf(mapping, row.values)
    const place = known.place(cell('grid'), cell('community'))
    if (cell('externalId') === null) return refuse(row, 'invalid', 'externalId', 'is empty', place)
    if (place) return { cell, place }
    const field = mapping.community === undefined ? 'grid' : 'community'
    const told = cell('community') ?? cell('grid')
    return refuse(row, 'unknown_place', field, told === null ? 'is empty' : 'there is no such grid or community here')
  }
  const first = (row: FeedRow, place: RowPlace, issues: readonly { path: readonly PropertyKey[]; message: string }[]): Refused => {
    const field = String(issues[0]?.path[0] ?? 'row')
    const text = cellOf(mapping, row.values)(field)
    const message =
      text === null ? 'is empty' : text.includes(LOST_DIGITS) ? 'Excel has lost its last digits' : (issues[0]?.message ?? 'cannot be used')
    return refuse(row, 'invalid', field, message, place)
  }
  return {
    refuse,
    household(row: FeedRow): Refused | { item: SourceItem } {
      const begun = start(row)
      if ('reject' in begun) return begun
      const { cell, place } = begun
      const service = cell('service')
      if (service !== null && !known.services.has(service))
        return refuse(row, 'unknown_service', 'service', 'the service tree has no such node', place)
      const member = memberOf(cell, known, source.name, ids)
      const persons = cell('persons')
      const parsed = NewHousehold.safeParse({
        ...{ externalId: cell('externalId'), grid: place.grid, service, name: cell('name') },
        phone: plainPhone(cell('phone')),
        idNumber: cell('idNumber')?.toUpperCase() ?? null,
        address: cell('address'),
        persons: persons === null ? null : Number(persons),
        member: member === 'unknown' ? null : member,
      })
      if (!parsed.success) return first(row, place, parsed.error.issues)
      return { item: itemOf(row.line, place, { of: 'households', household: parsed.data }, member === 'unknown' ? 'unknown_member' : null) }
    },
    person(row: FeedRow): Refused | { person: NewPerson; place: RowPlace } {
      const begun = start(row)
      if ('reject' in begun) return begun
      const { cell, place } = begun
      const post = cell('post') ?? 'member'
      const kind = /^(?:chief|.*网格长.*)$/.test(post) ? 'chief' : /^(?:member|.*网格员.*)$/.test(post) ? 'member' : null
      if (kind === null) return refuse(row, 'invalid', 'post', 'is neither member (网格员) nor chief (网格长)', place)
      const parsed = NewPerson.safeParse({
        ...{ externalId: cell('externalId'), name: cell('name'), employer: cell('employer'), posts: [{ grid: place.grid, kind }] },
        phone: plainPhone(cell('phone')),
        idNumber: cell('idNumber')?.toUpperCase() ?? null,
      })
      return parsed.success ? { person: parsed.data, place } : first(row, place, parsed.error.issues)
    },
  }
}

type Cell = (field: string) => string | null
const cellOf =
  (mapping: SourceMapping, values: FeedRow['values']): Cell =>
  (field) =>
    values[mapping[field] ?? '']?.trim() || null

/** Digits of a telephone number, without blanks and without +86 before a mobile one. */
const plainPhone = (text: string | null) => text?.replace(/[\s()（）]/g, '').replace(/^(?:\+|00)86-?(?=1\d{10}$)/, '') ?? null

/** `ids`: of the members named so far, since each is named by many rows. */
function memberOf(cell: Cell, { people, byPhone }: KnownHere, source: string, ids: Map<string, string>): string | null | 'unknown' {
  const own = cell('member')
  if (own !== null) {
    const id = ids.get(own) ?? peopleId('person', source, own)
    ids.set(own, id)
    return people.has(id) ? id : 'unknown'
  }
  const phone = plainPhone(cell('memberPhone'))
  if (phone === null) return null
  const [id, ...others] = byPhone.get(phone) ?? []
  return id === undefined || others.length > 0 ? 'unknown' : id
}

type Made = { of: 'households'; household: NewHousehold } | { of: 'people'; person: NewPerson }

function itemOf(line: number, { grid, community }: RowPlace, made: Made, fault: SourceItem['fault']): SourceItem {
  const one = made.of === 'households' ? made.household : made.person
  const { externalId, name, phone, idNumber } = one
  const hash = createHash('sha256')
    .update(JSON.stringify([one, community, fault]))
    .digest('hex')
    .slice(0, 32)
  const address = made.of === 'households' ? made.household.address : null
  return { externalId, line, hash, grid, community, name, phone, idNumber, address, fault, ...made }
}
