import { loadPeopleBook } from '@/lib/db/people/people-book'
import { shortName } from '@/lib/domain/grid'
import { Problem } from '@/lib/domain/problem'
import { searchable } from '@/lib/domain/search-text'
import { reachOf } from '@/lib/domain/service-tree'
import { live } from '@/lib/live/live'

/** The level of communities and villages. */
const COMMUNITY = 2

/** The community that a grid lies in; a street is its own. */
export function communityOf(code: string): string {
  const { byCode } = live().atlas
  for (let grid = byCode.get(code); grid; grid = byCode.get(grid.parentCode)) if (grid.level === COMMUNITY) return grid.code
  return code
}

const inCommunity = (code: string): boolean => (live().atlas.byCode.get(code)?.level ?? 0) >= COMMUNITY

/** The one community that all of these grids lie in; null where they are none, or of several. */
function oneCommunity(codes: Iterable<string>): string | null {
  const found = new Set([...codes].map(communityOf))
  const [only] = found
  return only !== undefined && found.size === 1 && inCommunity(only) ? only : null
}

/**
 * Where a list reads: `within`, and of a search by surname a community or less, so that nobody leafs through a county by surnames. A node of the service tree
 * stands for the community that all of it lies in. Throws Problem('invalid') where there is none.
 */
export async function placeOfList({
  within,
  service,
  surname,
}: {
  within?: string | undefined
  service?: string | undefined
  surname?: string | undefined
}): Promise<string | undefined> {
  if (surname === undefined || (within !== undefined && inCommunity(within))) return within
  const reach = service === undefined ? undefined : reachOf((await loadPeopleBook()).nodes).get(service)
  const community = oneCommunity(reach ?? [])
  if (community !== null && (within === undefined || community.startsWith(within))) return community
  throw new Problem('invalid', 'People are searched by surname in a community: say `within`.')
}

/**
 * The grids (codes) that a word of a search names, with all below them, of those that are `readable`; none where they lie in more than one community. What is
 * called just so comes before what has the word in its name, as all have that are called 社区.
 */
export function gridsOfOneCommunity(word: string, readable: ReadonlySet<string>): { community: string; grids: string[] } | null {
  const { grids } = live().atlas
  const named = grids.filter(({ code, level, name }) => level >= COMMUNITY && readable.has(code) && searchable(name).includes(word))
  const exact = named.filter(({ name }) => [name, shortName(name)].some((is) => searchable(is) === word))
  const called = (exact.length > 0 ? exact : named).map(({ code }) => code)
  const community = oneCommunity(called)
  if (community === null) return null
  return { community, grids: grids.flatMap(({ code }) => (readable.has(code) && called.some((of) => code.startsWith(of)) ? [code] : [])) }
}
