import type * as z from 'zod/mini'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import { readErrands, recordErrand } from '@/lib/db/places/errands'
import { listPlaces, savePlace } from '@/lib/db/places/places'
import { mayKnowGrid, type Viewer, visibilityClass } from '@/lib/domain/access'
import { civilDate } from '@/lib/domain/clock'
import { toWgs84 } from '@/lib/domain/coordinates'
import { mayReadBinding } from '@/lib/domain/people'
import { mayBeErrandDay, mayEditPlace, mayRecordErrand, mayRunBookings, type Place, type PlaceDetail } from '@/lib/domain/place'
import { gapSteps } from '@/lib/domain/place-gap'
import type { Position } from '@/lib/domain/position'
import { Problem } from '@/lib/domain/problem'
import { placeRoutes } from '@/lib/domain/routes/places'
import { live } from '@/lib/live/live'
import { Slices } from '@/lib/live/slices'
import { englishGridName } from './english-names'
import { bookingsServed } from './place-bookings'
import { dayStart, middleOf, placeFor, placePrefixes, slotsOf, toldPlace } from './places-read'
import { type CallOf, type Served, serveViewer } from './route'
import { gridsOf, narrowTo } from './scope'

/** A place as this viewer is told it: a screen, which is told no names and nothing that somebody wrote about people, is not told whom to call. */
function shownPlace(viewer: Viewer, ...told: Parameters<typeof toldPlace>): ReturnType<typeof toldPlace> {
  const place = toldPlace(...told)
  return visibilityClass(viewer) === 'screen' ? { ...place, contact: null } : place
}

/** Places told in one slice of the event loop: when each is open is looked up in the calendar. */
const TOLD_AT_ONCE = 100

async function givePlaces({ viewer, query, request }: CallOf<typeof placeRoutes.list>) {
  const { within, near, nearGrid, kind: kinds, service, open, limit } = query()
  const [{ atlas }, now] = [live(), Date.now()]
  const from = nearGrid === undefined ? undefined : atlas.byCode.get(nearGrid)
  if (nearGrid !== undefined && (!from || !mayKnowGrid(viewer, from.code))) throw new Problem('not_found', `There is no grid ${nearGrid} here.`)
  const asked = { prefixes: placePrefixes(viewer, within, atlas), kinds, service, near: from ? middleOf(from) : near }
  // what is open is told by the hours and the calendar, so those asked for are chosen here
  const rows = await listPlaces({ ...asked, limit: open === undefined ? limit + 1 : 1_000 })
  const told = await new Slices(viewer.id, request.signal).map(rows, TOLD_AT_ONCE, (some) => some.map((row) => shownPlace(viewer, row, atlas, now)))
  const places = told.flat().filter((place) => open === undefined || place.open)
  return { places: places.slice(0, limit), asOf: new Date(now).toISOString(), more: places.length > limit }
}

async function giveDetail({ viewer, params, query }: CallOf<typeof placeRoutes.read>): Promise<PlaceDetail> {
  const place = await placeFor(viewer, params().id)
  const [{ atlas }, from] = [live(), dayStart(query().day)]
  return {
    place: shownPlace(viewer, place, atlas, Date.now()),
    day: civilDate(from),
    slots: place.closed ? [] : await slotsOf(place, atlas, from),
    runs: place.offers.flatMap(({ service }) => (mayRunBookings(viewer, place, service) ? [service] : [])),
    edits: mayEditPlace(viewer, place.grid),
    records: mayRecordErrand(viewer, place.grid),
  }
}

