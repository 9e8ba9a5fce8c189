import type { NewGrid } from '@/lib/domain/grid'
import { makeRandom, type Random } from '@/lib/domain/random'
import type { RegisteredAs } from '@/lib/domain/unit'
import { Draft, demoUnit, type PlannedUnit, type UnitGround, type UnitPlan } from './unit-draft'
import { groundRoads, placeFinder, unitCommunities } from './unit-ground'
import { planStreetUnits } from './unit-plan-streets'

/** Of a community's branches so many are of two small grids. */
const OF_TWO = 0.18
/** In one of so many communities with several small grids the last has no organisation; every other of these has an instructor. */
const BLANK_EACH = 6
const HOUSEHOLDS_A_BUILDING = 42

/**
 * The invented units (组织) of the demonstration: the tree of the party beside that of the grids, with a few honest blank spots, and what `planStreetUnits` makes
 * of streets, estates and teams. The same grids give the same units; some 1,900 with 2,500 people for 345 grids, in about 0.1 s.
 */
export function planUnits(ground: UnitGround): UnitPlan {
  const draft = new Draft()
  const { grids } = ground
  const communities = unitCommunities(grids, ground.service)
  const placeOf = placeFinder(grids)
  const chiefOf = new Map(
    ground.people.flatMap(({ externalId, posts }) => posts.flatMap(({ grid, kind }) => (kind === 'chief' ? [[grid, externalId] as const] : []))),
  )
  const streets = grids.filter(({ level }) => level === 1)
  for (const { code, name } of streets)
    draft.unit(`work-${code}`, { kind: 'work_committee', name: `${name}党工委`, grids: [code], place: placeOf(code) })
  let several = 0
  for (const { code, name, village, smalls } of communities) {
    const random = makeRandom('units', code)
    const committee = draft.unit(`committee-${code}`, {
      ...{
        kind: 'joint_committee',
        name: `${name}联合党委`,
        grids: [code],
        parent: demoUnit(`work-${code.slice(0, 9)}`),
        place: placeOf(code, random),
      },
    })
    const chief = chiefOf.get(code)
    if (chief) draft.member(committee, chief, 'secretary')
    draft.member(committee, draft.person(`law-${code}`, '镇平县综合行政执法局'), 'registered', { registered: 'enforcement' })
    if (smalls.length > 2) several++
    const isBlank = smalls.length > 2 && several % BLANK_EACH === 3
    const last = smalls.at(-1)
    if (isBlank && last && several % (2 * BLANK_EACH) === 3)
      draft.member(committee, draft.person(`instructor-${code}`, name), 'instructor', { grid: last.code })
    const organised = isBlank ? smalls.slice(0, -1) : smalls
    for (let s = 0; s < organised.length; ) {
      const of = organised.slice(s, s + (random.next() < OF_TWO ? 2 : 1))
      s += of.length
      const [first] = of
      if (!first) break
      const branch = draft.unit(`branch-${first.code}`, {
        ...{ kind: 'joint_branch', name: `${village ? name : ''}${first.quarter}联合党支部`, grids: of.map((small) => small.code) },
        ...{ parent: committee.id, place: placeOf(first.code) },
      })
      const secretary = chiefOf.get(first.code)
      if (secretary) draft.member(branch, secretary, 'secretary')
      report(draft, branch, random)
      for (const { leaves } of of) for (const leaf of leaves) planGroups(draft, branch, leaf, { random, village, only: leaves.length === 1, placeOf })
    }
  }
  planStreetUnits(draft, { ...ground, communities, placeOf, chiefOf, roads: groundRoads(ground.roads, grids), streets })
  return { units: draft.units, people: draft.people, members: draft.members }
}

const EMPLOYERS = ['县医院', '县供电公司', '县实验小学', '县税务局', '县自来水公司', '县人民银行', '县交通运输局', '县第二初级中学']

/** Those who reported to a branch (报到): mostly 在职, some 无职, few 流动. */
function report(draft: Draft, branch: PlannedUnit, random: Random): void {
  const come = (as: RegisteredAs, count: number) => {
    for (let i = 0; i < count; i++) {
      const employer = as === 'in_service' ? (EMPLOYERS[Math.floor(random.next() * EMPLOYERS.length)] ?? null) : null
      draft.member(branch, draft.person(`${as}-${branch.externalId}-${i}`, employer), 'registered', { registered: as })
    }
  }
  come('in_service', 3 + Math.floor(random.next() * 5))
  come('no_post', 1 + Math.floor(random.next() * 2))
  if (random.next() < 0.3) come('mobile', 1)
}

type OfLeaf = { random: Random; village: boolean; only: boolean; placeOf: ReturnType<typeof placeFinder> }

/** The groups (党小组) of a leaf by its buildings, each with its 党员中心户. */
function planGroups(draft: Draft, branch: PlannedUnit, leaf: NewGrid, { random, village, only, placeOf }: OfLeaf): void {
  const buildings = Math.max(2, Math.round(leaf.households / HOUSEHOLDS_A_BUILDING))
  const count = only ? 2 : 1
  for (let g = 0; g < count; g++) {
    const [from, to] = [Math.floor((buildings * g) / count) + 1, Math.floor((buildings * (g + 1)) / count)]
    const what = village ? '排' : '号楼'
    const group = draft.unit(`group-${leaf.code}-${g}`, {
      ...{ kind: 'party_group', name: `${from === to ? from : `${from}-${to}`}${what}党小组`, grids: [leaf.code], parent: branch.id },
      place: placeOf(leaf.code, random),
    })
    const homes = 2 + Math.floor(random.next() * 2)
    for (let h = 0; h < homes; h++) {
      const home = draft.unit(`home-${leaf.code}-${g}-${h}`, {
        ...{ kind: 'centre_household', name: `${Math.min(to, from + h)}${what}党员中心户`, grids: [leaf.code], parent: group.id },
        place: placeOf(leaf.code, random),
      })
      const holder = draft.person(`holder-${home.externalId}`, null)
      draft.member(home, holder, 'householder')
      draft.member(branch, holder, 'member')
      if (h === 0) draft.member(group, holder, 'head')
    }
  }
}
