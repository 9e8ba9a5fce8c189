import { describe, expect, it } from 'vitest'
import { bindingByGrid, type HouseholdCount, vacanciesIn } from '@/lib/domain/binding'
import { leavesOf } from '@/lib/domain/grid'
import { NewHousehold, NewPerson } from '@/lib/domain/people'
import { countyGrids } from './county'
import { planHouseholds, planPeople, planTeams } from './people-plan'
import { planService } from './service-plan'

const grids = countyGrids()
const plan = planService(grids)
const { people, membersByLeaf } = planPeople(grids, plan)
const households = plan.communities.flatMap((community) => planHouseholds(community, membersByLeaf))
const parents = new Map(plan.nodes.map((node) => [node.code, node]))

describe('the people of the demonstration', () => {
  it('are the same each time', () => {
    const again = planService(grids)
    expect(again).toEqual(plan)
    expect(planPeople(grids, again)).toEqual({ people, membersByLeaf })
    expect(again.communities[3] && planHouseholds(again.communities[3], membersByLeaf)).toEqual(
      plan.communities[3] && planHouseholds(plan.communities[3], membersByLeaf),
    )
  })

  it('are 132 chiefs with nearly all of 345 posts, and members in nearly all leaves', () => {
    const chiefs = people.filter((p) => p.posts.some((post) => post.kind === 'chief'))
    expect(chiefs).toHaveLength(132)
    expect(people.every((p) => p.posts.length > 0 && NewPerson.safeParse(p).success)).toBe(true)
    expect(new Set(people.map((p) => p.externalId)).size).toBe(people.length)
    const book = {
      counts: [] as HouseholdCount[],
      holders: people.flatMap((p) => p.posts.map((post) => ({ person: p.externalId, ...post }))),
      nodes: plan.nodes,
      teams: planTeams(grids),
    }
    const nodes = grids.map((g, i) => ({ ...g, id: i + 1, demo: true }))
    const { total } = bindingByGrid(book, { grids: nodes, visible: nodes, events: new Map() })
    expect(total.posts?.chief.needed).toBe(345)
    expect(vacanciesIn(book, nodes, nodes).map((v) => v.kind)).toEqual(expect.arrayContaining(['chief', 'member']))
    expect(total.posts?.chief.held).toBeGreaterThan(330)
    expect(people.some((p) => p.posts.filter((post) => post.kind === 'member').length === 2)).toBe(true)
  })

  it('are in the teams of their streets, the first member of each community in the first team', () => {
    const teams = planTeams(grids)
    const inTeam = (id: string) => people.filter((p) => p.teams?.includes(id))
    for (const { id, grid } of teams) {
      // every team knows every community of its street
      expect(new Set(inTeam(id).map((p) => p.employer)).size, id).toBe(plan.communities.filter((c) => c.code.startsWith(grid)).length)
      expect(inTeam(id).every((p) => p.posts.every((post) => post.grid.startsWith(grid)))).toBe(true)
    }
    expect(people.flatMap((p) => p.teams ?? []).filter((id) => !teams.some((team) => team.id === id))).toEqual([])
    // whom the account `operator` belongs to (lib/server/people.ts)
    const operator = people.find((p) => p.externalId === 'member-411324001001-1')
    expect(operator?.posts[0]?.grid).toMatch(/^411324001001/)
    expect(operator?.teams).toEqual(['demo-411324001-patrol'])
  })

  it('live as many in each leaf as its grid says, 300 to 500, most of them bound', () => {
    const byLeaf = new Map<string, number>()
    for (const { grid } of households) byLeaf.set(grid, (byLeaf.get(grid) ?? 0) + 1)
    for (const leaf of leavesOf(grids)) {
      expect(byLeaf.get(leaf.code), leaf.code).toBe(leaf.households)
      expect(leaf.households >= 300 && leaf.households <= 500).toBe(true)
    }
    const bound = households.filter((h) => h.member !== null)
    expect(bound.length / households.length).toBeGreaterThan(0.85)
    expect(bound.length / households.length).toBeLessThan(0.97)
    expect(bound.every((h) => membersByLeaf.get(h.grid)?.includes(h.member ?? ''))).toBe(true)
    expect(new Set(households.map((h) => h.externalId)).size).toBe(households.length)
    expect(households.every((h, i) => i % 50 !== 0 || NewHousehold.safeParse(h).success)).toBe(true)
  })

  it('have telephones of a range that nobody has', () => {
    expect([...people, ...households].filter(({ phone }) => phone !== null && !/^154\d{8}$/.test(phone))).toEqual([])
    for (const { idNumber } of people) expect(idNumber).toMatch(/^4113241[89]/)
  })

  it('live in a service tree of five levels that is not the tree of grids', () => {
    expect(new Set(plan.nodes.map((n) => n.code)).size).toBe(plan.nodes.length)
    for (const { code, parentCode, level } of plan.nodes)
      expect(parentCode === null ? 1 : (parents.get(parentCode)?.level ?? 0) + 1, code).toBe(level)
    expect(plan.nodes.filter((n) => n.level === 1)).toHaveLength(3)
    expect(plan.nodes.filter((n) => n.level === 2)).toHaveLength(55)
    expect(households.filter(({ service }) => parents.get(service ?? '')?.level !== 5)).toEqual([])
    // n:m: buildings in two grids, and quarters that hold several grids
    expect(plan.nodes.filter((n) => n.level === 4 && n.grids.length === 2).length).toBeGreaterThan(10)
    const gridsOfQuarter = new Map<string, Set<string>>()
    for (const { grid, service } of households) {
      const quarter = (service ?? '').split('-').slice(0, 2).join('-')
      gridsOfQuarter.set(quarter, (gridsOfQuarter.get(quarter) ?? new Set()).add(grid))
    }
    expect([...gridsOfQuarter.values()].some((of) => of.size > 1)).toBe(true)
  })
})
