import { loadPeopleBook } from '@/lib/db/people/people-book'
import { readReportedFigures, writeReportedFigures } from '@/lib/db/sources/reported'
import { listSources } from '@/lib/db/sources/sources'
import { doerOf } from '@/lib/db/sources/stored'
import { countPartyPeople } from '@/lib/db/units/party-people'
import { loadUnits } from '@/lib/db/units/unit-book'
import { mayAdminister, type Viewer } from '@/lib/domain/access'
import { ofWholeCounty, type PostKind } from '@/lib/domain/people'
import { besideReported, type Reported, type ReportedKey, type ReportedRow } from '@/lib/domain/reported'
import type { sourceRoutes } from '@/lib/domain/routes/sources'
import type { SourceRow } from '@/lib/domain/source'
import { noSourceCounts, sumCounts } from '@/lib/domain/source-list'
import type { RegisteredAs } from '@/lib/domain/unit'
import { live } from '@/lib/live/live'
import { inBudget } from './request'
import type { CallOf } from './route'
import { needKeeper, needReader } from './source-access'
import { communityCounts } from './source-lists'

/** Which source a reported total is told by. */
const OF_SOURCE: Partial<Record<ReportedKey, Pick<SourceRow, 'kind' | 'subject'>>> = {
  crowd: { kind: 'cunzhen', subject: 'households' },
  gridHouseholds: { kind: 'gridPlatform', subject: 'households' },
  gridMembers: { kind: 'gridPlatform', subject: 'people' },
}

/** Reported totals beside what is here: of the whole county, so only for whoever sees all of it. */
async function reportedFor(viewer: Viewer): Promise<Reported> {
  const { grids } = live().atlas
  const figures = await readReportedFigures()
  const mayChange = mayAdminister(viewer, grids)
  if (!ofWholeCounty(viewer, grids))
    return { figures: figures.map((figure) => ({ ...figure, ...besideReported(figure, null), from: null, parts: [] })), whole: false, mayChange }
  const [here, sources] = [await countHere(Date.now()), await listSources()]
  const rows: ReportedRow[] = []
  for (const figure of figures) {
    const told = OF_SOURCE[figure.key]
    const source = sources.find(({ kind, subject, synced }) => kind === told?.kind && subject === told.subject && synced !== null)
    const counts = source && sumCounts([noSourceCounts(), ...(await communityCounts(source, viewer)).values()])
    const from = source && counts ? { id: source.id, name: source.name, synced: source.synced, areas: source.areas.length, counts } : null
    const { live: count, parts } = hereOf(figure.key, here, source?.records ?? null)
    rows.push({ ...figure, ...besideReported(figure, count), from, parts })
  }
  return { figures: rows, whole: true, mayChange }
}

/** What is here of people, households and units of the whole county. */
async function countHere(now: number) {
  const [{ counts, holders }, units, party] = [await loadPeopleBook(), await loadUnits(now), await countPartyPeople(now)]
  const reported = (as: RegisteredAs) => units.reduce((sum, { registered }) => sum + registered[as], 0)
  const bound = counts.reduce((sum, count) => sum + count.bound, 0)
  const holding = (kind: PostKind) => new Set(holders.flatMap((holder) => (holder.kind === kind ? [holder.person] : []))).size
  return {
    bound,
    unbound: counts.reduce((sum, count) => sum + count.households, -bound),
    members: holding('member'),
    chiefs: holding('chief'),
    party,
    reported: [
      { what: 'in_service' as const, count: reported('in_service') },
      { what: 'mobile' as const, count: reported('mobile') },
      { what: 'no_post' as const, count: reported('no_post') },
    ],
  }
}

/** What is here of a total: records of its source that stand, or what is kept of it here; null: nothing counts it. */
function hereOf(
  key: ReportedKey,
  here: Awaited<ReturnType<typeof countHere>>,
  records: number | null,
): { live: number | null; parts: ReportedRow['parts'] } {
  if (key === 'crowd') return { live: records, parts: [] }
  if (key === 'gridHouseholds')
    return {
      live: here.bound,
      parts: [
        { what: 'bound', count: here.bound },
        { what: 'unbound', count: here.unbound },
      ],
    }
  if (key === 'gridMembers')
    return {
      live: here.members,
      parts: [
        { what: 'members', count: here.members },
        { what: 'chiefs', count: here.chiefs },
      ],
    }
  const { members, organised, leaders } = here.party
  // where no unit knows a member, nobody has recorded them yet, and 0 would be no count
  if (members === 0) return { live: null, parts: [] }
  if (key === 'partyMembers') return { live: members, parts: [{ what: 'organised', count: organised }, ...here.reported] }
  // who leads an organisation of the Party may hold no post of the three levels, and whoever holds one may lead none
  return { live: null, parts: [{ what: 'leaders', count: leaders }] }
}

/** Totals as they were reported, beside what is here. */
export async function giveReported(call: CallOf<typeof sourceRoutes.reported>): Promise<Reported> {
  needReader(call.viewer)
  return inBudget('read', call, () => reportedFor(call.viewer))
}

/** Changes the reported totals. */
export async function changeReported(call: CallOf<typeof sourceRoutes.changeReported>): Promise<Reported> {
  await needKeeper(call, 'reported.changed')
  await writeReportedFigures(await call.body(), doerOf(call.viewer, call.address))
  return reportedFor(call.viewer)
}
