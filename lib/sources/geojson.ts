import { text } from 'node:stream/consumers'
import * as z from 'zod/mini'
import { FileError } from './file-error'
import { openBytes } from './tables/encoding'

const Properties = z.nullish(z.record(z.string(), z.unknown()))
const Feature = z.object({ type: z.literal('Feature'), geometry: z.unknown(), properties: Properties })
const Collection = z.object({ type: z.literal('FeatureCollection'), features: z.array(Feature) })
export type Feature = z.infer<typeof Feature>

/** What a file of JSON says. Throws FileError when it is none. */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse((await text(openBytes(file).bytes)).replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new FileError(`${file} cannot be read as GeoJSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The features of GeoJSON; a single feature or a bare geometry counts as one. */
export function featuresOf(json: unknown): Feature[] {
  const collection = Collection.safeParse(json)
  if (collection.success) return collection.data.features
  const feature = Feature.safeParse(json)
  return [feature.success ? feature.data : { type: 'Feature', geometry: json, properties: null }]
}

/** The features of a GeoJSON file. Throws FileError when it is none. */
export async function readFeatures(file: string): Promise<Feature[]> {
  return featuresOf(await readJson(file))
}
