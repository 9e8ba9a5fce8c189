import { expect, it } from 'vitest'
import { shippedCalendar } from '@/lib/domain/atlas'
import { countyGrids } from './county'
import { planPolice, planVisits } from './duty-plan'

const NOW = Date.parse('2026-11-24T14:32:07+08:00')

it('plans a year of visits that are believable, and the present month as far as it has come', () => {
  const grids = countyGrids()
  const leaves = grids
    .filter(({ level }) => level === 4)
    .slice(0, 120)
    .map(({ code }) => code)
  const candidates = ['grid_member', 'police', 'volunteer'].flatMap((role, r) =>
    [...Array(40).keys()].map((i) => ({
      ...{ person: `00000000-0000-4000-8000-0000000${r}${String(i).padStart(4, '0')}`, name: 'x', posts: [], grids: [''], unit: 'x', place: null },
      role: role === 'police' ? ('police' as const) : role === 'volunteer' ? ('volunteer' as const) : ('grid_member' as const),
    })),
  )
  const periods = planVisits({ leaves, candidates, calendar: shippedCalendar(), now: NOW })
  expect(periods.map(({ period }) => period)).toEqual([
    '2025-11',
    '2025-12',
    ...Array.from({ length: 11 }, (_, i) => `2026-${String(i + 1).padStart(2, '0')}`),
  ])
  for (const { items, startsAt, endsAt } of periods) {
    const done = items.filter(({ state }) => state === 'done')
    expect(done.length / items.length).toBeGreaterThan(0.6)
    expect(done.length).toBeLessThan(items.length)
    for (const { doneAt, crew } of done) {
      expect(doneAt).toBeGreaterThanOrEqual(startsAt)
      expect(doneAt).toBeLessThan(Math.min(endsAt, NOW + 1))
      expect(new Set(crew.map(({ person }) => person)).size).toBe(4)
    }
  }
  const present = periods.at(-1)?.items ?? []
  expect(present.some(({ state, scheduledFor }) => state === 'assigned' && scheduledFor !== null)).toBe(true)
  expect(periods.slice(0, -1).flatMap(({ items }) => items.filter(({ reason }) => reason !== null)).length).toBeGreaterThan(50)
  const police = planPolice(grids)
  expect(police.members.every(({ grid }) => grid !== null && grids.some(({ code, level }) => code === grid && level === 2))).toBe(true)
})
