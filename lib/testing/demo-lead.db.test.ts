import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { continueDemoDuties } from '@/lib/db/duties/demo-duties'
import { shippedDutyId } from '@/lib/db/duties/duty-ids'
import { makeDueItems } from '@/lib/db/duties/make-items'
import { pool } from '@/lib/db/engine/pool'
import { saveGrids } from '@/lib/db/ground/grids'
import { saveTypes } from '@/lib/db/ground/types'
import { releaseLease, takeLease } from '@/lib/db/log/leases'
import { readOpenDemoOrders } from '@/lib/db/orders/demo-orders'
import { countyGrids } from '@/lib/demo/county'
import { EVENT_TYPES } from '@/lib/demo/event-types'
import { makeDuties } from '@/lib/demo/seed-duties'
import { makeOrders } from '@/lib/demo/seed-orders'
import { makePeople } from '@/lib/demo/seed-people'
import { makeUnits } from '@/lib/demo/seed-units'
import { DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { periodAt, periodBeside } from '@/lib/domain/duty-period'
import { leadDemoOrders } from '@/lib/server/demo-orders'
import { describeEachEngine } from '@/lib/testing/database'

const MINUTE = 60_000
/** Half past two there, when people ask for things. */
const NOW = startOfDay(Date.now()) + 14.5 * HOUR_MS
const NEXT = periodBeside(periodAt('monthly', NOW), 1)

describeEachEngine('the demonstration, weeks after it began', () => {
  beforeAll(async () => {
    await saveTypes(EVENT_TYPES, { now: NOW })
    await saveGrids(countyGrids(), { demo: true, now: NOW })
    await makePeople()
    await makeUnits()
    await makeDuties({ now: NOW })
    await makeOrders({ now: NOW })
  })

  it('leads its orders on from state to state, asks for others, and does nothing twice', async () => {
    const states = async () => {
      const { rows } = await pool().query<{ state: string; n: number }>('SELECT state, count(*)::int4 AS n FROM orders WHERE demo GROUP BY 1')
      return new Map(rows.map(({ state, n }) => [state, n]))
    }
    const before = await states()
    const { open } = await readOpenDemoOrders()
    for (let minute = 0; minute <= 240; minute += 2) await leadDemoOrders(NOW + minute * MINUTE)
    const after = await states()
    expect(after.get('rated') ?? 0).toBeGreaterThan(before.get('rated') ?? 0)
    const sum = (of: Map<string, number>) => [...of.values()].reduce((all, n) => all + n, 0)
    expect(sum(after) - sum(before)).toBeGreaterThan(3)
    const left = new Set((await readOpenDemoOrders()).open.map(({ id }) => id))
    expect(open.filter(({ id, state }) => state === 'requested' && left.has(id)).length).toBeLessThan(open.length)
    const steps = async () => (await pool().query('SELECT count(*)::int4 AS n FROM order_steps')).rows[0]
    const known = await steps()
    await leadDemoOrders(NOW + 240 * MINUTE)
    expect(await steps()).toEqual(known)
  })

  it('visits its grids in the month that follows, as far as the month has come, and each once', async () => {
    const [holder, visits] = [randomUUID(), shippedDutyId('micro_visit')]
    const fence = await takeLease('demo-duties', holder, HOUR_MS)
    const making = await takeLease('duties', holder, HOUR_MS)
    if (!fence || !making) throw new Error('somebody else leads the duties')
    const count = async () =>
      (
        await pool().query<{ of: number; done: number; crew: number }>(
          `SELECT count(*)::int4 AS of, count(*) FILTER (WHERE state = 'done')::int4 AS done,
             count(*) FILTER (WHERE state = 'done' AND EXISTS (SELECT FROM duty_crew c WHERE c.item_id = i.id))::int4 AS crew
           FROM duty_items i WHERE template_id = $1::uuid AND period = $2`,
          [visits, NEXT.key],
        )
      ).rows[0]
    const [tenth, last] = [NEXT.from + 9.5 * DAY_MS, NEXT.to - HOUR_MS]
    await makeDueItems(making, tenth)
    const { of = 0 } = (await count()) ?? {}
    await continueDemoDuties(fence, tenth)
    const early = await count()
    expect(await continueDemoDuties(fence, tenth)).toBe(0)
    await continueDemoDuties(fence, last)
    const late = await count()
    for (const lease of ['demo-duties', 'duties']) await releaseLease(lease, holder)
    expect(of).toBeGreaterThan(100)
    expect([(early?.done ?? 0) > 0.1 * of, (early?.done ?? 0) < 0.8 * of, (late?.done ?? 0) > 0.85 * of, (late?.done ?? 0) < of]).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(late?.crew).toBe(late?.done)
  })
})
