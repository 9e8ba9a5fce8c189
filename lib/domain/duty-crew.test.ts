import { expect, it } from 'vitest'
import { type CrewCandidate, type CrewWanted, missingPlaces, proposeCrews, visitKey } from './duty-crew'
import type { CrewRole } from './duty-item'

const GRID = '411324001101001'
const post = (person: string, grid: string): CrewCandidate => ({
  ...{ person, name: person, role: 'grid_member', posts: [grid], grids: [], unit: null, place: null },
})
const volunteer = (person: string, place: [number, number] | null = null): CrewCandidate => ({
  ...{ person, name: person, role: 'volunteer', posts: [], grids: ['411324001'], unit: '赤色志愿队', place },
})
const wanted = (id: string, needs: CrewRole[], more: Partial<CrewWanted> = {}): CrewWanted => ({
  ...{ id, subject: GRID, grid: GRID, at: null, fixed: [], needs, last: [] },
  ...more,
})
const none = { loads: new Map(), visits: new Map() }
const names = (plan: ReturnType<typeof proposeCrews>) => plan.map(({ crew }) => crew.map(({ person }) => person))

it('sends who holds the post there, and says what nobody can be found for', () => {
  const plan = proposeCrews([wanted('a', ['grid_member', 'police'])], [post('x', '411324002101001'), post('y', GRID)], none)
  expect(plan).toEqual([
    {
      id: 'a',
      crew: [{ role: 'grid_member', person: 'y', name: 'y', reasons: [{ kind: 'post' }, { kind: 'load', items: 0, days: 14 }] }],
      lacks: ['police'],
    },
  ])
})

it('prefers who knows the place, who is near and who is idle, and says so', () => {
  const [near, far] = [volunteer('near', [112.2, 33]), volunteer('far', [112.3, 33])]
  const at: [number, number] = [112.2, 33]
  expect(names(proposeCrews([wanted('a', ['volunteer'], { at })], [far, near], none))).toEqual([['near']])
  const knows = { ...none, visits: new Map([[visitKey('far', GRID), 3]]) }
  const [one] = proposeCrews([wanted('a', ['volunteer'], { at })], [far, near], knows)
  expect(one?.crew[0]).toMatchObject({
    person: 'far',
    reasons: [{ kind: 'unit', name: '赤色志愿队' }, { kind: 'visited', times: 3 }, { kind: 'distance' }, { kind: 'load' }],
  })
  expect(
    names(proposeCrews([wanted('a', ['volunteer'])], [volunteer('busy'), volunteer('idle')], { ...none, loads: new Map([['busy', 4]]) })),
  ).toEqual([['idle']])
})

it('does not send the same again where others can go, and spreads a plan over all', () => {
  const three = ['a', 'b', 'c'].map((id) => volunteer(id))
  const [plan] = proposeCrews([wanted('x', ['volunteer'], { last: ['a'] })], three, none)
  expect(plan?.crew[0]).toMatchObject({ person: 'b', reasons: [{ kind: 'unit' }, { kind: 'load' }, { kind: 'rotated' }] })
  expect(names(proposeCrews([wanted('x', ['volunteer'], { last: ['a'] })], three.slice(0, 1), none))).toEqual([['a']])
  expect(
    names(
      proposeCrews(
        ['x', 'y', 'z'].map((id) => wanted(id, ['volunteer'])),
        three,
        none,
      ),
    ),
  ).toEqual([['a'], ['b'], ['c']])
})

it('takes nobody twice, leaves who has agreed, and answers the same for the same facts in another order', () => {
  const all = ['a', 'b', 'c'].map((id) => volunteer(id))
  const item = wanted('x', ['volunteer', 'volunteer'], { fixed: [{ role: 'volunteer', person: 'a' }] })
  expect(names(proposeCrews([item], all, none))).toEqual([['b', 'c']])
  expect(proposeCrews([item], all.toReversed(), none)).toEqual(proposeCrews([item], all, none))
})

it('knows which places are left', () => {
  const crew = [
    { role: 'grid_member', count: 1 },
    { role: 'volunteer', count: 2 },
  ] as const
  expect(missingPlaces(crew, [{ role: 'volunteer' }])).toEqual(['grid_member', 'volunteer'])
  expect(missingPlaces(crew, [])).toEqual(['grid_member', 'volunteer', 'volunteer'])
  expect(missingPlaces(crew, [{ role: 'volunteer' }, { role: 'grid_member' }, { role: 'volunteer' }])).toEqual([])
})
