import { loadUnits } from '@/lib/db/units/unit-book'
import type { Viewer } from '@/lib/domain/access'
import { blankSpots, coveredGrids, suggestCover } from '@/lib/domain/blank-spots'
import { type Grid, isWithin, shortName } from '@/lib/domain/grid'
import { labelPoint } from '@/lib/domain/label-point'
import type { Position } from '@/lib/domain/position'
import { Problem } from '@/lib/domain/problem'
import { ROLES } from '@/lib/domain/roles'
import type { unitRoutes } from '@/lib/domain/routes/units'
import { grouped } from '@/lib/domain/rows'
import type { Blank, UnitKind, UnitNode, UnitsOverview } from '@/lib/domain/unit'
import { mayReadUnits, maySeeUnit } from '@/lib/domain/unit-access'
import { live } from '@/lib/live/live'
import { englishName } from './english-name'
import { englishUnitName } from './english-units'
import { gridNamed } from './people-access'
import { inBudget } from './request'
import type { CallOf } from './route'
import { gridsOf, narrowTo } from './scope'

/** Throws Problem('forbidden') for whoever may not read about units at all. */
export function needUnits(viewer: Viewer): void {
  if (!mayReadUnits(viewer)) throw new Problem('forbidden', `The role ${viewer.role} reads no units in this scope.`)
}

/** A unit by what it is called, in both languages. */
export const unitNamed = ({ id, kind, name }: Pick<UnitNode, 'id' | 'kind' | 'name'>) => ({ id, kind, name, nameEn: englishUnitName(name) })

/** The street of a unit, in both languages. */
export const roadNamed = (road: UnitNode['road']) => (road ? { name: road.name, nameEn: englishName(road.name) } : null)

const points = new WeakMap<Grid, Position>()
/** Where a grid is: the middle of its largest room, found once. */
function gridPoint(code: string): Position | null {
  const grid = live().atlas.byCode.get(code)
  if (!grid) return null
  const known = points.get(grid) ?? labelPoint(grid.geometry).position
  points.set(grid, known)
  return known
}

const sum = (of: readonly number[]) => of.reduce((all, n) => all + n, 0)

/** The picture of the units of an area: trees, figures, blank spots. */
export const giveOverview = (call: CallOf<typeof unitRoutes.overview>): Promise<UnitsOverview> =>
  inBudget('read', call, async (slices) => {
    const { viewer, query } = call
    needUnits(viewer)
    const { within } = query()
    const { atlas } = live()
    const narrowed = narrowTo(viewer, within, atlas)
    const grids = gridsOf(narrowed, atlas)
    const now = Date.now()
    const units = (await loadUnits(now)).filter((unit) => maySeeUnit(narrowed, unit))
    await slices.pause()
    const byId = new Map(units.map((unit) => [unit.id, unit]))
    const spots = blankSpots(grids, units, gridPoint)
    const blanks = spots.map((spot): Blank => {
      const { name, nameEn } = spot.subject === 'grid' ? gridNamed(spot.id) : { name: spot.name, nameEn: englishUnitName(spot.name) }
      const near = suggestCover(spot, units).flatMap(({ unit, reasons }) => {
        const found = byId.get(unit)
        return found ? [{ unit: unitNamed(found), reasons }] : []
      })
      return { subject: spot.subject, id: spot.id, name: shortName(name), nameEn, grids: [...spot.grids], lacks: spot.lacks, at: spot.at, near }
    })
    const covered = coveredGrids(grids, units)
    const committees = units.filter(({ kind }) => kind === 'joint_committee')
    const communities = grids.filter(({ level }) => level === 2)
    const kinds: Partial<Record<UnitKind, number>> = {}
    for (const { kind } of units) kinds[kind] = (kinds[kind] ?? 0) + 1
    const centres = grouped(
      units.filter(({ kind }) => kind === 'centre_household'),
      ({ parent }) => parent,
    )
    const reported = (as: keyof UnitNode['registered']) => sum(units.map(({ registered }) => registered[as]))
    const seenParent = (parent: string | null) => (parent !== null && byId.has(parent) ? parent : null)
    return {
      within: within || null,
      asOf: new Date(now).toISOString(),
      demo: units.some(({ demo }) => demo),
      kinds,
      grids: { covered: covered.numerator, of: covered.denominator },
      communities: {
        covered: communities.filter(({ code }) => committees.some((unit) => unit.grids.some((grid) => isWithin(grid, code)))).length,
        of: communities.length,
      },
      registered: {
        in_service: reported('in_service'),
        mobile: reported('mobile'),
        no_post: reported('no_post'),
        enforcement: reported('enforcement'),
      },
      coBuilding: new Set(units.flatMap(({ links }) => links.flatMap(({ kind, to }) => (kind === 'co_building' && byId.has(to) ? [to] : [])))).size,
      units: units.flatMap((unit) => {
        if (unit.kind === 'centre_household') return []
        const { parent, grids: of, place, road, members, registered } = unit
        return [
          {
            ...unitNamed(unit),
            ...{ parent: seenParent(parent), grids: of, place, lines: road?.lines ?? [], road: roadNamed(road), counts: { members, registered } },
            centres: centres.get(unit.id)?.length ?? 0,
          },
        ]
      }),
      centres: units.flatMap(({ kind, id, parent, place }) =>
        kind === 'centre_household' && place ? [{ id, parent: seenParent(parent), at: place }] : [],
      ),
      blanks,
      keeps: ROLES[viewer.role].organises,
    }
  })
