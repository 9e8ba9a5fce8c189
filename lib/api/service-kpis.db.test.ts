import { afterAll, beforeAll, expect, it } from 'vitest'
import { countListed, listEvents } from '@/lib/db/events/event-list'
import { saveEvents } from '@/lib/db/events/events'
import { saveServiceNodes } from '@/lib/db/people/people-write'
import type { Viewer } from '@/lib/domain/access'
import { DAY_MS } from '@/lib/domain/clock'
import { FigureName } from '@/lib/domain/figure-terms'
import { setLive, startLive } from '@/lib/live/live'
import { busyDays } from '@/lib/testing/busy-days'
import { describeEachEngine } from '@/lib/testing/database'
import { giveLives } from '@/lib/testing/give-lives'
import { sideOf } from '@/lib/testing/kpi-side'
import { NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { readServiceKpis } from './service-kpis'

const supervisor = viewer('supervisor')
const ofStreet = viewer('viewer', '411324001')
const department: Viewer = { ...viewer('handler'), scope: { kind: 'department', department: '城管' } }
const operator: Viewer = { ...viewer('operator', '411324001101', '411324002'), parties: ['member:1'] }
// two leaves of different communities belong to Y; one of them to X too; Z lies where what is above it does; W takes a community whole
const LINKS: Record<string, readonly string[]> = {
  X: ['411324001101001', '411324001101002'],
  Y: ['411324001101002', '411324001102001'],
  W: ['411324002101', '411324002101001'],
}
const node = (code: string, parentCode: string | null, level: number, grids: readonly string[] = LINKS[code] ?? []) => ({
  code,
  parentCode,
  name: code,
  level,
  grids: [...grids],
})

describeEachEngine('figures along the service tree', () => {
  beforeAll(async () => {
    await saveSmallCounty()
    await saveEvents(busyDays(9, 420), { viewer: viewer('dispatcher'), now: NOW })
    await giveLives(31, 640, ['grid:411324001101002'])
    await saveServiceNodes([node('S1', null, 1), node('X', 'S1', 2), node('Y', 'S1', 2), node('Z', 'Y', 3), node('S2', null, 1), node('W', 'S2', 2)])
    await startLive({ now: () => NOW })
  })
  afterAll(() => setLive(null))

  /** Events of these grids and of all in them that this viewer sees, each once. */
  const reportedIn = async (who: Viewer, grids: readonly string[]) => {
    const { events } = await listEvents(who, { limit: 1_000 })
    return events.filter((e) => e.state !== 'void' && grids.some((code) => e.grid.startsWith(code))).length
  }

  it.each([
    ['a supervisor', supervisor],
    ['a viewer of one street', ofStreet],
    ['a department', department],
    ['an operator', operator],
  ])('count an event in each node that its grid is linked with, and once above them, for %s', async (_, who) => {
    const [all, s1, y] = [await readServiceKpis(who, {}), await readServiceKpis(who, { within: 'S1' }), await readServiceKpis(who, { within: 'Y' })]
    const { X = [], Y = [], W = [] } = LINKS
    const [x, inY, both, w] = [await reportedIn(who, X), await reportedIn(who, Y), await reportedIn(who, [...X, ...Y]), await reportedIn(who, W)]
    expect(x + inY).toBeGreaterThan(both)
    expect(s1.nodes?.map(({ node, reported, children }) => [node, reported, children])).toEqual([
      ['X', x, 0],
      ['Y', inY, 1],
    ])
    expect(s1.total.reported).toBe(both)
    expect(y.nodes?.map((n) => [n.node, n.reported])).toEqual([['Z', inY]])
    expect(y.path).toEqual([
      { node: 'S1', name: 'S1', nameEn: 'S1' },
      { node: 'Y', name: 'Y', nameEn: 'Y' },
    ])
    expect(all.total.reported).toBe(both + w)
    expect(all.unplaced).toBe((await reportedIn(who, [''])) - both - w)
    if (who === ofStreet) {
      expect(all.nodes?.map((n) => n.node)).toEqual(['S1'])
      await expect(readServiceKpis(who, { within: 'W' })).rejects.toMatchObject({ code: 'not_found' })
    } else expect(all.nodes?.map((n) => n.node)).toEqual(['S1', 'S2'])
  })

  it('open lists that are as long as they say', async () => {
    const from = new Date(NOW - 20 * DAY_MS).toISOString()
    for (const who of [supervisor, ofStreet, department, operator])
      for (const service of ['S1', 'Y']) {
        const now = Date.now()
        const { total } = await readServiceKpis(who, { within: service, from })
        for (const figure of FigureName.options) {
          const wanted = sideOf(total, figure)
          expect(await countListed(who, { service, figure, from }, now), figure).toEqual({ counted: wanted, listed: wanted })
          expect((await listEvents(who, { service, figure, from, limit: 1_000 }, now)).events).toHaveLength(wanted)
        }
      }
    for (const who of [supervisor, ofStreet]) {
      const { total } = await readServiceKpis(who, {})
      expect(await countListed(who, { service: '*', figure: 'reported' })).toEqual({ counted: total.reported, listed: total.reported })
    }
    expect((await listEvents(supervisor, { service: 'nowhere' })).events).toEqual([])
  })
})
