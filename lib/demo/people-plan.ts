import type { NewHousehold, NewPerson, PostKind, Team } from '@/lib/domain/people'
import { apportion, makeRandom, type Random } from '@/lib/domain/random'
import { personIdNumber, personName, personPhone } from './person-names'
import type { PeopleGrid, PlannedCommunity, ServicePlan } from './service-plan'

/** Chiefs of 345 posts in the county: community workers, of whom one holds several posts. */
const CHIEFS = 132
const POSTS = 345
/** Posts that nobody holds at the moment. */
const VACANT_CHIEF = 0.015
const VACANT_MEMBER = 0.03
/** Members who look after the leaf beside theirs too. */
const TWO_LEAVES = 0.12

/** Teams that each street has: what they are called, and by which department they are led. */
const TEAM_KINDS = [
  ['patrol', '综合巡查队', '城管'],
  ['rescue', '应急处置队', '应急'],
  ['mediation', '矛盾调解队', '司法所'],
] as const
export type TeamKind = (typeof TEAM_KINDS)[number][0]
export type PlannedTeams = readonly (Team & { kind: TeamKind })[]
const teamId = (street: string, kind: string) => `demo-${street}-${kind}`

const share = (random: Random, low: number, high: number) => low + random.next() * (high - low)

type Draft = NewPerson & { posts: { grid: string; kind: PostKind }[] }

function draft(externalId: string, employer: string): Draft {
  const random = makeRandom('person', externalId)
  const name = personName(random)
  return { externalId, name, phone: personPhone(random), idNumber: personIdNumber(random, '411324'), employer, posts: [] }
}

/** Members of each leaf, by code; empty where the post is vacant. */
export type MembersByLeaf = ReadonlyMap<string, readonly string[]>

/**
 * The invented members (网格员) and chiefs (网格长) of the demonstration, with their posts: one to three members a leaf, some of them in
 * two leaves; chiefs in the proportion of 132 to 345 grids, each with posts of one community. A few posts are vacant.
 */
export function planPeople(grids: readonly PeopleGrid[], { communities }: ServicePlan): { people: NewPerson[]; membersByLeaf: MembersByLeaf } {
  const people: Draft[] = []
  const membersByLeaf = new Map<string, string[]>()
  for (const { code, name, leaves } of communities) {
    const random = makeRandom('members', code)
    let number = 0
    for (const [i, leaf] of leaves.entries()) {
      const own = membersByLeaf.get(leaf.code) ?? []
      membersByLeaf.set(leaf.code, own)
      const vacant = i > 0 && random.next() < VACANT_MEMBER
      const count = vacant ? 0 : 1 + Math.floor(random.next() * 2 + random.next())
      for (let m = 0; m < count; m++) {
        const member = draft(`member-${code}-${++number}`, name)
        const next = random.next() < TWO_LEAVES ? leaves[i + 1] : undefined
        for (const { code: grid } of next ? [leaf, next] : [leaf]) {
          member.posts.push({ grid, kind: 'member' })
          membersByLeaf.set(grid, [...(membersByLeaf.get(grid) ?? []), member.externalId])
        }
        people.push(member)
      }
    }
  }
  joinTeams(people, grids)
  return { people: [...people, ...planChiefs(grids, communities)], membersByLeaf }
}

/** Puts the first members of each community into the teams of its street: one team each, and more where a community has few. */
function joinTeams(people: readonly Draft[], grids: readonly PeopleGrid[]): void {
  for (const street of grids.filter((g) => g.level === 1)) {
    const communities = new Map<string, Draft[]>()
    for (const member of people.filter(({ posts }) => posts[0]?.grid.startsWith(street.code))) {
      const community = member.employer ?? ''
      communities.set(community, [...(communities.get(community) ?? []), member])
    }
    for (const members of communities.values())
      for (const [i, [kind]] of TEAM_KINDS.entries()) {
        const member = members[i % members.length]
        if (member) member.teams = [...(member.teams ?? []), teamId(street.code, kind)]
      }
  }
}

function planChiefs(grids: readonly PeopleGrid[], communities: readonly PlannedCommunity[]): Draft[] {
  const wanted = Math.max(communities.length, Math.round((grids.length * CHIEFS) / POSTS))
  const counts = apportion(
    wanted - communities.length,
    communities.map((c) => c.grids.length),
  ).map((n) => n + 1)
  const streets = grids.filter((g) => g.level === 1)
  return communities.flatMap(({ code, name, grids: inside }, c) => {
    const random = makeRandom('chiefs', code)
    const count = Math.min(counts[c] ?? 1, inside.length)
    const chiefs = Array.from({ length: count }, (_, i) => draft(`chief-${code}-${i + 1}`, name))
    for (const [i, grid] of inside.entries()) {
      if (i >= count && random.next() < VACANT_CHIEF) continue // each has one post at least
      chiefs[i % count]?.posts.push({ grid: grid.code, kind: 'chief' })
    }
    // the first community of a street gives its chief
    const street = streets.find((s) => code !== s.code && code.startsWith(s.code))
    if (street && communities.find((other) => other.code.startsWith(street.code))?.code === code)
      chiefs[0]?.posts.push({ grid: street.code, kind: 'chief' })
    return chiefs
  })
}

/** The invented households of a community, each where the plan has it; most are bound to a member of their leaf (by the member's external id). */
export function planHouseholds({ name, leaves, blocks }: PlannedCommunity, membersByLeaf: MembersByLeaf): NewHousehold[] {
  const village = name.endsWith('村')
  return leaves.flatMap((leaf) => {
    const random = makeRandom('households', leaf.code)
    const members = membersByLeaf.get(leaf.code) ?? []
    const bound = members.length === 0 ? 0 : share(random, 0.84, 1)
    let number = 0
    return blocks
      .filter((block) => block.grid === leaf.code)
      .flatMap((block, b) =>
        Array.from({ length: block.households }, (_, i): NewHousehold => {
          const room = village ? `${i + 1}号` : `${1 + (Math.floor(i / 12) % 4)}单元${1 + Math.floor((i % 12) / 2)}0${1 + (i % 2)}室`
          return {
            externalId: `${leaf.code}-${++number}`,
            grid: leaf.code,
            service: block.centres[Math.floor((i * block.centres.length) / block.households)] ?? null,
            name: personName(random),
            phone: random.next() < 0.93 ? personPhone(random) : null,
            idNumber: null,
            address: `${block.address}${room}`,
            persons: 1 + Math.floor(random.next() * 3 + random.next() * 3),
            member: random.next() < bound ? (members[b % members.length] ?? null) : null,
          }
        }),
      )
  })
}

/** Teams (专业队伍) of each street. */
export function planTeams(grids: readonly PeopleGrid[]): PlannedTeams {
  return grids
    .filter((g) => g.level === 1)
    .flatMap(({ code, name }) =>
      TEAM_KINDS.map(([kind, title, department]) => ({ id: teamId(code, kind), kind, name: `${name}${title}`, department, grid: code })),
    )
}
