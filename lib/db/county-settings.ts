import type { PoolClient } from 'pg'
import { mayAdminister, type Viewer } from '@/lib/domain/access'
import { type AuditEntry, actorOf } from '@/lib/domain/audit'
import { KpiWeights } from '@/lib/domain/figures'
import { JUDGEMENT_SETTING, JudgementSetting } from '@/lib/domain/judgement-setting'
import { KPI_WEIGHTS, KPI_WEIGHTS_SETTING } from '@/lib/domain/kpi'
import { ORDERS_SETTING, OrdersSetting } from '@/lib/domain/order'
import { Problem } from '@/lib/domain/problem'
import { RESIDENTS_SETTING, ResidentsSetting } from '@/lib/domain/resident'
import { FIGURES_SETTING, FiguresSetting, Settings, type SettingsIn } from '@/lib/domain/settings'
import { SUBMISSIONS_SETTING, SubmissionsSetting } from '@/lib/domain/submission'
import { readLadderMinutes, writeLadderMinutes } from './alerts/alert-ladders'
import { readBudget, writeBudget } from './alerts/budget'
import { readGates, writeGates } from './alerts/gates'
import { writeAudit } from './audit/audit'
import { needSeen } from './engine/asked'
import { pool, transaction } from './engine/pool'
import { readSetting, writeSetting } from './engine/settings'
import { readCalendar, readOfficeHours, readOwnDays, writeCalendarDays, writeOfficeHours } from './ground/calendar'
import { loadAtlas } from './ground/grids'
import { readLifecycle, writeLifecycle } from './ground/lifecycle-setting'
import { readTypes, writeTypes } from './ground/types'
import { lockHead } from './log/log'
import { readRetention, readRetentionPlan, writeRetention } from './retention/retention'

type Place = Pick<PoolClient, 'query'>

/** What the parts of 综合评价 count for, or what is shipped. */
export async function readKpiWeights(tx?: Place): Promise<KpiWeights> {
  return (await readSetting(KPI_WEIGHTS_SETTING, KpiWeights, tx)) ?? KPI_WEIGHTS
}

/** What the county has set of judgement reports, or what is shipped. */
export async function readJudgementSetting(tx?: Place): Promise<JudgementSetting> {
  return (await readSetting(JUDGEMENT_SETTING_KEY, JudgementSetting, tx)) ?? JUDGEMENT_SETTING
}
const JUDGEMENT_SETTING_KEY = 'reports'

/** What the county has set of the comparison of figures, or what is shipped. */
export async function readFiguresSetting(tx?: Place): Promise<FiguresSetting> {
  return (await readSetting(FIGURES_SETTING_KEY, FiguresSetting, tx)) ?? FIGURES_SETTING
}
const FIGURES_SETTING_KEY = 'figures'

/** Whether residents may send what they see (随手拍), and how much; off as shipped. */
export async function readSubmissionsSetting(tx?: Place): Promise<SubmissionsSetting> {
  return (await readSetting(SUBMISSIONS_SETTING_KEY, SubmissionsSetting, tx)) ?? SUBMISSIONS_SETTING
}
const SUBMISSIONS_SETTING_KEY = 'submissions'

/** Whether households may be invited and residents sign in (居民手机端), and how much each may report; off as shipped. */
export async function readResidentsSetting(tx?: Place): Promise<ResidentsSetting> {
  return (await readSetting(RESIDENTS_SETTING_KEY, ResidentsSetting, tx)) ?? RESIDENTS_SETTING
}
const RESIDENTS_SETTING_KEY = 'residents'

/** Whether services may be asked for by a poster's link, and how many a day; off as shipped. */
export async function readOrdersSetting(tx?: Place): Promise<OrdersSetting> {
  return (await readSetting(ORDERS_SETTING_KEY, OrdersSetting, tx)) ?? ORDERS_SETTING
}
const ORDERS_SETTING_KEY = 'orders'

type Changes = Required<Omit<SettingsIn, 'seen'>>
type PartName = keyof Changes
type Wanted<K extends PartName> = NonNullable<Changes[K]>

/** A part of the settings. `before` is the part as it is, read under the locks that the change is made under. */
type Part<K extends PartName> = {
  read(place: Place): Promise<Settings[K]>
  /** what of it is held against what was seen; all of it where nothing is said */
  seenOf?(before: Settings[K], seen: Settings[K]): Settings[K]
  write(tx: PoolClient, wanted: Wanted<K>, before: Settings[K], now: number): Promise<unknown>
  audit(wanted: Wanted<K>, before: Settings[K]): Pick<AuditEntry, 'action' | 'object' | 'detail'>
}

/** The limits by names of their own: `daily` is a report there. */
const budgetAudited = ({ daily, nightly, chiefWeekly }: Settings['budget']) => ({
  alertsADay: daily,
  alertsANight: nightly,
  alertsAWeek: chiefWeekly,
})

const setting = (id: string) => ({ action: 'setting.changed', object: { kind: 'setting', id } }) as const

