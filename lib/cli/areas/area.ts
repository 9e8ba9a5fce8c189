import type { Encoding } from '@/lib/sources/tables/encoding'
import type { SourceCrs } from './crs'

/** One feature of a file: where it stands in it, its properties as text, and its shape as the file has it (GeoJSON), or why it has none. */
export type AreaFeature = { place: string; properties: Record<string, string>; geometry: unknown; fault?: string }

/** What a file holds, in its own coordinates. `crs` is what the file itself says: null when nothing, a sentence when it cannot be used. */
export type AreaFile = { crs: SourceCrs | string | null; features: AreaFeature[]; notes: string[] }

export type AreaOptions = { encoding?: Encoding | undefined; sheet?: string | undefined; wktField?: string | undefined }
