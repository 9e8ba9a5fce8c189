import * as z from 'zod/mini'
import { beginDemo, linkDemoFindings, saveDemoPeriod } from '@/lib/db/duties/demo-duties'
import { readCandidates } from '@/lib/db/duties/duty-crews'
import { shippedDutyId } from '@/lib/db/duties/duty-ids'
import { ensureShipped } from '@/lib/db/duties/duty-templates'
import { readSetting, writeSetting } from '@/lib/db/engine/settings'
import { loadAtlas } from '@/lib/db/ground/grids'
import { savePeople } from '@/lib/db/people/people-write'
import { saveMembers, saveUnits } from '@/lib/db/units/unit-write'
import { civilDate, DAY_MS } from '@/lib/domain/clock'
import { periodAt } from '@/lib/domain/duty-period'
import { SHIPPED_DUTIES } from '@/lib/domain/duty-templates'
import { planPolice, planVisits } from './duty-plan'

const KEY = 'demo.duties'
const LINKED = 'demo.duties.linked'
const Made = z.object({ periods: z.int() })
const SOURCE = 'demo'
/** Visits of so many days are linked with events. */
const LINKED_DAYS = 90
/** Duties that begin with the present period, beside 微走访, which has a year behind it. */
const BEGUN = ['monthly_meeting', 'quarterly_meeting', 'branch_meeting', 'three_ones_month'] as const

/** Makes the duties of the demonstration with what was done of them, once and only where all grids are the demonstration's; after its units, whose people go. */
export async function makeDuties({ now, signal }: { now: number; signal?: AbortSignal }): Promise<void> {
  if (await readSetting(KEY, Made)) return
  const { grids, leaves, calendar } = await loadAtlas()
  if (grids.length === 0 || grids.some((grid) => !grid.demo)) return
  await ensureShipped(null)
  const police = planPolice(grids)
  await savePeople(police.people, { source: SOURCE, demo: true })
  await saveUnits(police.units, { source: SOURCE, demo: true })
  await saveMembers(police.members)
  const streets = grids.filter(({ level }) => level === 1).map(({ code }) => code)
  const candidates = await readCandidates(
    SHIPPED_DUTIES.micro_visit.crew.map(({ role }) => role),
    streets,
    now,
  )
  const periods = planVisits({ leaves: leaves.map(({ code }) => code), candidates, calendar, now })
  const visits = shippedDutyId('micro_visit')
  for (const period of periods) {
    signal?.throwIfAborted()
    await saveDemoPeriod(visits, period)
  }
  // last, so that the job makes none of the periods that are written here
  await beginDemo(visits, civilDate(periods[0]?.startsAt ?? now))
  for (const name of BEGUN) await beginDemo(shippedDutyId(name), civilDate(periodAt(SHIPPED_DUTIES[name].cadence, now).from))
  await writeSetting(KEY, { periods: periods.length })
}

/** Links visits with events of the history, once that is written. */
export async function linkFindings({ now }: { now: number }): Promise<void> {
  if (!(await readSetting(KEY, Made)) || (await readSetting(LINKED, z.boolean()))) return
  await linkDemoFindings(shippedDutyId('micro_visit'), now - LINKED_DAYS * DAY_MS)
  await writeSetting(LINKED, true)
}
