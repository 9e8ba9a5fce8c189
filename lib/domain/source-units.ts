import type { SourceMapping } from './source'
import type { UnitContent } from './unit'

/**
 * What a unit is when a source has said this of it: what no column is mapped to stays as it is here, and the lines of a street that is still called
 * the same, since no table holds them.
 */
export function mergeUnit(said: UnitContent, here: UnitContent, mapping: SourceMapping): UnitContent {
  const isSaid = (field: string) => mapping[field] !== undefined
  const pick = <K extends 'parent' | 'contactName' | 'contactPhone' | 'team' | 'skills'>(field: K): UnitContent[K] =>
    isSaid(field) ? said[field] : here[field]
  const road = isSaid('road') ? said.road : here.road
  return {
    ...{ kind: said.kind, name: said.name, grids: said.grids },
    ...{ parent: pick('parent'), contactName: pick('contactName'), contactPhone: pick('contactPhone'), team: pick('team'), skills: pick('skills') },
    place: isSaid('lon') ? said.place : here.place,
    road: road && road.name === here.road?.name ? here.road : road,
    links: [...said.links, ...here.links.filter(({ kind }) => !isSaid(kind))],
  }
}

/**
 * Which of those that a source has no more (`gone`) do not end all the same: whatever stays stands below them. `parents`: of all units that
 * there would be, what each stands below.
 */
export function standingAbove(parents: ReadonlyMap<string, string | null>, gone: ReadonlySet<string>): Set<string> {
  const above = new Set<string>()
  const walked = new Set<string>()
  for (const [id, parent] of parents) {
    if (gone.has(id)) continue
    for (let up = parent; up !== null && !walked.has(up); up = parents.get(up) ?? null) {
      walked.add(up)
      if (gone.has(up)) above.add(up)
    }
  }
  return above
}
