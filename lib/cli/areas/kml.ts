import { kml } from '@tmcw/togeojson'
import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom'
import { FileError } from '@/lib/sources/file-error'
import type { AreaFile } from './area'
import { crsOf } from './crs'

/** The placemarks of a KML file, with `name` and the values of ExtendedData as properties. KML is in WGS84. Throws FileError. */
export function readKml(bytes: Uint8Array, file: string): AreaFile {
  const placemarks = parse(bytes, file).map(({ geometry, properties }, i) => ({
    place: `placemark ${i + 1}`,
    properties: Object.fromEntries(
      Object.entries(properties ?? {}).flatMap(([key, value]) =>
        typeof value === 'string' || typeof value === 'number' ? [[key, String(value).trim()]] : [],
      ),
    ),
    geometry,
  }))
  return { crs: crsOf('WGS84'), features: placemarks, notes: [] }
}

function parse(bytes: Uint8Array, file: string) {
  const declared = /^<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 200)))?.[1] ?? 'utf-8'
  try {
    const text = new TextDecoder(declared, { fatal: true }).decode(bytes)
    return kml(new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml')).features
  } catch (error) {
    throw new FileError(`${file} cannot be read as KML: ${(error instanceof Error ? error.message : String(error)).split('\n')[0]}`)
  }
}
