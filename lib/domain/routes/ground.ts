import * as z from 'zod/mini'
import { GridCode } from '../grid'
import { Bounds } from '../position'
import { numbers, words } from '../query-parts'
import type { Routes } from '../route'
import { NamedRoad, Surroundings } from '../surroundings'

/** Grids of one map at most: an alert may stand on many. */
export const MAX_GRIDS = 200
/** Degrees along either side of a box that streets are given for. */
export const MAX_BOX_DEGREES = 0.3

const isSmall = ([west, south, east, north]: Bounds) =>
  west < east && south < north && east - west <= MAX_BOX_DEGREES && north - south <= MAX_BOX_DEGREES

const Grids = z.object({ grids: z.pipe(z.transform(words), z.array(GridCode).check(z.minLength(1), z.maxLength(MAX_GRIDS))) })

/** Grids and what they lie in, by name. */
const GridNames = z.object({ names: z.array(z.object({ code: GridCode, name: z.string(), nameEn: z.string() })) })

export const groundRoutes = {
  names: {
    method: 'GET',
    path: '/api/grids/names',
    access: 'viewer',
    summary: 'What grids are called, and what they lie in, the outermost first',
    description: 'For grids that the asker knows and those above, as far as these are of their area or hold it; others are left out.',
    query: Grids,
    answer: { says: 'the names', json: { GridNames } },
  },
  around: {
    method: 'GET',
    path: '/api/grids/around',
    access: 'viewer',
    summary: 'The ground around grids, for a small map: their shapes and names, those of what lies around them, and the streets',
    description:
      'For grids that the asker knows: those of their area, and for a department any. What lies around them is told beyond that area too, by shape and name alone: it is ground, not events. Grids that are not there for this viewer are left out; 404 where none is left.',
    query: Grids,
    answer: { says: 'the ground', json: { Surroundings } },
    problems: [404],
  },
  roads: {
    method: 'GET',
    path: '/api/roads',
    access: 'viewer',
    summary: `The streets in a box of at most ${MAX_BOX_DEGREES} degrees, the largest first`,
    query: z.object({
      bbox: z.pipe(
        z.transform(numbers),
        Bounds.check(z.refine(isSmall, `a box is west,south,east,north, at most ${MAX_BOX_DEGREES} degrees wide and high`)),
      ),
    }),
    answer: { says: 'the streets', json: { Roads: z.object({ roads: z.array(NamedRoad) }) } },
  },
} as const satisfies Routes
