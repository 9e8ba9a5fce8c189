import { describe, expect, it } from 'vitest'
import { blankSpots } from '@/lib/domain/blank-spots'
import { leavesOf } from '@/lib/domain/grid'
import { makeGridIndex } from '@/lib/domain/grid-index'
import { grouped } from '@/lib/domain/rows'
import { faultsOfUnit, type UnitKind, type UnitNode } from '@/lib/domain/unit'
import { countyGrids } from './county'
import { countyRoads } from './county-roads'
import { planPeople, planTeams } from './people-plan'
import { planService } from './service-plan'
import { demoPerson } from './unit-draft'
import { planUnits } from './unit-plan'

const grids = countyGrids()
const service = planService(grids)
const { people } = planPeople(grids, service)
const roads = countyRoads(grids)
const ground = { grids, service, people, roads, teams: planTeams(grids) }
const plan = planUnits(ground)
const byId = new Map(plan.units.map((unit) => [unit.id, unit]))
const of = (kind: UnitKind) => plan.units.filter((unit) => unit.kind === kind)

describe('the units of the demonstration', () => {
  it('are the same each time, each once, and nothing is wrong with any', () => {
    expect(planUnits(ground)).toEqual(plan)
    expect(byId.size).toBe(plan.units.length)
    expect(plan.units.flatMap((unit) => faultsOfUnit(unit, byId).map((fault) => [unit.externalId, fault]))).toEqual([])
    const codes = new Set(grids.map(({ code }) => code))
    expect(plan.units.filter((unit) => unit.grids.some((code) => !codes.has(code)))).toEqual([])
  })

  it('are the tree of the party of three streets and 55 communities, each below what its grids lie in', () => {
    expect([of('work_committee').length, of('joint_committee').length]).toEqual([3, 55])
    for (const unit of plan.units) {
      const parent = unit.parent === null ? null : byId.get(unit.parent)
      if (parent)
        expect([unit.externalId, unit.grids.every((grid) => parent.grids.some((above) => grid.startsWith(above)))]).toEqual([unit.externalId, true])
    }
    expect(of('joint_branch').some((branch) => branch.grids.length === 2)).toBe(true)
  })

  it('has six road branches, two a street, on lines of real strokes, and shopping streets', () => {
    expect(of('road_branch').map((unit) => unit.name)).toEqual(['一', '二', '三', '四', '五', '六'].map((n) => `第${n}片区马路联合党支部`))
    for (const { road } of of('road_branch')) {
      const known = roads.find(({ name }) => name === road?.name)
      expect(known?.lines).toContainEqual(road?.lines[0])
    }
    expect(new Set(of('road_branch').map(({ road }) => road?.name)).size).toBe(6)
    expect(of('commercial_street').length).toBeGreaterThan(5)
  })

  it('has members who are there, secretaries among the chiefs of the grids, volunteers with skills of their team', () => {
    const known = new Set([...people, ...plan.people].map(({ externalId }) => demoPerson(externalId)))
    expect(plan.members.filter(({ person, unit }) => !known.has(person) || !byId.has(unit))).toEqual([])
    const invented = new Set(plan.people.map(({ externalId }) => demoPerson(externalId)))
    expect(
      plan.members.filter(({ role, unit }) => role === 'secretary' && byId.get(unit)?.kind === 'joint_branch').every((m) => !invented.has(m.person)),
    ).toBe(true)
    expect(of('volunteer_team')).toHaveLength(21)
    for (const { unit, skills } of plan.members.filter(({ unit }) => byId.get(unit)?.kind === 'volunteer_team'))
      expect([skills.length, skills.every((skill) => byId.get(unit)?.skills.some((own) => own === skill))]).toEqual([1, true])
    expect(plan.people.every(({ phone, idNumber }) => /^154\d{8}$/.test(phone ?? '') && /^4113241[89]/.test(idNumber ?? ''))).toBe(true)
  })

  it('has 中心户 inside their grids', () => {
    const leaves = leavesOf(grids).map((grid, i) => ({ ...grid, id: i + 1 }))
    const index = makeGridIndex(leaves)
    const strayed = of('centre_household').filter(
      ({ place, grids: [code] }) => place === null || leaves[(index.locate(place) ?? 0) - 1]?.code !== code,
    )
    expect(strayed).toEqual([])
  })

  it('leaves a few spots blank, and says of some that somebody has been sent there', () => {
    const sent = grouped(
      plan.members.filter(({ role }) => role === 'instructor'),
      ({ unit }) => unit,
    )
    const units = plan.units.map(
      (unit): UnitNode => ({
        ...{ ...unit, members: 0, registered: { in_service: 0, mobile: 0, no_post: 0, enforcement: 0 }, demo: true },
        instructs: (sent.get(unit.id) ?? []).flatMap(({ grid }) => grid ?? []),
      }),
    )
    const spots = blankSpots(grids, units, () => null)
    const count = (subject: string, lacks?: string) => spots.filter((spot) => spot.subject === subject && (!lacks || spot.lacks === lacks)).length
    expect([count('grid'), count('estate'), count('street')]).toEqual([6, 2, 2])
    expect(count('grid', 'organisation')).toBeGreaterThan(0)
    expect(count('grid', 'both')).toBeGreaterThan(0)
  })
})
