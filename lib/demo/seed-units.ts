import * as z from 'zod/mini'
import { readSetting, writeSetting } from '@/lib/db/engine/settings'
import { loadAtlas } from '@/lib/db/ground/grids'
import { savePeople } from '@/lib/db/people/people-write'
import { saveMembers, saveUnits } from '@/lib/db/units/unit-write'
import { countyRoads } from './county-roads'
import { inBatches } from './in-batches'
import { planPeople, planTeams } from './people-plan'
import { planService } from './service-plan'
import { planUnits } from './unit-plan'

const KEY = 'demo.units'
const Made = z.object({ units: z.int() })
const SOURCE = 'demo'

/**
 * Makes the invented units (组织) of the demonstration with their people, once and only where all grids are the demonstration's; after its people, whom they have
 * as secretaries and road chiefs. It can be cut off at any moment: the rows are the same each time.
 */
export async function makeUnits({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
  if (await readSetting(KEY, Made)) return
  const { grids } = await loadAtlas()
  if (grids.length === 0 || grids.some((grid) => !grid.demo)) return
  const service = planService(grids)
  const { people } = planPeople(grids, service)
  const plan = planUnits({ grids, service, people, roads: countyRoads(grids), teams: planTeams(grids) })
  const save = inBatches(signal)
  await save(plan.people, (batch) => savePeople(batch, { source: SOURCE, demo: true }))
  await save(plan.units, (batch) => saveUnits(batch, { source: SOURCE, demo: true }))
  await save(plan.members, saveMembers)
  await writeSetting(KEY, { units: plan.units.length })
}
