import { expect, test } from 'vitest'
import { DAY_MS, dayNumber, startOfDayNumber } from '@/lib/domain/clock'
import { makeGridIndex } from '@/lib/domain/grid-index'
import { plainTypes, squareLeaves } from '@/lib/testing/square-county'
import { makeModel } from './history-model'
import { drawPlanned, planHistory } from './history-plan'
import { pastNights } from './past-nights'

const END = startOfDayNumber(20_781)
const STUDY = 40
const model = makeModel(squareLeaves(5), plainTypes())
const plan = planHistory(model, { end: END, total: 20_000, episodes: 'none' })
const types = model.types.map((type) => ({ ...type, sensitive: false }))

test('a past night knows the days before it, as far as they had been received by half past midnight', () => {
  const nights = [...pastNights(plan, { nights: 4, study: STUDY, types })]
  expect(nights.map(({ night, date }) => [night, date])).toEqual([
    [20_778, '2026-11-21'],
    [20_779, '2026-11-22'],
    [20_780, '2026-11-23'],
    [20_781, '2026-11-24'],
  ])
  const index = makeGridIndex(model.leaves.map(({ code, geometry }, id) => ({ id, code, geometry })))
  const events = plan.days.filter(({ to }) => to > END - (STUDY + 5) * DAY_MS).flatMap((day) => drawPlanned(model, END, plan.total, day).events)
  let late = 0
  for (const { night, counts } of nights) {
    const wanted = model.types.map(() => new Int32Array(model.leaves.length * STUDY))
    for (const { type, occurredAt, receivedAt, position, grid } of events) {
      const day = dayNumber(occurredAt) - night + STUDY
      const leaf = position ? index.locate(position) : model.leaves.findIndex(({ code }) => code === grid)
      if (leaf === null || leaf < 0 || day < 0 || day >= STUDY) continue
      const rows = wanted[type]
      const known = receivedAt < startOfDayNumber(night) + 30 * 60_000
      if (!known) late++
      else if (rows) rows[leaf * STUDY + day] = (rows[leaf * STUDY + day] ?? 0) + 1
    }
    expect(counts.days).toBe(STUDY)
    expect(counts.counts).toEqual(wanted)
  }
  expect(late).toBeGreaterThan(0)
})
