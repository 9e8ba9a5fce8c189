import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { makeDueCalls } from '@/lib/db/alerts/alert-calls'
import { getAlert } from '@/lib/db/alerts/alert-list'
import { readAlertBook, readAlerts } from '@/lib/db/alerts/alert-rows'
import { changeRules } from '@/lib/db/alerts/change-rules'
import { readRules } from '@/lib/db/alerts/rules'
import { passRuleHours, passSilenceEnds } from '@/lib/db/alerts/silences'
import { listAudit } from '@/lib/db/audit/audit'
import { changeRoster } from '@/lib/db/duty/roster'
import { pool } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { loadAtlas } from '@/lib/db/ground/grids'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import { makeWebhook } from '@/lib/db/webhooks/webhooks'
import { DAY_MS, HOUR_MS, MINUTE_MS, stampOf } from '@/lib/domain/clock'
import type { RulesIn } from '@/lib/domain/rule'
import type { RuleHours } from '@/lib/domain/rule-hours'
import { verifyBooks } from '@/lib/live/verify'
import { describeEachEngine } from '@/lib/testing/database'
import { newEvent, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { ALERTS_READER, evaluateNext } from './alerts-job'

describeEachEngine('the hours of a rule', () => {
  const dispatcher = viewer('dispatcher')
  let fence: Fence
  const context = () => ({ now: Date.now(), address: null })
  const change = (rule: Omit<RulesIn['rules'][number], 'id'>) =>
    changeRules(viewer('administrator'), { rules: [{ id: 'urgency', ...rule }] }, context())
  const rule = async () => (await readRules()).find(({ id }) => id === 'urgency')
  /** Hours of every day that begin so many hours from now and last so many; they begin at a whole minute. */
  const hoursIn = (begin: number, length: number): RuleHours & { begins: number; ends: number } => {
    const begins = Math.floor((Date.now() + begin * HOUR_MS) / MINUTE_MS) * MINUTE_MS
    const ends = begins + length * HOUR_MS
    return { dayKind: 'every', from: stampOf(begins).slice(11), to: stampOf(ends).slice(11), begins, ends }
  }
  const keep = async ({ begins, ends, ...hours }: ReturnType<typeof hoursIn>) => {
    await change({ hours })
    return { begins, ends }
  }
  const post = async (urgency: 1 | 2, column: number, row: number) => {
    const made = newEvent({ type: '0402', urgency, position: spot(column, row) })
    expect((await saveEvents([made], { viewer: dispatcher, now: Date.now() })).rejected).toEqual([])
    while (await evaluateNext(fence));
    const { rows } = await pool().query<{ number: number }>('SELECT number FROM events WHERE id = $1', [made.id])
    const found = (await readAlertBook(1_000)).alerts.find(({ members }) => members.some(({ number }) => number === rows[0]?.number))
    return found?.id ?? ''
  }
  const told = async (id: string) => {
    const alert = await getAlert(dispatcher, id, Date.now(), await loadAtlas())
    if (!alert) throw new Error('no alert')
    return alert
  }
  const steps = async (id: string) => (await told(id)).timeline.map(({ step }) => step)
  const posted = async (id: string) =>
    (await pool().query<{ steps: string[] }>('SELECT steps FROM webhook_deliveries WHERE alert_id = $1 ORDER BY revision', [id])).rows.flatMap(
      (row) => row.steps,
    )

  beforeAll(async () => {
    await saveSmallCounty()
    const taken = await takeLease(ALERTS_READER.name, randomUUID(), 600_000)
    if (!taken) throw new Error('somebody has the lease')
    fence = taken
    while (await evaluateNext(fence));
    const [begins, ends] = [Date.now() - HOUR_MS, Date.now() + 40 * HOUR_MS]
    const shift = { id: randomUUID(), begins, ends, officer: { name: '周明', account: null }, leader: null }
    await changeRoster(viewer('supervisor'), { shifts: [shift] }, context())
    await makeWebhook(
      viewer('administrator'),
      { name: 'w', url: 'https://example.org/', colours: ['red', 'yellow', 'blue'], within: '', allowPrivate: false },
      context(),
    )
    await change({
      settings: {
        ...{ clearMinutes: 60, lateHours: 168 },
        colours: [
          { urgency: 1, colour: 'red' },
          { urgency: 2, colour: 'yellow' },
        ],
      },
    })
  })

  it('let what comes outside of them be listed and call nobody, but red; when they begin it is told', async () => {
    const { begins } = await keep(hoursIn(2, 1))
    const [yellow, red] = [await post(2, 0, 0), await post(1, 4, 0)]
    expect(await told(yellow)).toMatchObject({ state: 'firing', quiet: true, silencedUntil: new Date(begins).toISOString() })
    expect(await told(yellow)).not.toHaveProperty('silence')
    expect([await steps(yellow), await steps(red)]).toEqual([
      ['raised', 'muted'],
      ['raised', 'called'],
    ])
    expect((await told(yellow)).timeline[1]?.detail).toEqual({ hours: true, until: new Date(begins).toISOString() })
    expect([await posted(yellow), await posted(red)]).toEqual([[], ['raised']])
    // nothing is due before they begin, and nothing was held that lived before they ended
    await passRuleHours(fence, begins - 1)
    await passSilenceEnds(fence, begins - 1)
    await makeDueCalls(fence, begins - 1)
    expect([(await steps(yellow)).length, await posted(yellow)]).toEqual([2, []])

    await passSilenceEnds(fence, begins)
    expect([await steps(yellow), await posted(yellow)]).toEqual([['raised', 'muted', 'unmuted', 'called'], ['unmuted']])
    const [record] = await readAlerts([yellow])
    expect(record?.ladder).toMatchObject({ mutedBy: null, dueAt: begins + 60 * MINUTE_MS })
    await passSilenceEnds(fence, begins + MINUTE_MS)
    expect((await steps(yellow)).length).toBe(4)
  })

  it('rise to red calls at once, whatever the hours', async () => {
    await keep(hoursIn(2, 1))
    const id = await post(2, 1, 3)
    expect(await steps(id)).toEqual(['raised', 'muted'])
    expect(await post(1, 1, 3)).toBe(id)
    expect(await steps(id)).toEqual(['raised', 'muted', 'joined', 'risen', 'unmuted', 'called'])
    expect(await told(id)).not.toHaveProperty('quiet')
  })

  it('hold what lives when they end, and let it go on with what was left when they begin', async () => {
    const { ends } = await keep(hoursIn(-1, 1.5))
    const id = await post(2, 0, 2)
    expect(await steps(id)).toEqual(['raised', 'called'])
    const due = (await readAlerts([id]))[0]?.ladder.dueAt ?? 0
    await passRuleHours(fence, ends - 1)
    expect((await steps(id)).length).toBe(2)
    await passRuleHours(fence, ends)
    const next = ends + DAY_MS - 1.5 * HOUR_MS
    const [held] = await readAlerts([id])
    expect(held?.ladder).toMatchObject({ mutedBy: { until: next, quiet: true }, dueAt: null, left: due - ends })
    await passRuleHours(fence, ends + MINUTE_MS)
    expect(await steps(id)).toEqual(['raised', 'called', 'muted'])
    await makeDueCalls(fence, next - 1)
    await passSilenceEnds(fence, next)
    expect(await steps(id)).toEqual(['raised', 'called', 'muted', 'unmuted'])
    expect((await readAlerts([id]))[0]?.ladder.dueAt).toBe(next + due - ends)
  })

  it('are a version of the rule and in the audit, keep its record, and hold and let go what lives as they are changed', async () => {
    await change({ hours: null })
    const id = await post(2, 5, 3)
    const volume = { kind: 'volume', basis: [], alertsPerDay: 1, days: 3 }
    await pool().query(`UPDATE alert_rules SET record = $1::jsonb WHERE id = 'urgency'`, [JSON.stringify(volume)])
    const before = await rule()
    const { begins, ends, ...hours } = hoursIn(3, 1)
    await change({ hours })
    expect(await rule()).toMatchObject({ version: (before?.version ?? 0) + 1, hours, record: volume })
    expect(await steps(id)).toEqual(['raised', 'called', 'muted'])
    // the same again is no change, later ones hold it longer
    await change({ hours })
    expect((await rule())?.version).toBe((before?.version ?? 0) + 1)
    const later = await keep(hoursIn(5, 1))
    expect([(await readAlerts([id]))[0]?.ladder.mutedBy?.until, (await steps(id)).length]).toEqual([later.begins, 3])
    await change({ hours: null })
    expect(await steps(id)).toEqual(['raised', 'called', 'muted', 'unmuted'])
    const [last] = await listAudit({ object: { kind: 'rule', id: 'urgency' }, limit: 1 })
    expect(last).toMatchObject({ action: 'rule.changed', detail: { from: { hours: { dayKind: 'every' } }, to: { hours: null } } })
    expect([begins < ends, await verifyBooks(() => {})]).toMatchObject([true, [{ kind: 'alerts', differences: [] }]])
  })
})
