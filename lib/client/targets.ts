import { type Party, partyKey } from '@/lib/domain/life'
import type { Departments } from '@/lib/domain/people'
import { said } from './language'
import { deskTexts } from './messages/desk'

/** Somebody to choose: what they are called (people masked, told apart by the ends of their telephones), where they work, all that they can be found by (the place in both languages), and how far from the event that is (grid codes shared). */
export type Target = { party: Party; name: string; place: string; search: string; open: number | undefined; near: boolean; closeness: number }

/** How many digits two grid codes have in common at their start. */
function shared(a: string, b: string): number {
  let n = 0
  while (n < a.length && a[n] === b[n]) n++
  return n
}

/** Digits of a community's code: whoever works in it, or in all of its street, is near to its events. */
const COMMUNITY = 12

/**
 * The teams or the members that can be chosen, those nearest to the event's grid first and each once, with the place that is nearest.
 */
export function targetsOf(kind: 'team' | 'member', { teams, members }: Pick<Departments, 'teams' | 'members'>, grid: string): Target[] {
  const all =
    kind === 'team'
      ? teams.map(({ id, name, grid: at, place, placeEn, open }) => ({ id, name, at, place, placeEn, open }))
      : members.flatMap(({ grid: at, place, placeEn, members: of }) =>
          of.map(({ id, name, phone, kind: post, open }) => ({
            id,
            name: [name, deskTexts.form.posts[post], phone ?? ''].join(' ').trim(),
            at,
            place,
            placeEn,
            open,
          })),
        )
  const found = new Map<string, Target>()
  for (const { id, name, at, place: zh, placeEn: en, open } of all) {
    const party: Party = { kind, id }
    const closeness = shared(at, grid)
    const known = found.get(partyKey(party))
    if (known && known.closeness >= closeness) continue
    const near = grid !== '' && closeness >= Math.min(at.length, COMMUNITY)
    const search = `${name} ${zh} ${en}`.toLowerCase()
    found.set(partyKey(party), { party, name, place: said({ zh, en }), search, open, near, closeness })
  }
  return [...found.values()].sort((a, b) => b.closeness - a.closeness || a.place.localeCompare(b.place, 'zh') || a.name.localeCompare(b.name, 'zh'))
}

/** Those whose name or place (in either language) holds what was typed; every word of it. */
export function matching(targets: readonly Target[], typed: string): Target[] {
  const words = typed.trim().toLowerCase().split(/\s+/)
  return targets.filter(({ search }) => words.every((word) => search.includes(word)))
}

/** A line of the list: who, where, and how much they hold. */
export const targetLine = ({ name, place, open }: Target): string =>
  [name, place, open === undefined ? '' : deskTexts.form.holding(open)].filter((part) => part !== '').join(' · ')
