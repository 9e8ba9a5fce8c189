import * as z from 'zod/mini'
import { readSetting, writeSetting } from '@/lib/db/engine/settings'
import { loadAtlas } from '@/lib/db/ground/grids'
import { writeReportedTotals } from '@/lib/db/ground/reported-totals'
import { peopleId } from '@/lib/db/people/people-ids'
import { saveHouseholds, savePeople, saveServiceNodes, saveTeams } from '@/lib/db/people/people-write'
import { readSources } from '@/lib/db/sources/sources'
import { cunzhenRows, isOfCunzhen, makeCunzhen } from './cunzhen'
import { inBatches } from './in-batches'
import { planHouseholds, planPeople, planTeams } from './people-plan'
import { REPORTED_TOTALS } from './reported'
import { planService } from './service-plan'

const KEY = 'demo.people'
const Made = z.object({ households: z.int() })
/** The source that the ids of the demonstration's people are of. */
const SOURCE = 'demo'
/**
 * Makes the invented people, households and service tree of the demonstration, once and only where all grids are the demonstration's.
 * It can be cut off at any moment: the rows are the same each time. About 100,000 households for 345 grids; some seconds.
 */
export async function makePeople({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
  if (await readSetting(KEY, Made)) return
  const { grids } = await loadAtlas()
  if (grids.length === 0 || grids.some((grid) => !grid.demo)) return
  const plan = planService(grids)
  const { people, membersByLeaf } = planPeople(grids, plan)
  const options = { source: SOURCE, demo: true }
  await writeReportedTotals(REPORTED_TOTALS)
  await saveTeams(planTeams(grids), { demo: true })
  const save = inBatches(signal)
  await save(people, (batch) => savePeople(batch, options))
  await save(plan.nodes, (batch) => saveServiceNodes(batch, { demo: true }))
  let households = 0
  const cunzhen: string[][] = []
  for (const community of plan.communities) {
    const rows = planHouseholds(community, membersByLeaf).map((h) => ({ ...h, member: h.member && peopleId('person', SOURCE, h.member) }))
    await save(rows, (batch) => saveHouseholds(batch, options))
    if (isOfCunzhen(community.code)) cunzhen.push(...cunzhenRows(community, rows))
    households += rows.length
  }
  if ((await readSources()).length === 0) await makeCunzhen(cunzhen)
  await writeSetting(KEY, { households })
}
