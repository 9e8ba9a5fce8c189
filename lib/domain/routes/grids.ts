import * as z from 'zod/mini'
import { GridCode, GridLevel } from '../grid'
import { Within, whole } from '../query-parts'
import type { Route } from '../route'

export const GridsQuery = z.object({ level: z.optional(whole(1, 4)), within: Within })

const GridFeatures = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      id: z.int(),
      geometry: z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(z.array(z.array(z.number())))) }),
      properties: z.object({
        code: GridCode,
        name: z.string(),
        /** in English: what is Chinese in the name is Hanyu Pinyin, but for the kind of place */
        nameEn: z.string(),
        /** the part of it that the grids above do not say */
        labelEn: z.string(),
        /** that part as a map shows it, without the kind of place where it is not needed */
        signEn: z.string(),
        level: GridLevel,
        parentCode: z.string(),
        households: z.int(),
        demo: z.boolean(),
      }),
    }),
  ),
})

export const gridsRoute = {
  method: 'GET',
  path: '/api/grids',
  access: 'viewer',
  summary: 'Grids with their boundaries, GeoJSON in WGS84; none for a place outside the scope',
  query: GridsQuery,
  answer: { says: 'the grids', json: { GridFeatures }, type: 'application/geo+json' },
  others: { 304: { says: 'unchanged' } },
} as const satisfies Route
