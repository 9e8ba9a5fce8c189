import { loadAtlas } from '@/lib/db/ground/grids'
import type { StoredSource } from '@/lib/db/sources/stored'
import { NewPerson, type Post } from '@/lib/domain/people'
import { makePlaceFinder, type RowPlace } from '@/lib/domain/source-place'
import { FileError } from '../file-error'
import type { FeedRow } from '../tables/table'
import { hashOf, makeRefusals, makeStart, plainPhone, type Refused, type SubjectRun } from './subject'

/** People are put together of several rows, so they are read at once; there are never so many of them. */
const MAX_ROWS = 200_000

/** Members and chiefs, as their rows are read. */
export async function openPeople(source: StoredSource): Promise<SubjectRun> {
  const { grids } = await loadAtlas()
  const start = makeStart(source, makePlaceFinder(grids))
  const { refuse, malformed } = makeRefusals(source)

  function read(row: FeedRow): Refused | { person: NewPerson; place: RowPlace } {
    const begun = start(row)
    if ('reject' in begun) return begun
    const { cell, place } = begun
    const post = cell('post') ?? 'member'
    const kind = /^(?:chief|.*网格长.*)$/.test(post) ? 'chief' : /^(?:member|.*网格员.*)$/.test(post) ? 'member' : null
    if (kind === null) return refuse(row, 'invalid', 'post', 'is neither member (网格员) nor chief (网格长)', place.community)
    const parsed = NewPerson.safeParse({
      ...{ externalId: cell('externalId'), name: cell('name'), employer: cell('employer'), posts: [{ grid: place.grid, kind }] },
      phone: plainPhone(cell('phone')),
      idNumber: cell('idNumber')?.toUpperCase() ?? null,
    })
    return parsed.success ? { person: parsed.data, place } : malformed(row, parsed.error.issues, place.community)
  }

  return {
    async *rows(table, only, seen) {
      const people = new Map<string, { at: number; row: FeedRow; person: NewPerson; place: RowPlace }>()
      /** whose rows are not all taken */
      const partly = new Set<string | null>()
      let at = -1
      for await (const row of table.rows) {
        at++
        if (at >= MAX_ROWS) throw new FileError(`The file has more than ${MAX_ROWS} rows of people.`, 'too_many_rows', String(MAX_ROWS))
        const one = read(row)
        if ('reject' in one) {
          partly.add(one.seen)
          if (!only) yield { at, ...one }
          continue
        }
        const { externalId } = one.person
        const first = people.get(externalId)
        if (!first) people.set(externalId, { at, row, ...one })
        else if (whoIs(first.person) === whoIs(one.person)) first.person.posts = unique([...first.person.posts, ...one.person.posts])
        else {
          partly.add(externalId)
          if (only) continue
          yield { at, ...refuse(row, 'conflict', 'externalId', 'an earlier row says something else of the same person'), seen: externalId }
        }
      }
      for (const id of people.keys()) seen.add(id)
      for (const { at: number, row, person, place } of people.values()) {
        if (only && !only.has(number)) continue
        if (partly.has(person.externalId)) person.partly = true
        const { externalId, name, phone, idNumber } = person
        const hash = hashOf(person, place.community, null)
        const item = { of: 'people' as const, person, externalId, line: row.line, hash, ...place, name, phone, idNumber, address: null, fault: null }
        yield { at: number, item }
      }
    },
  }
}

const whoIs = ({ posts: _posts, ...rest }: NewPerson) => JSON.stringify(rest)
const unique = (posts: readonly Post[]): Post[] =>
  [...new Map(posts.map((post) => [`${post.kind}:${post.grid}`, post])).values()].sort((a, b) => (a.grid + a.kind < b.grid + b.kind ? -1 : 1))