/** All parts, in the order in which they are changed: a new one is a row here, a schema in the domain, and a form. */
const PARTS: { [K in PartName]: Part<K> } = {
  types: {
    read: readTypes,
    seenOf: (before, seen) => before.filter(({ code }) => seen.some((one) => one.code === code)),
    write(tx, wanted, offered, now) {
      const unknown = wanted.find((type) => !offered.some(({ code }) => code === type.code))
      if (unknown) throw new Problem('invalid', `There is no event type ${unknown.code}.`)
      return writeTypes(
        tx,
        offered.map((type) => ({ ...type, ...wanted.find(({ code }) => code === type.code) })),
        { now },
      )
    },
    audit: (types) => ({ action: 'types.changed', detail: { types } }),
  },
  calendar: {
    read: readOwnDays,
    write: writeCalendarDays,
    audit: (days) => ({ action: 'calendar.changed', detail: { days: days.length } }),
  },
  officeHours: {
    read: readOfficeHours,
    write: writeOfficeHours,
    audit: (officeHours) => ({ action: 'calendar.changed', detail: { officeHours } }),
  },
  lifecycle: {
    read: readLifecycle,
    write: (tx, wanted, before) => writeLifecycle(tx, { ...before, ...wanted }),
    audit: (wanted) => ({ ...setting('lifecycle'), detail: { ...wanted } }),
  },
  kpiWeights: {
    read: readKpiWeights,
    write: (tx, wanted) => writeSetting(KPI_WEIGHTS_SETTING, wanted, tx),
    audit: (to, from) => ({ ...setting(KPI_WEIGHTS_SETTING), detail: { from, to } }),
  },
  figures: {
    read: readFiguresSetting,
    write: (tx, wanted) => writeSetting(FIGURES_SETTING_KEY, wanted, tx),
    audit: (to, from) => ({ ...setting(FIGURES_SETTING_KEY), detail: { from, to } }),
  },
  ladder: {
    read: readLadderMinutes,
    write: writeLadderMinutes,
    audit: (to, from) => ({ ...setting('ladder'), detail: { from, to } }),
  },
  gates: {
    read: readGates,
    write: writeGates,
    audit: (to, from) => ({ ...setting('gates'), detail: { from, to } }),
  },
  budget: {
    read: readBudget,
    write: writeBudget,
    audit: (to, from) => ({ ...setting('budget'), detail: { from: budgetAudited(from), to: budgetAudited(to) } }),
  },
  reports: {
    read: readJudgementSetting,
    write: (tx, wanted, before) => writeSetting(JUDGEMENT_SETTING_KEY, { ...before, ...wanted }, tx),
    audit: (wanted, from) => ({ ...setting('reports'), detail: { from, to: { ...from, ...wanted } } }),
  },
  submissions: {
    read: readSubmissionsSetting,
    write: (tx, wanted, before) => writeSetting(SUBMISSIONS_SETTING_KEY, { ...before, ...wanted }, tx),
    audit: (wanted, from) => ({ ...setting(SUBMISSIONS_SETTING_KEY), detail: { from, to: { ...from, ...wanted } } }),
  },
  residents: {
    read: readResidentsSetting,
    write: (tx, wanted, before) => writeSetting(RESIDENTS_SETTING_KEY, { ...before, ...wanted }, tx),
    audit: (wanted, from) => ({ ...setting(RESIDENTS_SETTING_KEY), detail: { from, to: { ...from, ...wanted } } }),
  },
  orders: {
    read: readOrdersSetting,
    write: (tx, wanted, before) => writeSetting(ORDERS_SETTING_KEY, { ...before, ...wanted }, tx),
    audit: (wanted, from) => ({ ...setting(ORDERS_SETTING_KEY), detail: { from, to: { ...from, ...wanted } } }),
  },
  retention: {
    read: readRetention,
    write: writeRetention,
    audit: (wanted, from) => ({ ...setting('retention'), detail: { from, to: { ...from, ...wanted } } }),
  },
}
const NAMES = Object.keys(PARTS) as PartName[]

/** What the county has set, and the years around `now` whose holidays are unknown. */
export async function readSettings(now: number): Promise<Settings> {
  const [calendar, year] = [await readCalendar(), new Date(now).getUTCFullYear()]
  const parts: [string, unknown][] = []
  for (const name of NAMES) parts.push([name, await PARTS[name].read(pool())])
  const uncovered = [year - 1, year, year + 1].filter((y) => !calendar.covers(y))
  return Settings.parse({ ...Object.fromEntries(parts), uncovered, retentionPlan: await readRetentionPlan() })
}

/**
 * Changes the parts that are given and leaves the rest: all of them and their rows of the audit in one transaction, or nothing. Changes
 * of settings come one after the other (the lock of the log's head, which types and calendar need anyway), so each adds to what the one
 * before it left. Events keep the deadlines they have. Throws Problem('forbidden') for anybody but an administrator of the whole county,
 * 'invalid' for a type that is not offered, 'conflict' for a part that is not any more as it was seen, and for rules of retention that were not planned before they
 * are to hold.
 */
export async function changeSettings(
  viewer: Viewer,
  { seen, ...wanted }: SettingsIn,
  { now, address }: { now: number; address: string | null },
): Promise<void> {
  const actor = actorOf(viewer)
  if (!mayAdminister(viewer, (await loadAtlas()).grids)) {
    await writeAudit(pool(), { actor, action: 'setting.changed', address, result: 'refused' })
    throw new Problem('forbidden', 'These settings are of the whole county; only an administrator of all of it changes them.')
  }
  await transaction(async (tx) => {
    await lockHead(tx)
    for (const name of NAMES) {
      const told = await changePart(tx, name, { wanted: wanted[name], seen: seen?.[name] }, now)
      if (told) await writeAudit(tx, { ...told, actor, address })
    }
  })
}

type Asked<K extends PartName> = { wanted: Wanted<K> | undefined; seen: Settings[K] | undefined }

async function changePart<K extends PartName>(tx: PoolClient, name: K, { wanted, seen }: Asked<K>, now: number) {
  if (wanted === undefined) return null
  const part: Part<K> = PARTS[name]
  const before = await part.read(tx)
  // as it is told, without what is kept beside it
  if (needSeen(Settings.shape[name].parse(seen !== undefined && part.seenOf ? part.seenOf(before, seen) : before), seen, wanted)) return null
  await part.write(tx, wanted, before, now)
  return part.audit(wanted, before)
}
