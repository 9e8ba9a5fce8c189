import { greatCircle } from './great-circle'
import { type GridNode, leavesOf } from './grid'
import type { Position } from './position'
import type { Share } from './share'
import type { UnitNode } from './unit'
import { UNIT_KINDS } from './unit-kinds'

/** What ought to have an organisation of the party: a small grid (小网格, or a community that has none), an estate, a commercial street. */
export type BlankSubject = 'grid' | 'estate' | 'street'

/**
 * A blank spot (空白点) of the two coverages (两个覆盖): nothing has been organised there (组织覆盖); `both`: nobody has been sent there either, no instructor
 * (党建指导员), so that there is no work (工作覆盖). `id`: the grid's code, or the unit's id.
 */
export type BlankSpot = {
  subject: BlankSubject
  id: string
  name: string
  grids: readonly string[]
  lacks: 'organisation' | 'both'
  at: Position | null
}

type Ground = Pick<GridNode, 'code' | 'name' | 'level' | 'parentCode'>

/** The grids that are to be covered: the small ones (小网格), and larger ones that are not divided. */
export function gridsToCover<T extends Ground>(grids: readonly T[]): T[] {
  const leaves = new Set(leavesOf(grids))
  return grids.filter((grid) => grid.level === 3 || (grid.level < 3 && leaves.has(grid)))
}

/** Grids of a community have its code of 12 digits in common. */
const COMMUNITY_DIGITS = 12
const communityOf = (code: string) => code.slice(0, COMMUNITY_DIGITS)

/**
 * Tells of a grid whether it is covered: an organisation of the party is linked with it, with a part of it, or with what it is a part of, below the
 * community.
 */
function coverage(units: readonly UnitNode[]): (code: string) => boolean {
  const linked = new Set(units.flatMap(({ kind, grids }) => ('covers' in UNIT_KINDS[kind] ? grids : [])))
  const holding = new Set([...linked].flatMap((code) => Array.from(code, (_, i) => code.slice(0, i + 1))))
  return (code) =>
    holding.has(code) || Array.from(code, (_, i) => code.slice(0, i + 1)).some((above, i) => i >= COMMUNITY_DIGITS && linked.has(above))
}

/** How many of the grids that are to be covered are (两个覆盖), of all. */
export function coveredGrids(grids: readonly Ground[], units: readonly UnitNode[]): Share {
  const toCover = gridsToCover(grids)
  const isCovered = coverage(units)
  return { numerator: toCover.filter(({ code }) => isCovered(code)).length, denominator: toCover.length }
}

/**
 * The blank spots of grids, estates and commercial streets, by code and name. `placeOf`: where a grid is, for the map and for distances; of estates their own.
 */
export function blankSpots(grids: readonly Ground[], units: readonly UnitNode[], placeOf: (code: string) => Position | null): BlankSpot[] {
  const instructed = new Set(units.flatMap(({ instructs }) => instructs))
  const lacks = (codes: readonly string[]) => (codes.some((code) => instructed.has(code)) ? 'organisation' : 'both')
  const isCovered = coverage(units)
  const known = new Set(units.map(({ id }) => id))
  const blankGrids = gridsToCover(grids)
    .filter(({ code }) => !isCovered(code))
    .map(({ code, name }): BlankSpot => ({ subject: 'grid', id: code, name, grids: [code], lacks: lacks([code]), at: placeOf(code) }))
  const blankUnits = units
    .filter(
      (unit) =>
        (unit.kind === 'estate' || unit.kind === 'commercial_street') && !unit.links.some(({ kind, to }) => kind === 'branch' && known.has(to)),
    )
    .map((unit): BlankSpot => {
      const at = unit.place ?? unit.road?.lines[0]?.[Math.floor((unit.road.lines[0]?.length ?? 0) / 2)] ?? placeOf(unit.grids[0] ?? '')
      return { subject: unit.kind === 'estate' ? 'estate' : 'street', id: unit.id, name: unit.name, grids: unit.grids, lacks: lacks(unit.grids), at }
    })
  const byName = (a: BlankSpot, b: BlankSpot) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  return [...blankGrids.sort((a, b) => (a.id < b.id ? -1 : 1)), ...blankUnits.sort(byName)]
}

/** Why an organisation could take a blank spot on: it is of the same community, so many metres away (as the crow flies), and has so many grids. */
export type CoverReason = { kind: 'community' } | { kind: 'distance'; metres: number } | { kind: 'grids'; count: number }
export type CoverSuggestion = { unit: string; reasons: CoverReason[] }

/**
 * Who could organise together with a blank spot (联建), the nearest first: branches of the same community, of a street those that look after streets too. Each
 * with its reasons; nobody is suggested from elsewhere.
 */
export function suggestCover(spot: BlankSpot, units: readonly UnitNode[], most = 2): CoverSuggestion[] {
  const communities = new Set(spot.grids.map(communityOf))
  const found = units.filter(
    ({ kind, grids }) =>
      (kind === 'joint_branch' || (kind === 'road_branch' && spot.subject === 'street')) && grids.some((code) => communities.has(communityOf(code))),
  )
  const measured = found.map((unit) => ({ unit, metres: spot.at && unit.place ? greatCircle(spot.at, unit.place) : null }))
  const far = Number.POSITIVE_INFINITY
  const ranked = measured.sort(
    (a, b) => (a.metres ?? far) - (b.metres ?? far) || a.unit.grids.length - b.unit.grids.length || (a.unit.id < b.unit.id ? -1 : 1),
  )
  return ranked.slice(0, most).map(({ unit, metres }) => ({
    unit: unit.id,
    reasons: [
      { kind: 'community' },
      ...(metres === null ? [] : [{ kind: 'distance' as const, metres: Math.round(metres) }]),
      { kind: 'grids', count: unit.grids.length },
    ],
  }))
}
