import { countLists, listSourceRows, listsOf, type StoredListRow } from '@/lib/db/sources/reconcile'
import { readSource } from '@/lib/db/sources/sources'
import type { StoredSource } from '@/lib/db/sources/stored'
import type { Viewer } from '@/lib/domain/access'
import { maskAddress, maskName, maskPhone } from '@/lib/domain/masking'
import { mayReadBinding, ofWholeCounty } from '@/lib/domain/people'
import { Problem } from '@/lib/domain/problem'
import type { sourceRoutes } from '@/lib/domain/routes/sources'
import { noSourceCounts, type SourceCommunity, type SourceCounts, type SourceList, type SourceListRow, sumCounts } from '@/lib/domain/source-list'
import { subjectRow } from '@/lib/domain/source-subjects'
import { live } from '@/lib/live/live'
import { communityOf } from './community'
import { auditRead, gridNamed, needPeople, peopleGrids } from './people-access'
import { inBudget } from './request'
import type { CallOf } from './route'
import { needReader } from './source-access'

/** Counts by community of what a viewer sees; key null (rows that name no place) for whoever sees the whole county. */
export async function communityCounts(
  source: Pick<StoredSource, 'id' | 'subject' | 'effect' | 'areas'>,
  viewer: Viewer,
): Promise<Map<string | null, SourceCounts>> {
  const whole = ofWholeCounty(viewer, live().atlas.grids)
  const found = new Map<string | null, SourceCounts>()
  for (const [key, counts] of await countLists(source)) {
    if (key === null ? !whole : !mayReadBinding(viewer, key)) continue
    const code = key === null ? null : communityOf(key)
    const sum = found.get(code)
    found.set(code, sum ? sumCounts([sum, counts]) : counts)
  }
  return found
}

/** What a source and we have of each other, by community. */
export async function giveCommunities(call: CallOf<typeof sourceRoutes.communities>) {
  const { viewer, params } = call
  needReader(viewer)
  const source = await readSource(params().id)
  return inBudget('read', call, async () => {
    const found = await communityCounts(source, viewer)
    const communities = [...found].map(([code, counts]): SourceCommunity => {
      const { name, nameEn } = code === null ? { name: '', nameEn: '' } : gridNamed(code)
      return { code, name, nameEn, counts }
    })
    // those that name no place are first: nobody would look for them at the end
    communities.sort((a, b) => ((a.code ?? '') < (b.code ?? '') ? -1 : 1))
    return { total: sumCounts([noSourceCounts(), ...found.values()]), communities }
  })
}

/** The grids of a list for a viewer, and whether rows without a place are in it. */
export function listPlaces(viewer: Viewer, within: string | undefined): { grids: string[]; unplaced: boolean } {
  const isUnplaced = within === UNPLACED
  return {
    grids: isUnplaced ? [] : peopleGrids(viewer, within),
    unplaced: (within === undefined || within === '' || isUnplaced) && ofWholeCounty(viewer, live().atlas.grids),
  }
}
/** In place of a code: rows that name no place which is here. */
const UNPLACED = 'none'

/** Makes what is told of a row of a source of this subject: names of people masked, those of organisations in clear. */
export const listRowOf =
  ({ subject }: Pick<StoredSource, 'subject'>) =>
  ({ grid, told, name, address, phone, leftAt, ...row }: StoredListRow): SourceListRow => {
    const placed = grid === null ? { name: told ?? '', nameEn: told ?? '' } : gridNamed(grid)
    return {
      ...row,
      name: name === null || subjectRow(subject).named === 'thing' ? name : maskName(name),
      address: address === null ? null : maskAddress(address),
      phone: phone === null ? null : maskPhone(phone),
      place: placed.name,
      placeEn: placed.nameEn,
      community: grid === null ? null : communityOf(grid),
      leftAt: leftAt?.toISOString() ?? null,
    }
  }

/** The rows behind a count, masked. */
export async function giveRows(call: CallOf<typeof sourceRoutes.rows>) {
  const { viewer, params, query } = call
  needPeople(viewer)
  const source = await readSource(params().id)
  const { list, within, limit, cursor = null } = query()
  if (!listsOf(source).includes(list)) throw new Problem('invalid', `A source of ${source.subject} has no such list.`)
  checkCursor(list, cursor)
  return inBudget('read', call, async () => {
    const found = await listSourceRows(source, { list, ...listPlaces(viewer, within), after: cursor, limit: limit + 1 })
    const rows = found.slice(0, limit)
    if (rows.length > 0) await auditRead(call, { kind: 'source', id: source.id }, { list: `source.${list}`, within, count: rows.length })
    return { rows: rows.map(listRowOf(source)), nextCursor: found.length > limit ? (rows.at(-1)?.key ?? null) : null }
  })
}

/** Throws Problem('invalid') for a cursor that no page of this list ended with. */
function checkCursor(list: SourceList, cursor: string | null): void {
  const form = list === 'rejected' ? /^\d{1,9}$/ : list === 'onlyHere' ? /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i : /^/
  if (cursor !== null && !form.test(cursor)) throw new Problem('invalid', 'The cursor is of no page of this list.')
}
