import type { NewGrid } from '@/lib/domain/grid'
import { makeRandom } from '@/lib/domain/random'
import type { Skill } from '@/lib/domain/skills'
import type { UnitLink } from '@/lib/domain/unit'
import type { TeamKind } from './people-plan'
import { type Draft, demoUnit, type PlannedUnit, type UnitGround } from './unit-draft'
import type { GroundRoad, placeFinder, UnitCommunity } from './unit-ground'

type StreetGround = Omit<UnitGround, 'roads'> & {
  communities: readonly UnitCommunity[]
  placeOf: ReturnType<typeof placeFinder>
  /** the external id of the chief of a grid */
  chiefOf: ReadonlyMap<string, string>
  roads: readonly GroundRoad[]
  streets: readonly NewGrid[]
}

const ORDINALS = '一二三四五六'
/** Longer than this a street is looked after by more than one. */
const ROAD_METERS = { least: 700, most: 5_000 }
const COMMERCIAL = 9
/** Which of the streets and estates nobody has organised yet. */
const BLANK_STREETS = new Set([3, 7])
const BLANK_ESTATES = new Set([5, 17])
const FIRMS = ['恒安', '宏泰', '瑞和', '嘉园', '安居', '鑫城']
const STATIONED = [
  '县医院',
  '县供电公司',
  '县实验小学',
  '县税务局',
  '县自来水公司',
  '县人民银行',
  '县交通运输局',
  '县第二初级中学',
  '县邮政局',
  '县图书馆',
]
const NEW_ORGANISATIONS = ['玉雕商会', '快递业商会', '餐饮业商会', '育才培训公司', '平安运输公司', '惠民超市公司']
const SKILLS_OF: Record<TeamKind, readonly Skill[]> = { patrol: ['patrol', 'city'], rescue: ['rescue', 'fire'], mediation: ['mediation', 'law'] }

/** The skills of the demonstration's seven teams of volunteers, by the character of each; a customer names its own. */
const SEVEN = [
  ['赤', ['rescue', 'fire']],
  ['橙', ['mediation', 'law']],
  ['黄', ['patrol', 'publicity']],
  ['绿', ['cleaning', 'city']],
  ['青', ['repair']],
  ['蓝', ['errands', 'publicity']],
  ['紫', ['medical', 'care', 'counselling']],
] as const satisfies readonly (readonly [string, readonly Skill[]])[]

/** Units beside the tree of the party: of roads and shopping streets, estates with their firms and owners, those who build together, teams with their skills. */
export function planStreetUnits(draft: Draft, ground: StreetGround): void {
  const branches = new Map(
    draft.units.filter(({ kind }) => kind === 'joint_branch').flatMap((branch) => branch.grids.map((grid) => [grid, branch] as const)),
  )
  planRoads(draft, ground, branches)
  planEstates(draft, ground, branches)
  planPartners(draft, ground)
  planTeams(draft, ground)
}

/** Six 片区马路联合党支部, two a street (街道), and shopping streets, of which a few are blank. */
function planRoads(draft: Draft, { roads, streets, chiefOf, placeOf }: StreetGround, branches: ReadonlyMap<string, PlannedUnit>): void {
  const fit = roads.filter(({ metres }) => metres >= ROAD_METERS.least && metres <= ROAD_METERS.most)
  const ruled = streets.flatMap(({ code }) => fit.filter(({ street }) => street === code).slice(0, 2))
  for (const [i, { name, line, grids }] of ruled.entries()) {
    const unit = draft.unit(`road-${i + 1}`, {
      ...{ kind: 'road_branch', name: `第${ORDINALS[i]}片区马路联合党支部`, grids: [...grids], road: { name, lines: [[...line]] } },
      place: line[Math.floor(line.length / 2)] ?? null,
    })
    const chiefs = [...new Set(grids.flatMap((grid) => chiefOf.get(grid) ?? []))]
    if (chiefs[0]) draft.member(unit, chiefs[0], 'road_chief')
    draft.member(unit, draft.person(`road-secretary-${i + 1}`, name), 'secretary')
    for (let m = 0; m < 6 + (i % 4); m++) draft.member(unit, draft.person(`road-member-${i + 1}-${m}`, name), 'member')
  }
  const shopping = fit.filter((road) => !ruled.includes(road)).slice(0, COMMERCIAL)
  for (const [i, { name, line, grids }] of shopping.entries()) {
    const branch = grids.map((grid) => branches.get(grid)).find((one) => one !== undefined)
    const links: UnitLink[] = branch && !BLANK_STREETS.has(i) ? [{ kind: 'branch', to: branch.id }] : []
    draft.unit(`shopping-${i + 1}`, {
      ...{ kind: 'commercial_street', name: `${name}商业街`, grids: [...grids], road: { name, lines: [[...line]] }, links },
      place: line[Math.floor(line.length / 2)] ?? placeOf(grids[0] ?? ''),
    })
  }
}

