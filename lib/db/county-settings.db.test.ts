import { afterEach, beforeAll, expect, it } from 'vitest'
import type { SettingsIn } from '@/lib/domain/settings'
import { describeEachEngine } from '@/lib/testing/database'
import { NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { listAudit } from './audit/audit'
import { changeSettings, readSettings } from './county-settings'
import { pool } from './engine/pool'
import { readHead } from './log/log'

const administrator = viewer()
const change = (wanted: SettingsIn, who = administrator) => changeSettings(who, wanted, { now: NOW, address: null })
const kpiWeights = { handedIn: 10, handedInTime: 40, reworked: 25, overdue: 15, extended: 10 }
/** One of each part. */
const everything: SettingsIn = {
  types: [{ code: '0101', limit: 9 }],
  calendar: [{ date: '2026-12-25', kind: 'holiday', name: '县庆' }],
  officeHours: [{ from: '09:00', to: '17:00' }],
  lifecycle: { labels: 'digital' },
  kpiWeights,
}

describeEachEngine('the settings of the county', () => {
  const rowsOf = async () => (await listAudit({ actor: administrator.id, limit: 1_000 })).map(({ action, result }) => `${action} ${result}`)

  /** Makes the database refuse writes of a table where `when` holds, as a full disk or a crash would, between two statements. */
  const refuse = async (table: string, when: string) => {
    await pool().query(`CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$`)
    await pool().query(`CREATE TRIGGER broken BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION broken()`)
  }
  beforeAll(saveSmallCounty)
  afterEach(() => pool().query('DROP FUNCTION IF EXISTS broken CASCADE'))

  it.each([
    ['the second part', 'calendar_days', `NEW.name = '县庆'`],
    ['the last part', 'settings', `NEW.key = 'kpi-weights'`],
    ['the first row of the audit', 'audit', `NEW.action = 'types.changed'`],
    ['the last row of the audit', 'audit', `NEW.object_id = 'kpi-weights'`],
  ])('are changed all or not at all: broken at %s', async (_, table, when) => {
    const [before, head, told] = [await readSettings(NOW), await readHead(), await rowsOf()]
    await refuse(table, when)
    await expect(change(everything)).rejects.toThrow('broken')
    expect(await readSettings(NOW)).toEqual(before)
    expect(await readHead()).toEqual(head)
    expect(await rowsOf()).toEqual(told)
  })

  it('take nothing of a change that has an unknown type in it', async () => {
    const before = await readSettings(NOW)
    await expect(change({ kpiWeights, types: [{ code: '9999', limit: 1 }] })).rejects.toMatchObject({ code: 'invalid' })
    expect(await readSettings(NOW)).toEqual(before)
  })

  it('change together, each with its row of the audit', async () => {
    await change(everything)
    const after = await readSettings(NOW)
    expect(after).toMatchObject({ officeHours: everything.officeHours, calendar: everything.calendar, kpiWeights, lifecycle: { labels: 'digital' } })
    expect(after.types.find(({ code }) => code === '0101')?.limit).toBe(9)
    expect((await rowsOf()).toSorted()).toEqual(
      ['types.changed', 'calendar.changed', 'calendar.changed', 'setting.changed', 'setting.changed'].map((action) => `${action} done`).toSorted(),
    )
  })

  it('lose nothing of what two administrators change at once in the same part', async () => {
    for (let round = 1; round <= 10; round++) {
      const [closing, response] = [
        { value: round, clock: 'working_day' },
        { value: round, clock: 'working_hour' },
      ] as const
      await Promise.all([
        change({ lifecycle: { closing } }),
        change({ lifecycle: { response } }, viewer()),
        change({ types: [{ code: '0101', limit: round }] }),
        change({ types: [{ code: '0501', limit: round, lead: `街道${round}` }] }, viewer()),
        change({ types: [{ code: '0501', urgency: round % 2 ? 1 : 2 }] }, viewer()),
      ])
      const { lifecycle, types } = await readSettings(NOW)
      expect(lifecycle).toMatchObject({ closing, response, labels: 'digital' })
      expect(types.find(({ code }) => code === '0101')).toMatchObject({ limit: round })
      expect(types.find(({ code }) => code === '0501')).toMatchObject({ limit: round, lead: `街道${round}`, urgency: round % 2 ? 1 : 2 })
    }
  })

  it('change nothing that is not any more as it was seen, and leave whoever has seen something else alone', async () => {
    const seen = await readSettings(NOW)
    const [ladder, mine] = [
      { ...seen.ladder, red: 3 },
      { ...seen.ladder, red: 4 },
    ]
    const rowOf = (code: string) => seen.types.filter((type) => type.code === code)
    await change({ ladder, types: [{ code: '0101', limit: 21 }], seen: { ladder: seen.ladder, types: rowOf('0101') } })
    // nothing of a change is made of which one part has been changed
    const both = { ladder: mine, officeHours: [{ from: '10:00', to: '11:00' }] }
    await expect(change({ ...both, seen: { ladder: seen.ladder, officeHours: seen.officeHours } })).rejects.toMatchObject({ code: 'conflict' })
    await expect(change({ types: [{ code: '0101', limit: 22 }], seen: { types: rowOf('0101') } })).rejects.toMatchObject({ code: 'conflict' })
    expect(await readSettings(NOW)).toMatchObject({ ladder, officeHours: seen.officeHours })
    // another row, and another part
    await change({ types: [{ code: '0501', limit: 23 }], seen: { types: rowOf('0501') } })
    await change({ officeHours: both.officeHours, seen: { officeHours: seen.officeHours } })
    // and each part is seen as it is told
    const { uncovered: _, retentionPlan: __, ...all } = await readSettings(NOW)
    await change({ ...all, kpiWeights, types: [], seen: all })
  })

  it('are of administrators of the whole county, and a refusal is told', async () => {
    const ofStreet = viewer('administrator', '411324001')
    await expect(change({ kpiWeights }, ofStreet)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await listAudit({ actor: ofStreet.id, limit: 10 })).toMatchObject([{ action: 'setting.changed', result: 'refused' }])
  })
})
