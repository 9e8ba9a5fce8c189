import { loadAtlas } from '@/lib/db/ground/grids'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import { peopleId } from '@/lib/db/people/people-ids'
import { readPeopleKeys } from '@/lib/db/people/people-keys'
import type { SourceItem } from '@/lib/db/sources/item'
import type { StoredSource } from '@/lib/db/sources/stored'
import { NewHousehold } from '@/lib/domain/people'
import { makePlaceFinder } from '@/lib/domain/source-place'
import type { FeedRow } from '../tables/table'
import { type Cell, hashOf, makeRefusals, makeStart, plainPhone, type Refused, type SubjectRun } from './subject'

/** Households, as their rows are read. */
export async function openHouseholds(source: StoredSource): Promise<SubjectRun> {
  const { grids } = await loadAtlas()
  const services = new Set((await loadPeopleBook()).nodes.map(({ code }) => code))
  const memberOf = makeMembers(source, await readPeopleKeys())
  const start = makeStart(source, makePlaceFinder(grids))
  const { refuse, malformed, twice } = makeRefusals(source)

  function read(row: FeedRow): Refused | { item: SourceItem } {
    const begun = start(row)
    if ('reject' in begun) return begun
    const { cell, place } = begun
    const service = cell('service')
    if (service !== null && !services.has(service))
      return refuse(row, 'unknown_service', 'service', 'the service tree has no such node', place.community)
    const member = memberOf(cell)
    const persons = cell('persons')
    const parsed = NewHousehold.safeParse({
      ...{ externalId: cell('externalId'), grid: place.grid, service, name: cell('name') },
      phone: plainPhone(cell('phone')),
      idNumber: cell('idNumber')?.toUpperCase() ?? null,
      address: cell('address'),
      persons: persons === null ? null : Number(persons),
      member: member === 'unknown' ? null : member,
    })
    if (!parsed.success) return malformed(row, parsed.error.issues, place.community)
    const household = parsed.data
    const fault = member === 'unknown' ? 'unknown_member' : null
    const { externalId, name, phone, idNumber, address } = household
    const hash = hashOf(household, place.community, fault)
    return { item: { of: 'households', household, externalId, line: row.line, hash, ...place, name, phone, idNumber, address, fault } }
  }

  return {
    async *rows(table, only, seen) {
      let at = -1
      for await (const row of table.rows) {
        at++
        if (only && !only.has(at)) continue
        const one = read(row)
        if ('item' in one && seen.has(one.item.externalId)) yield { at, ...twice(row), seen: one.item.externalId }
        else {
          if ('item' in one) seen.add(one.item.externalId)
          yield { at, ...one }
        }
      }
    },
  }
}

type Keys = Awaited<ReturnType<typeof readPeopleKeys>>

/** Makes the finder of the member that a household names, each of whom is named by many. */
function makeMembers({ name: source }: StoredSource, { people, byPhone }: Keys): (cell: Cell) => string | null | 'unknown' {
  const ids = new Map<string, string>()
  return (cell) => {
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
}
