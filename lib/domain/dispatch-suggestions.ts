import * as z from 'zod/mini'
import { greatCircle } from './great-circle'
import { Party, partyKey } from './life'
import { PostKind } from './people'
import type { Position } from './position'
import { fittingSkills, type Skill, SkillName } from './skills'

/** Over how many days before now the load of a party is counted. */
export const LOAD_DAYS = 14

/**
 * Why a party is suggested: its type names it (主管); a team of a department that does; skills that are for the type; the post that somebody holds in the event's
 * grid; so many metres as the crow flies; how many events of the last 14 days it was given.
 */
export const SuggestReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('leads') }),
  z.object({ kind: z.literal('led_by'), department: z.string() }),
  z.object({ kind: z.literal('skill'), skills: z.array(SkillName) }),
  z.object({ kind: z.literal('post'), post: PostKind }),
  z.object({ kind: z.literal('distance'), metres: z.int() }),
  z.object({ kind: z.literal('load'), given: z.int(), days: z.int() }),
])
export type SuggestReason = z.infer<typeof SuggestReason>
export const Suggestion = z.object({ party: Party, name: z.string(), reasons: z.array(SuggestReason) })
export type Suggestion = z.infer<typeof Suggestion>
/** What `GET /api/events/{id}/suggestions` answers: whom to give the event to, the best first. */
export const Suggestions = z.object({ suggestions: z.array(Suggestion) })

/** Whom an event could be given to, with what is known of them. `place`: of a team's base; `posts`: in the event's grid. */
export type Candidate = {
  party: Party
  name: string
  department: string | null
  skills: readonly Skill[]
  posts: readonly PostKind[]
  place: Position | null
}
export type Asked = { type: string; leads: readonly string[]; position: Position | null }

/** How much each reason is worth; near and idle are worth something only beside a reason of their own. */
const WORTH = { leads: 5, led_by: 2, skill: 3, chief: 1, member: 3, near: 2, idle: 1.5 } as const
/** Farther away than this is not near, metres; more given than this is not idle. */
const FAR = 2_000
const BUSY = 10
/** So many of a kind at most: whoever chooses has a department, teams and people before them. */
const MAX_OF_KIND: Readonly<Record<Party['kind'], number>> = { department: 1, team: 2, member: 2, grid: 0 }

type Scored = Suggestion & { score: number; load: number }

function score({ party, name, department, skills, posts, place }: Candidate, { type, leads, position }: Asked, load: number): Scored | null {
  const reasons: SuggestReason[] = []
  let worth = 0
  const rank = party.kind === 'department' ? leads.indexOf(party.id) : -1
  if (rank >= 0) {
    reasons.push({ kind: 'leads' })
    worth += WORTH.leads - rank
  }
  if (department !== null && leads.includes(department)) {
    reasons.push({ kind: 'led_by', department })
    worth += WORTH.led_by
  }
  const fitting = fittingSkills(skills, type)
  if (fitting.length > 0) {
    reasons.push({ kind: 'skill', skills: fitting })
    worth += WORTH.skill
  }
  const [post] = [...posts].sort((a, b) => WORTH[b] - WORTH[a])
  if (post) {
    reasons.push({ kind: 'post', post })
    worth += WORTH[post]
  }
  if (reasons.length === 0) return null
  if (position && place) {
    const metres = greatCircle(position, place)
    reasons.push({ kind: 'distance', metres: Math.round(metres) })
    worth += WORTH.near * Math.max(0, 1 - metres / FAR)
  }
  reasons.push({ kind: 'load', given: load, days: LOAD_DAYS })
  worth += WORTH.idle * Math.max(0, 1 - load / BUSY)
  return { party, name, reasons, score: worth, load }
}

/**
 * Whom an event might be given to, the best first, each with all its reasons; nobody without one. `loads`: events of the last 14 days by party (`partyKey`). Of
 * equals the one with less to do, then by key, so that the same facts give the same answer. It proposes; whoever dispatches decides.
 */
export function suggestParties(candidates: readonly Candidate[], asked: Asked, loads: ReadonlyMap<string, number>): Suggestion[] {
  const scored = candidates.flatMap((candidate) => score(candidate, asked, loads.get(partyKey(candidate.party)) ?? 0) ?? [])
  scored.sort((a, b) => b.score - a.score || a.load - b.load || (partyKey(a.party) < partyKey(b.party) ? -1 : 1))
  const taken = new Map<string, number>()
  return scored
    .filter(({ party: { kind } }) => {
      const count = taken.get(kind) ?? 0
      taken.set(kind, count + 1)
      return count < MAX_OF_KIND[kind]
    })
    .map(({ party, name, reasons }) => ({ party, name, reasons }))
}
