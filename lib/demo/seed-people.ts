import * as z from 'zod/mini'
import { readSetting, writeSetting } from '@/lib/db/engine/settings'
import { loadAtlas } from '@/lib/db/ground/grids'
import { writeReportedTotals } from '@/lib/db/ground/reported-totals'
import { peopleId } from '@/lib/db/people/people-ids'
import { saveHouseholds, savePeople, saveServiceNodes, saveTeams } from '@/lib/db/people/people-write'
import { readSources } from '@/lib/db/sources/sources'
import { cunzhenRows, isOfCunzhen, makeCunzhen } from './cunzhen'
import { nextBatch } from './pace'
import { planHouseholds, planPeople, planTeams } from './people-plan'
import { REPORTED_TOTALS } from './reported'
import { planService } from './service-plan'

const KEY = 'demo.people'
const Made = z.object({ households: z.int() })
/** The source that the ids of the demonstration's people are of. */
const SOURCE = 'demo'
/** The embedded engine has one session: nobody should wait for it longer, so batches are as large as this machine does in half of it. */
const MAX_MS = 100
const BATCH = { first: 100, most: 500 }

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
  let batch = BATCH.first
  const save = async <T>(rows: readonly T[], write: (batch: readonly T[]) => Promise<unknown>) => {
    for (let from = 0; from < rows.length; ) {
      signal?.throwIfAborted()
      const part = rows.slice(from, from + batch)
      const began = performance.now()
      await write(part)
      const next = nextBatch(part.length, performance.now() - began, { longestMs: MAX_MS, most: BATCH.most })
      // the last rows of a list are few and tell only when they took too long
      if (part.length === batch || next < part.length) batch = next
      from += part.length
    }
  }
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