async function save({ viewer, address, body }: CallOf<typeof placeRoutes.save>): Promise<z.output<typeof Place>> {
  const [own = ''] = viewer.scope.kind === 'grids' ? viewer.scope.prefixes : []
  if (!mayEditPlace(viewer, own)) throw new Problem('forbidden', 'Places are made and changed by dispatchers and administrators of their area.')
  const wanted = await body()
  const { atlas } = live()
  if (wanted.id !== undefined) await placeFor(viewer, wanted.id)
  const position = toWgs84(wanted.position, wanted.crs ?? 'WGS84')
  const grid = atlas.byId.get(atlas.locate(position) ?? 0)?.code
  if (grid === undefined || !mayEditPlace(viewer, grid)) throw new Problem('invalid', 'The position lies outside of your area.')
  return toldPlace(await savePlace({ viewer, address }, { ...wanted, position, grid }), atlas, Date.now())
}

async function giveGaps({ viewer, query, request }: CallOf<typeof placeRoutes.gaps>) {
  const { within, kind, service, meters } = query()
  const { atlas } = live()
  if (viewer.scope.kind !== 'grids') throw new Problem('forbidden', 'Households are of grids, and not of what a department was given.')
  const visible = gridsOf(narrowTo(viewer, within, atlas), atlas).filter((grid) => mayReadBinding(viewer, grid.code))
  const places = await listPlaces({ prefixes: null, kinds: kind && [kind], service, limit: 100_000 })
  const households = new Map<string, number>()
  for (const { grid, households: n } of (await loadPeopleBook()).counts) households.set(grid, (households.get(grid) ?? 0) + n)
  const middle = (code: string): Position => {
    const grid = atlas.byCode.get(code)
    return grid ? middleOf(grid) : [0, 0]
  }
  const rows = await new Slices(viewer.id, request.signal).run(gapSteps({ grids: atlas.grids, households, middle, places, meters }))
  const seen = new Set(visible.map(({ code }) => code))
  const shown = rows.filter(({ code }) => seen.has(code))
  const tops = shown.filter(({ code }) => !seen.has(atlas.byCode.get(code)?.parentCode ?? ''))
  const sum = (of: 'households' | 'beyond') => (tops.some((row) => row[of] === null) ? null : tops.reduce((total, row) => total + (row[of] ?? 0), 0))
  return {
    meters,
    places: places.length,
    total: { households: sum('households'), beyond: sum('beyond') },
    rows: shown.map((row) => ({ ...row, nameEn: englishGridName(atlas, row.code) })),
  }
}

async function giveErrands({ viewer, query }: CallOf<typeof placeRoutes.errands>) {
  if (visibilityClass(viewer) === 'screen') throw new Problem('forbidden', 'Screens are told no names, and nothing that somebody wrote.')
  const { within, place, trips, ...days } = query()
  const today = civilDate(Date.now())
  const { from = `${today.slice(0, 8)}01`, to = today } = days
  if (viewer.scope.kind !== 'grids') throw new Problem('forbidden', 'These are figures of grids, and not of what a department was given.')
  if (place !== undefined) await placeFor(viewer, place)
  const prefixes = placePrefixes(viewer, within, live().atlas)
  return readErrands({ prefixes, place, oneTrip: trips === undefined ? undefined : trips === 'one', from, to })
}

/** Service places, and what is done there. */
export const placesServed: readonly Served[] = [
  serveViewer(placeRoutes.list, givePlaces),
  serveViewer(placeRoutes.save, save),
  serveViewer(placeRoutes.gaps, giveGaps),
  serveViewer(placeRoutes.errands, giveErrands),
  serveViewer(placeRoutes.read, giveDetail),
  serveViewer(placeRoutes.errand, async ({ viewer, address, params, body }) => {
    const place = await placeFor(viewer, params().id)
    if (!mayRecordErrand(viewer, place.grid)) throw new Problem('forbidden', 'Errands are recorded by those who work there.')
    const errand = await body()
    if (!mayBeErrandDay(errand.day, Date.now()))
      throw new Problem('invalid', `Nothing was dealt with on ${errand.day}: it is a day since 2000, and tomorrow at the latest.`)
    await recordErrand({ viewer, address }, place.id, errand)
    return { id: errand.id }
  }),
  ...bookingsServed,
]
