import { expect, it } from 'vitest'
import { budgetUse, latestDigest, mayWait, nextDigestAt, overBudget, type ToldAlert } from './alert-budget'
import { ALERT_BUDGET, AlertBudget } from './budget-limits'
import { type Colour, Colour as Colours } from './colour'
import { LADDER_MINUTES } from './ladder'
import type { RuleKind } from './rule-kinds'

const at = (text: string) => Date.parse(`${text}+08:00`)
const NOON = at('2026-11-28T12:00')
const NIGHT = at('2026-11-28T23:00')
const [LEAF, OTHER] = ['411324001101001', '411324001101002']
const told = (n: number, when: number, colour: Colour = 'orange', ...grids: string[]): ToldAlert[] =>
  Array.from({ length: n }, (_, i) => ({ id: `${colour} ${when} ${i}`, colour, grids, at: when }))
const alert = (colour: Colour, kind: RuleKind = 'overdue', ...leaves: string[]) => ({
  ...{ id: 'new', colour, leaves },
  rule: { id: kind, version: 1, kind, name: kind },
})
const over = (of: ReturnType<typeof alert>, now: number, all: readonly ToldAlert[], budget: AlertBudget = ALERT_BUDGET) =>
  overBudget(of, { budget, told: all, minutes: LADDER_MINUTES, now })?.limit ?? null

it.each<[string, string | null, ReturnType<typeof over>]>([
  ['the eighth of a day is told', null, over(alert('yellow'), NOON, told(7, at('2026-11-28T00:00')))],
  ['the ninth is not', 'daily', over(alert('yellow'), NOON, told(8, at('2026-11-28T00:00')))],
  ['nor is a blue one then', 'daily', over(alert('blue'), NOON, told(8, at('2026-11-28T09:00'), 'yellow'))],
  ['blue ones do not count', null, over(alert('yellow'), NOON, told(8, at('2026-11-28T09:00'), 'blue'))],
  ['nor do those of yesterday', null, over(alert('yellow'), NOON, told(8, at('2026-11-27T23:59')))],
  ['orange is told whatever was', null, over(alert('orange'), NOON, told(80, NOON))],
  ['and so is red', null, over(alert('red'), NIGHT, told(80, NIGHT))],
  ['and 特急, whatever colour a county gives it', null, over(alert('yellow', 'urgency'), NIGHT, told(80, NIGHT))],
  ['at night the first is told', null, over(alert('blue'), NIGHT, told(7, at('2026-11-28T21:59')))],
  ['the second is not', 'nightly', over(alert('blue'), NIGHT, told(1, at('2026-11-28T22:00')))],
  ['a blue one counts too', 'nightly', over(alert('yellow'), NIGHT, told(1, NIGHT, 'blue'))],
  ['a red one does not', null, over(alert('yellow'), NIGHT, told(1, NIGHT, 'red'))],
  ['a night goes on after midnight', 'nightly', over(alert('yellow'), at('2026-11-29T05:59'), told(1, NIGHT))],
  ['until six', null, over(alert('yellow'), at('2026-11-29T06:00'), told(1, NIGHT))],
  ['the third of a leaf in a week is told', null, over(alert('yellow', 'overdue', LEAF), NOON, told(2, at('2026-11-25T12:00'), 'red', LEAF))],
  ['the fourth is not', 'chiefWeekly', over(alert('yellow', 'overdue', OTHER, LEAF), NOON, told(3, at('2026-11-25T12:00'), 'red', LEAF))],
  ['but of another leaf', null, over(alert('yellow', 'overdue', OTHER), NOON, told(3, at('2026-11-25T12:00'), 'red', LEAF))],
  ['and after seven days', null, over(alert('yellow', 'overdue', LEAF), NOON, told(3, at('2026-11-21T12:00'), 'red', LEAF))],
  ['no chief is called for a blue one', null, over(alert('blue', 'overdue', LEAF), NOON, told(3, at('2026-11-25T12:00'), 'red', LEAF))],
  ['so blue ones do not count for them', null, over(alert('yellow', 'overdue', LEAF), NOON, told(3, at('2026-11-25T12:00'), 'blue', LEAF))],
  ['a limit that is off holds nothing', null, over(alert('yellow'), NIGHT, told(80, NIGHT), { daily: null, nightly: null, chiefWeekly: null })],
  ['none a night', 'nightly', over(alert('yellow'), NIGHT, [], { ...ALERT_BUDGET, nightly: 0 })],
])('%s', (_, expected, found) => expect(found).toBe(expected))

