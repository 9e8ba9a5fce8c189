import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { makeCalendar } from './calendar'
import { ClockKind } from './category'
import { DAY_MS } from './clock'
import { deadline } from './deadline'
import { ACTIONS, actionLabel } from './event-actions'
import { PUBLISHED_DAYS } from './holidays'
import { EventState, LIGHTS } from './life'
import { STATE_LABELS } from './lifecycle-labels'
import { type Lit, lightOf, nextLightChange } from './lights'

const calendar = makeCalendar({ days: PUBLISHED_DAYS })
const at = (local: string) => Date.parse(`${local.replace(' ', 'T')}:00+08:00`)
const lit = (more: Partial<Lit>): Lit => ({
  state: 'handling',
  limit: { value: 10, clock: 'urgent_hour' },
  deadline: at('2026-11-24 20:00'),
  stageClock: null,
  handedInAt: null,
  suspendedAt: null,
  closedAt: null,
  ...more,
})

test.each<[string, Partial<Lit>, string]>([
  ['2026-11-24 16:59', {}, 'normal'],
  ['2026-11-24 17:00', {}, 'near'], // 70 % of ten hours from 10:00
  ['2026-11-24 20:00', {}, 'near'],
  ['2026-11-24 20:01', {}, 'overdue'],
  ['2026-11-30 10:00', { suspendedAt: at('2026-11-24 12:00'), state: 'suspended' }, 'normal'],
  ['2026-11-30 10:00', { handedInAt: at('2026-11-24 18:00'), state: 'awaiting_verification' }, 'near'],
  ['2026-11-30 10:00', { handedInAt: at('2026-11-24 21:00'), closedAt: at('2026-11-25 09:00'), state: 'closed' }, 'overdue'],
  ['2026-11-30 10:00', { closedAt: at('2026-11-24 11:00'), state: 'closed' }, 'normal'],
  ['2026-11-30 10:00', { state: 'void' }, 'normal'],
  ['2026-11-30 10:00', { deadline: null }, 'normal'],
  ['2026-11-24 19:59', { limit: null }, 'normal'],
  // extended by a day and a half of working time: 3 + 1.5 working days, 30 % of them are 1.35 days
  ['2026-12-01 07:35', { limit: { value: 4.5, clock: 'working_day' }, deadline: at('2026-12-02 16:00') }, 'normal'],
  ['2026-12-01 07:36', { limit: { value: 4.5, clock: 'working_day' }, deadline: at('2026-12-02 16:00') }, 'near'],
])('at %s with %o: %s', (now, more, light) => expect(lightOf(lit(more), at(now), calendar)).toBe(light))

it('changes exactly when it is said to, from one light to the next, and then never again', () => {
  const start = fc.integer({ min: at('2023-06-01 00:00'), max: at('2027-12-31 00:00') })
  fc.assert(
    fc.property(
      start,
      fc.double({ min: 0.01, max: 30, noNaN: true }),
      fc.constantFrom(...ClockKind.options),
      fc.array(fc.integer({ min: 0, max: 90 * DAY_MS })),
      (from, value, clock, waits) => {
        const event = lit({ limit: { value, clock }, deadline: deadline(from, value, clock, calendar) })
        let now = from
        const seen = [lightOf(event, now, calendar)]
        for (let next = nextLightChange(event, now, calendar); next !== null; next = nextLightChange(event, now, calendar)) {
          expect(next).toBeGreaterThan(now)
          for (const wait of waits) if (now + wait < next) expect(lightOf(event, now + wait, calendar)).toBe(seen.at(-1))
          expect(lightOf(event, next - 1, calendar)).toBe(seen.at(-1))
          now = next
          seen.push(lightOf(event, now, calendar))
        }
        expect(seen).toEqual(LIGHTS)
      },
    ),
  )
})

it('does not change while the clock stands', () => {
  for (const more of [{ suspendedAt: 1 }, { handedInAt: 1 }, { closedAt: 1 }, { state: 'void' as const }, { deadline: null }])
    expect(nextLightChange(lit(more), at('2026-11-24 10:00'), calendar)).toBeNull()
})

it('has a word of each language for every state and action, and no two states share one', () => {
  for (const states of Object.values(STATE_LABELS)) {
    expect(Object.keys(states).sort()).toEqual([...EventState.options].sort())
    for (const language of ['zh', 'en'] as const) expect(new Set(Object.values(states).map((s) => s[language])).size).toBe(8)
  }
  const { accept, dispatch, take } = ACTIONS
  expect([accept, dispatch, take].map((row) => actionLabel(row, 'digital').zh)).toEqual(['立案', '派遣', '签收'])
  expect([accept, dispatch, take].map((row) => actionLabel(row, 'plain').zh)).toEqual(['受理', '派单', '签收'])
  expect(STATE_LABELS.digital.closed.zh).toBe('已结案')
})
