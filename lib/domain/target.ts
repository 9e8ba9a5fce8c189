import type { Viewer } from './access'
import { isWithin } from './grid'
import { type Party, partyKey } from './life'

/**
 * What there is of those that an action names: grids by code, departments by name, and of each known member and team (by `partyKey`) the
 * grids they work in.
 */
export type Targets = {
  grids: { has(code: string): boolean }
  departments: { has(name: string): boolean }
  places: ReadonlyMap<string, readonly string[]>
}

/**
 * Can this viewer give an event to this party? A department of the county always, if there is one of that name; a grid of their area; a
 * member or team that works there: in a grid of their area, or in one that their area is a part of.
 */
export function isTarget({ scope }: Viewer, party: Party, { grids, departments, places }: Targets): boolean {
  const prefixes = scope.kind === 'grids' ? scope.prefixes : []
  switch (party.kind) {
    case 'department':
      return departments.has(party.id)
    case 'grid':
      return grids.has(party.id) && prefixes.some((p) => isWithin(party.id, p))
    case 'team':
    case 'member':
      return (places.get(partyKey(party)) ?? []).some((grid) => prefixes.some((p) => worksIn(grid, p)))
  }
}

/** Does whoever works in a grid work in this area too? In the grids below it, and of a larger one for every part of it. */
export function worksIn(grid: string, prefix: string): boolean {
  return isWithin(grid, prefix) || isWithin(prefix, grid)
}
