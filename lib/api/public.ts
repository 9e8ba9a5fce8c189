import { readSubmissionsSetting } from '@/lib/db/county-settings'
import { listEvents } from '@/lib/db/events/event-list'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readFollowed } from '@/lib/db/submissions/followed'
import { addSubmissionPhoto } from '@/lib/db/submissions/submission-photos'
import { saveSubmission } from '@/lib/db/submissions/submissions'
import type { Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { MAX_PHOTO_BYTES } from '@/lib/domain/attachment'
import { greatCircle } from '@/lib/domain/great-circle'
import { isWithin } from '@/lib/domain/grid'
import { cellCenter, cellOf } from '@/lib/domain/lattice'
import type { Position } from '@/lib/domain/position'
import { Problem } from '@/lib/domain/problem'
import { publicRoutes } from '@/lib/domain/routes/public'
import { type ReportLink, type SubmissionIn, timeFault } from '@/lib/domain/submission'
import { readBytes } from './body'
import { budget } from './budget'
import { countPublic } from './limits'
import { type Served, serveLink } from './route'
import { nameOf } from './telling'

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
function placeOf({ position, grid }: SubmissionIn, community: string, atlas: Atlas): string {
  const code = position ? atlas.byId.get(atlas.locate(position) ?? 0)?.code : (grid ?? community)
  if (code === undefined || !isWithin(code, community) || !atlas.byCode.has(code))
    throw new Problem('invalid', 'The place lies outside of the community that this link is of.')
  return code
}

/** What people without an account reach, by their links. */
export const publicServed: readonly Served[] = [
  serveLink(publicRoutes.report, 'report', async ({ link: { grid }, query }) => {
    const { near } = query()
    const atlas = await loadAtlas()
    const community = atlas.byCode.get(grid)
    const leaves = community ? atlas.leavesBelow(community.id).flatMap((id) => atlas.byId.get(id) ?? []) : []
    return {
      community: nameOf(atlas, grid),
      types: atlas.types.flatMap(({ sensitive, code, name, classCode, className }) => (sensitive ? [] : [{ code, name, classCode, className }])),
      places: leaves.map(({ code, geometry: { coordinates } }) => ({ code, ...nameOf(atlas, code), coordinates })),
      near: near ? await nearOf(grid, near, atlas) : [],
    }
  }),
  serveLink(publicRoutes.send, 'report', async ({ link, body, address }) => {
    const given = await body()
    const [atlas, now] = [await loadAtlas(), Date.now()]
    const fault = timeFault(Date.parse(given.occurredAt), now)
    if (fault !== null) throw new Problem('invalid', fault)
    if (given.type !== undefined && atlas.typeByCode.get(given.type)?.sensitive !== false)
      throw new Problem('invalid', 'This is no type that can be told of here.')
    const grid = placeOf(given, link.grid, atlas)
    await countPublic(address, 'told')
    const { perDay } = await readSubmissionsSetting()
    return { sentAt: new Date(await saveSubmission(link, given, { grid, perDay, now })).toISOString() }
  }),
  serveLink(publicRoutes.photo, 'follow', async ({ link: { id, thing }, request, address }) => {
    await countPublic(address, 'photos')
    const bytes = await readBytes(request, { limit: MAX_PHOTO_BYTES })
    return { id: await budget('photo').run(`link:${id}`, request.signal, () => addSubmissionPhoto(thing ?? '', bytes)) }
  }),
  serveLink(publicRoutes.follow, 'follow', async ({ link: { thing } }) => {
    const [followed, atlas] = [thing === null ? null : await readFollowed(thing), await loadAtlas()]
    if (!followed) throw new Problem('not_found', 'What was told is no longer kept.')
    const { type, community, ...rest } = followed
    const known = [...atlas.typeById.values()].find(({ code }) => code === type)
    return { ...rest, community: nameOf(atlas, community), type: type === null ? null : { code: type, name: known?.name ?? type } }
  }),
]