it('counts an alert that becomes graver once', () => {
  const own = { ...alert('yellow'), id: told(1, NOON)[0]?.id ?? '' }
  expect(overBudget(own, { budget: ALERT_BUDGET, told: told(8, NOON), minutes: LADDER_MINUTES, now: NOON })).toBeNull()
  expect(overBudget(alert('yellow'), { budget: ALERT_BUDGET, told: told(9, NOON), minutes: LADDER_MINUTES, now: NOON })).toEqual({
    ...{ limit: 'daily', of: 8, told: 9 },
  })
})

it('leaves only blue and yellow to a digest', () => {
  expect(Colours.options.filter((colour) => mayWait(alert(colour)))).toEqual(['yellow', 'blue'])
})

it('says how much is used, of leaves alone what a chief is called for', () => {
  const all = [...told(2, NIGHT, 'yellow', LEAF), ...told(4, NIGHT, 'red', '411324001'), ...told(3, NIGHT, 'blue', LEAF)]
  const context = { budget: ALERT_BUDGET, told: all, minutes: LADDER_MINUTES }
  const digested = [at('2026-11-28T21:00'), NIGHT]
  const isLeaf = (code: string) => code.length === LEAF?.length
  expect(budgetUse({ ...context, now: NIGHT }, digested, isLeaf)).toEqual({ daily: 6, nightly: 5, chiefWeekly: 2, digested: 2 })
  // after midnight the day is new, and the night is not
  expect(budgetUse({ ...context, now: at('2026-11-29T01:00') }, digested, isLeaf)).toEqual({ daily: 0, nightly: 5, chiefWeekly: 2, digested: 1 })
  expect(budgetUse({ ...context, now: at('2026-11-29T07:00') }, digested, isLeaf)).toMatchObject({ daily: 0, nightly: null, digested: 0 })
})

it('tells what is held at 08:00 and 17:00, as one, of what still waits', () => {
  expect(['2026-11-28T07:59', '2026-11-28T08:00', '2026-11-28T17:00'].map((text) => nextDigestAt(at(text)))).toEqual(
    ['2026-11-28T08:00', '2026-11-28T17:00', '2026-11-29T08:00'].map(at),
  )
  const held = (id: string, when: string, more: object = {}) => ({ id, state: 'firing', digest: { at: new Date(at(when)).toISOString() }, ...more })
  const alerts = [
    held('a', '2026-11-28T08:00'),
    held('b', '2026-11-28T17:00'),
    held('c', '2026-11-28T17:00'),
    held('done', '2026-11-28T17:00', { state: 'acknowledged' }),
    held('silent', '2026-11-28T17:00', { silencedUntil: new Date(at('2026-11-30T00:00')).toISOString() }),
    { id: 'told', state: 'firing' },
  ]
  const ids = (when: string) => latestDigest(alerts, at(when))?.alerts.map(({ id }) => id) ?? null
  expect([ids('2026-11-28T07:59'), ids('2026-11-28T16:59'), ids('2026-11-28T17:00'), ids('2026-11-29T17:00')]).toEqual([
    null,
    ['a'],
    ['b', 'c'],
    null,
  ])
})

it('takes no limit but a number or none', () => {
  expect(AlertBudget.safeParse({ daily: null, nightly: 0, chiefWeekly: 1 }).success).toBe(true)
  for (const wrong of [{ daily: 0 }, { nightly: -1 }, { chiefWeekly: 0 }, { daily: 1.5 }])
    expect(AlertBudget.safeParse({ ...ALERT_BUDGET, ...wrong }).success).toBe(false)
})
