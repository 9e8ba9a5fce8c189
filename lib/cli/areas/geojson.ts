import { text } from 'node:stream/consumers'
import * as z from 'zod/mini'
import { FileError } from '@/lib/sources/file-error'
import { openBytes } from '@/lib/sources/tables/encoding'
import type { AreaFile } from './area'
import { crsOf } from './crs'

const Properties = z.nullish(z.record(z.string(), z.unknown()))
const Feature = z.object({ type: z.literal('Feature'), geometry: z.unknown(), properties: Properties })
const Collection = z.object({ type: z.literal('FeatureCollection'), features: z.array(Feature) })
const Old = z.object({ crs: z.object({ properties: z.object({ name: z.string() }) }) })
type Feature = z.infer<typeof Feature>

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse((await text(openBytes(file).bytes)).replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new FileError(`${file} cannot be read as GeoJSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function featuresOf(json: unknown): Feature[] {
  const collection = Collection.safeParse(json)
  if (collection.success) return collection.data.features
  const feature = Feature.safeParse(json)
  return [feature.success ? feature.data : { type: 'Feature', geometry: json, properties: null }]
}

/** The features of a GeoJSON file; a single feature or a bare geometry counts as one. Throws FileError when it is none. */
export async function readFeatures(file: string): Promise<Feature[]> {
  return featuresOf(await readJson(file))
}

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