/** Estates (红色物业) of the communities in town: a branch, a property firm, mostly an owners' committee. */
function planEstates(draft: Draft, { communities, placeOf }: StreetGround, branches: ReadonlyMap<string, PlannedUnit>): void {
  const firms = FIRMS.map((name, i) => ({ id: `firm-${i + 1}`, name: `${name}物业服务公司`, grids: new Set<string>() }))
  const town = communities.filter(({ village }) => !village).flatMap(({ smalls }) => smalls.slice(0, 2))
  for (const [i, { code, quarter }] of town.entries()) {
    const firm = firms[i % firms.length]
    firm?.grids.add(code)
    const branch = branches.get(code)
    const owners =
      makeRandom('owners', code).next() < 0.7
        ? draft.unit(`owners-${code}`, { kind: 'owners_committee', name: `${quarter}业主委员会`, grids: [code], place: placeOf(code) })
        : null
    if (owners) draft.member(owners, draft.person(`owners-head-${code}`, null), 'head')
    const links: UnitLink[] = [
      ...(branch && !BLANK_ESTATES.has(i) ? [{ kind: 'branch' as const, to: branch.id }] : []),
      ...(firm ? [{ kind: 'property' as const, to: demoUnit(firm.id) }] : []),
      ...(owners ? [{ kind: 'owners' as const, to: owners.id }] : []),
    ]
    draft.unit(`estate-${code}`, { kind: 'estate', name: quarter, grids: [code], place: placeOf(code), links })
  }
  for (const { id, name, grids } of firms) if (grids.size > 0) draft.unit(id, { kind: 'property_firm', name, grids: [...grids] })
}

/** Those who build together (共建) with the committees and branches: 驻区单位, 两新组织, 新就业群体委员会. */
function planPartners(draft: Draft, { communities, placeOf, streets }: StreetGround): void {
  const town = communities.filter(({ village }) => !village)
  const partners: PlannedUnit[] = []
  const place = (i: number) => town[(i * 5) % Math.max(1, town.length)]
  for (const [kind, names] of [
    ['stationed_unit', STATIONED],
    ['new_organisation', NEW_ORGANISATIONS],
  ] as const)
    for (const [i, name] of names.entries()) {
      const home = place(i + (kind === 'stationed_unit' ? 0 : 3))
      if (home) partners.push(draft.unit(`${kind}-${i + 1}`, { kind, name, grids: [home.code], place: placeOf(home.code, makeRandom(kind, i)) }))
    }
  for (const { code, name } of streets) draft.unit(`workers-${code}`, { kind: 'new_workers', name: `${name}新就业群体委员会`, grids: [code] })
  if (partners.length === 0) return
  for (const [i, unit] of draft.units.filter(({ kind }) => kind === 'joint_branch').entries()) {
    if (i % 3 !== 0) continue
    const [one, other] = [partners[i % partners.length], partners[(i * 7 + 3) % partners.length]]
    unit.links = [...new Set([one, other])].flatMap((partner) => (partner ? [{ kind: 'co_building' as const, to: partner.id }] : []))
  }
}

/** The teams that events are given to, by what they can do, and the seven teams of volunteers of each street with members who can. */
function planTeams(draft: Draft, { streets, communities, placeOf, people, teams }: StreetGround): void {
  for (const { id, name, grid, kind } of teams) {
    const home = communities.find(({ code }) => code.startsWith(grid))
    draft.unit(`team-${id}`, {
      kind: 'team',
      name,
      grids: [grid],
      team: id,
      skills: [...SKILLS_OF[kind]],
      place: home ? placeOf(home.code, makeRandom('team', id)) : null,
    })
  }
  for (const { code: street, name } of streets) {
    const reported = draft.people.filter(({ externalId }) => externalId.startsWith(`in_service-branch-${street}`))
    const posted = people.filter(({ posts }) => posts[0]?.kind === 'member' && posts[0].grid.startsWith(street))
    const homes = communities.filter(({ code }) => code.startsWith(street))
    for (const [t, [colour, skills]] of SEVEN.entries()) {
      const home = homes[t % Math.max(1, homes.length)]
      const unit = draft.unit(`volunteers-${street}-${t}`, {
        ...{ kind: 'volunteer_team', name: `${name}${colour}色志愿队`, grids: [street], skills: [...skills] },
        place: home ? placeOf(home.code) : null,
      })
      const own = (i: number) => skills.slice(i % skills.length, (i % skills.length) + 1)
      const nth = (of: typeof people, i: number) => of[(t * 11 + i * 17) % Math.max(1, of.length)]
      const volunteers = [...[0, 1, 2, 3, 4, 5].map((i) => nth(reported, i)), ...[0, 1, 2, 3].map((i) => nth(posted, i))]
      for (const [i, person] of [...new Set(volunteers)].entries())
        if (person) draft.member(unit, person.externalId, i === 0 ? 'head' : 'member', { skills: own(i) })
    }
  }
}
