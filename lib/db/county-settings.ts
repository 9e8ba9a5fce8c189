import type { PoolClient } from 'pg'
import { mayAdminister, type Viewer } from '@/lib/domain/access'
import { type AuditEntry, actorOf } from '@/lib/domain/audit'
import { KpiWeights } from '@/lib/domain/figures'
import { KPI_WEIGHTS, KPI_WEIGHTS_SETTING } from '@/lib/domain/kpi'
import { Problem } from '@/lib/domain/problem'
import type { Settings, SettingsIn } from '@/lib/domain/settings'
import { writeAudit } from './audit'
import { readCalendar, readOfficeHours, readOwnDays, saveCalendarDays, saveOfficeHours } from './calendar'
import { readLifecycle } from './event-detail'
import { loadAtlas } from './grids'
import { pool, transaction } from './pool'
import { readSetting, writeSetting } from './settings'
import { readTypes, saveTypes } from './types'

/** What the parts of 综合评价 count for, or what is shipped. */
export async function readKpiWeights(tx?: PoolClient): Promise<KpiWeights> {
  return (await readSetting(KPI_WEIGHTS_SETTING, KpiWeights, tx)) ?? KPI_WEIGHTS
}

/** What the county has set, and the years around `now` whose holidays are unknown. */
export async function readSettings(now: number): Promise<Settings> {
  const [calendar, year] = [await readCalendar(), new Date(now).getUTCFullYear()]
  return {
    lifecycle: await readLifecycle(),
    officeHours: await readOfficeHours(),
    calendar: await readOwnDays(),
    uncovered: [year - 1, year, year + 1].filter((y) => !calendar.covers(y)),
    types: await readTypes(),
    kpiWeights: await readKpiWeights(),
  }
}

/**
 * Changes what is given and leaves the rest; each part with its row of the audit. Events keep the deadlines they have. Throws
 * Problem('forbidden') for anybody but an administrator of the whole county, 'invalid' for a type that is not offered.
 */
export async function changeSettings(viewer: Viewer, wanted: SettingsIn, { now, address }: { now: number; address: string | null }): Promise<void> {
  if (!mayAdminister(viewer, (await loadAtlas()).grids)) {
    await writeAudit(pool(), { actor: actorOf(viewer), action: 'setting.changed', address, result: 'refused' })
    throw new Problem('forbidden', 'These settings are of the whole county; only an administrator of all of it changes them.')
  }
  const audit = (entry: Omit<AuditEntry, 'actor' | 'address'>): AuditEntry => ({ ...entry, actor: actorOf(viewer), address })
  const { lifecycle, officeHours, calendar, types, kpiWeights } = wanted
  if (types) {
    const offered = await readTypes()
    const unknown = types.find((t) => !offered.some((o) => o.code === t.code))
    if (unknown) throw new Problem('invalid', `There is no event type ${unknown.code}.`)
    await saveTypes(
      offered.map((type) => ({ ...type, ...types.find((t) => t.code === type.code) })),
      { now },
    )
    await writeAudit(pool(), audit({ action: 'types.changed', detail: { types } }))
  }
  if (calendar) await saveCalendarDays(calendar, (tx) => writeAudit(tx, audit({ action: 'calendar.changed', detail: { days: calendar.length } })))
  if (officeHours) await saveOfficeHours(officeHours, (tx) => writeAudit(tx, audit({ action: 'calendar.changed', detail: { officeHours } })))
  if (lifecycle)
    await transaction(async (tx) => {
      await writeSetting('lifecycle', { ...(await readLifecycle(tx)), ...lifecycle }, tx)
      await writeAudit(tx, audit({ action: 'setting.changed', object: { kind: 'setting', id: 'lifecycle' }, detail: { ...lifecycle } }))
    })
  if (kpiWeights)
    await transaction(async (tx) => {
      const from = await readKpiWeights(tx)
      await writeSetting(KPI_WEIGHTS_SETTING, kpiWeights, tx)
      await writeAudit(
        tx,
        audit({ action: 'setting.changed', object: { kind: 'setting', id: KPI_WEIGHTS_SETTING }, detail: { from, to: kpiWeights } }),
      )
    })
}
