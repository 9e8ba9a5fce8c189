import * as z from 'zod/mini'
import { featuresOf, readJson } from '@/lib/sources/geojson'
import type { AreaFile } from './area'
import { crsOf } from './crs'

const Old = z.object({ crs: z.object({ properties: z.object({ name: z.string() }) }) })

/** A GeoJSON file as areas. It is in WGS84 (RFC 7946), unless it has the `crs` of the older format. */
export async function readGeoJson(file: string): Promise<AreaFile> {
  const json = await readJson(file)
  const old = Old.safeParse(json)
  const name = old.success ? old.data.crs.properties.name : 'WGS84'
  const features = featuresOf(json).map(({ geometry, properties }, i) => ({
    place: `feature ${i + 1}`,
    properties: Object.fromEntries(
      Object.entries(properties ?? {}).flatMap(([key, value]) =>
        typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[key, String(value)]] : [],
      ),
    ),
    geometry,
  }))
  return { crs: crsOf(name) ?? `the file says "${name}", which cannot be converted exactly`, features, notes: [] }
}
