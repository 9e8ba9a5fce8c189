import { listEvents } from '@/lib/db/events/event-list'
import type { Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { greatCircle } from '@/lib/domain/great-circle'
import { type Grid, isWithin, shortName } from '@/lib/domain/grid'
import { cellCenter, cellOf } from '@/lib/domain/lattice'
import { LINK_LEVEL } from '@/lib/domain/link'
import type { Position } from '@/lib/domain/position'
import { Problem } from '@/lib/domain/problem'
import { type MyReportIn, type ReportLink, timeFault } from '@/lib/domain/submission'
import { CHOICE_SHARE } from '@/lib/domain/surroundings'
import { englishGridName } from './english-names'
import { groundGrid, groundOf } from './ground'

/** What a place is called by those who live there, in Chinese and in English. */
export const nameOf = (atlas: Atlas, code: string): { name: string; nameEn: string } => ({
  name: shortName(atlas.byCode.get(code)?.name ?? code),
  nameEn: englishGridName(atlas, code),
})

/** The community or village that a grid lies in; a grid above one is its own. */
export function communityOf(atlas: Atlas, code: string): string {
  let grid = atlas.byCode.get(code)
  while (grid && grid.level > LINK_LEVEL) grid = atlas.byCode.get(grid.parentCode)
  return grid?.code ?? code
}

/** How far around a place a stranger is told of what is open. */
const NEAR_METERS = 200
const MAX_NEAR = 5
/** Metres are told in steps of ten. */
const STEP_METERS = 10
/** A degree of latitude is this long nearly everywhere, metres. */
const DEGREE = 111_320

/** A stranger in a community: sees what a viewer of it would, so nothing sensitive, and is told less of it. */
const strangerIn = (community: string): Viewer => ({ id: 'link', name: 'link', role: 'viewer', scope: { kind: 'grids', prefixes: [community] } })

/**
 * Open events near a place of the community, by type and metres to the middle of the 20 m cell that each lies in: with the metres to its very position, whoever
 * asks from three places would know the door.
 */
async function nearOf(community: string, near: Position, atlas: Atlas): Promise<ReportLink['near']> {
  const leaf = atlas.byId.get(atlas.locate(near) ?? 0)
  if (!leaf || !isWithin(leaf.code, community)) return []
  const [lon, lat] = near
  const [dy, dx] = [NEAR_METERS / DEGREE, NEAR_METERS / (DEGREE * Math.cos((lat * Math.PI) / 180))]
  const { events } = await listEvents(strangerIn(community), { status: 'open', bbox: [lon - dx, lat - dy, lon + dx, lat + dy], limit: 100 })
  return events
    .flatMap(({ type, position }) => {
      if (!position || atlas.typeByCode.get(type)?.sensitive !== false) return []
      const meters = greatCircle(near, cellCenter(atlas.lattice, ...cellOf(atlas.lattice, position)))
      return meters > NEAR_METERS ? [] : [{ type, meters: Math.max(STEP_METERS, Math.round(meters / STEP_METERS) * STEP_METERS) }]
    })
    .sort((a, b) => a.meters - b.meters || (a.type < b.type ? -1 : 1))
    .slice(0, MAX_NEAR)
}

/** Where it is: the leaf of its position, the grid that was chosen, or the community. Throws Problem('invalid') for any place outside of it. */
function placeOf({ position, grid }: MyReportIn, community: string, atlas: Atlas): string {
  const code = position ? atlas.byId.get(atlas.locate(position) ?? 0)?.code : (grid ?? community)
  if (code === undefined || !isWithin(code, community) || !atlas.byCode.has(code))
    throw new Problem('invalid', 'The place lies outside of the community.')
  return code
}

/** A leaf as a place to choose. */
function placeIn(leaf: Grid, atlas: Atlas): ReportLink['places'][number] {
  const { code, coordinates, names } = groundGrid(leaf, true, atlas)
  const named = nameOf(atlas, code)
  return { code, ...named, label: names.zh.at(-1) ?? named.name, labelEn: names.en.at(-1) ?? named.nameEn, coordinates }
}

/** What may be told of in a community, and where: its types (none that is sensitive), its leaves, what lies around them, and open events near a position. */
export async function placesOf(atlas: Atlas, code: string, near: Position | undefined): Promise<Omit<ReportLink, 'community'>> {
  const community = atlas.byCode.get(code)
  const leaves = community ? atlas.leavesBelow(community.id).flatMap((id) => atlas.byId.get(id) ?? []) : []
  return {
    types: atlas.types.flatMap(({ sensitive, code, name, classCode, className }) => (sensitive ? [] : [{ code, name, classCode, className }])),
    places: leaves.map((leaf) => placeIn(leaf, atlas)),
    // whoever asks about a position has it already
    ground: near ? null : await groundOf(leaves, atlas, { share: CHOICE_SHARE, finest: LINK_LEVEL }),
    near: near ? await nearOf(code, near, atlas) : [],
  }
}

/** Where what somebody told lies. Throws Problem('invalid') for a time, type or place that cannot be told of in this community. */
export function checkTold(given: MyReportIn, community: string, { atlas, now }: { atlas: Atlas; now: number }): string {
  const fault = given.occurredAt === undefined ? null : timeFault(Date.parse(given.occurredAt), now)
  if (fault !== null) throw new Problem('invalid', fault)
  if (given.type !== undefined && atlas.typeByCode.get(given.type)?.sensitive !== false)
    throw new Problem('invalid', 'This is no type that can be told of here.')
  return placeOf(given, community, atlas)
}
