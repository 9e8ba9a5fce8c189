import { readTaken } from '@/lib/db/places/bookings'
import { readPlace, type StoredPlace } from '@/lib/db/places/places'
import { mayKnowGrid, narrow, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { DAY_MS, dayNumber, startOfDay } from '@/lib/domain/clock'
import type { Grid } from '@/lib/domain/grid'
import { labelPoint } from '@/lib/domain/label-point'
import type { Place, Slot } from '@/lib/domain/place'
import { openAt, slotsOfDay } from '@/lib/domain/place-hours'
import type { Position } from '@/lib/domain/position'
import { Problem } from '@/lib/domain/problem'
import { type PlacedTerm, searchable, termsOf } from '@/lib/domain/search-text'
import { englishGridName } from './english-names'
import { narrowTo } from './scope'

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/** A place as it is answered, with whether it is open now. */
export function toldPlace({ lastRequest: _request, meters, ...place }: StoredPlace, atlas: Atlas, now: number): Place {
  const { open, until } = openAt(place.hours, atlas.calendar, now)
  return {
    ...place,
    gridName: atlas.byCode.get(place.grid)?.name ?? place.grid,
    gridNameEn: englishGridName(atlas, place.grid),
    open: open && !place.closed,
    until: place.closed ? null : iso(until),
    meters: meters === null ? null : Math.round(meters),
  }
}

const middles = new WeakMap<Grid, Position>()
/** Where the households of a grid are taken to live: the point of it that is farthest from its border. */
export function middleOf(grid: Grid): Position {
  const known = middles.get(grid)
  if (known) return known
  const { position } = labelPoint(grid.geometry)
  middles.set(grid, position)
  return position
}

/** The place of a call, where the viewer may know its ground. Throws Problem('not_found'). */
export async function placeFor(viewer: Viewer, id: string): Promise<StoredPlace> {
  const place = await readPlace(id)
  if (!place || !mayKnowGrid(viewer, place.grid)) throw new Problem('not_found', 'There is no such place here.')
  return place
}

/** The first instant of a day, of today unless said. */
export const dayStart = (day: string | undefined): number => (day === undefined ? startOfDay(Date.now()) : Date.parse(`${day}T00:00:00+08:00`))

/** The slots of a place on the day that begins at `from`, with how many seats are taken. */
export async function slotsOf(place: StoredPlace, atlas: Atlas, from: number): Promise<Slot[]> {
  const taken = await readTaken(place.id, { from, to: from + 2 * DAY_MS })
  const takenAt = new Map(taken.map(({ service, startsAt, taken: n }) => [`${service} ${startsAt}`, n]))
  return place.offers.flatMap(({ service, minutes, seats }) =>
    slotsOfDay(place.hours, atlas.calendar, dayNumber(from), minutes).map((slot) => ({
      service,
      startsAt: new Date(slot.from).toISOString(),
      endsAt: new Date(slot.to).toISOString(),
      seats,
      taken: takenAt.get(`${service} ${slot.from}`) ?? 0,
    })),
  )
}

/** The prefixes of grids whose places a viewer may know; null: of the whole county. Throws Problem('not_found') for a place that is not there for them. */
export function placePrefixes(viewer: Viewer, within: string | undefined, atlas: Atlas): string[] | null {
  const narrowed = narrowTo(viewer, within, atlas)
  const at = narrow(narrowed, within) ?? narrowed
  if (at.scope.kind === 'grids') return at.scope.prefixes.includes('') ? null : at.scope.prefixes
  return at.within ? [at.within] : null
}

/** The words of a search, each with the grids that the viewer knows and that are called so, in either language. */
export function placedTerms(viewer: Viewer, q: string, atlas: Atlas): PlacedTerm[] {
  const known = atlas.grids.flatMap(({ code, name }) =>
    mayKnowGrid(viewer, code) ? [{ code, names: searchable(`${name} ${englishGridName(atlas, code)}`) }] : [],
  )
  return termsOf(q).map((term) => ({ term, places: known.flatMap(({ code, names }) => (names.includes(term) ? [code] : [])) }))
}
