import proj4 from 'proj4'
import { toWgs84 } from '@/lib/domain/coordinates'
import { Crs } from '@/lib/domain/event'
import type { Position } from '@/lib/domain/position'

/**
 * A coordinate reference system that shapes can come in. `name` is kept with the grids; `unit` is what its numbers are. `toWgs84` takes x
 * (east) and y (north) and gives longitude and latitude; CGCS2000 counts as WGS84.
 */
export type SourceCrs = { name: string; unit: 'degrees' | 'metres'; toWgs84(x: number, y: number): Position }

/** What `--crs` takes, for people. */
export const CRS_HELP = 'WGS84, CGCS2000, GCJ02, BD09 or EPSG:n (4326, 4490, 3857, CGCS2000 Gauss-Kruger 4491 to 4554, UTM 32643 to 32653)'

const names: Record<Crs, string> = { WGS84: 'EPSG:4326', CGCS2000: 'EPSG:4490', GCJ02: 'GCJ02', BD09: 'BD09' }
const degrees = (crs: Crs): SourceCrs => ({ name: names[crs], unit: 'degrees', toWgs84: (x, y) => toWgs84([x, y], crs) })

type Projection = { meridian: number; falseEasting: number; falseNorthing?: number; scale?: number; latitude?: number; ellipsoid: 'GRS80' | 'WGS84' }

/** Transverse Mercator without a change of datum: WGS84 and CGCS2000 differ by centimetres. */
function transverse(name: string, { meridian, falseEasting, falseNorthing = 0, scale = 1, latitude = 0, ellipsoid }: Projection): SourceCrs {
  const converter = proj4(
    `+proj=tmerc +lat_0=${latitude} +lon_0=${meridian} +k=${scale} +x_0=${falseEasting} +y_0=${falseNorthing} +ellps=${ellipsoid} +units=m +no_defs`,
  )
  return { name, unit: 'metres', toWgs84: (x, y) => pair(converter.inverse([x, y])) }
}

const webMercator: SourceCrs = { name: 'EPSG:3857', unit: 'metres', toWgs84: (x, y) => pair(proj4('EPSG:3857').inverse([x, y])) }
const pair = ([x, y]: readonly number[]): Position => [x ?? Number.NaN, y ?? Number.NaN]

/** The system that `--crs` names, or null when it is none that can be converted exactly. */
export function crsOf(text: string): SourceCrs | null {
  const plain = Crs.options.find((crs) => crs === text.toUpperCase().replace('-', ''))
  if (plain) return degrees(plain)
  const code = Number(/^(?:urn:ogc:def:crs:)?EPSG:(?:[\d.]*:)?(\d{4,5})$/i.exec(text.trim())?.[1] ?? Number.NaN)
  if (/^urn:ogc:def:crs:OGC:(?:1\.3)?:CRS84$/i.test(text.trim()) || code === 4326) return degrees('WGS84')
  if (code === 4490) return degrees('CGCS2000')
  if (code === 3857) return webMercator
  const gaussKruger = gaussKrugerOf(code)
  if (gaussKruger) return transverse(`EPSG:${code}`, { ...gaussKruger, ellipsoid: 'GRS80' })
  if (code >= 32643 && code <= 32653)
    return transverse(`EPSG:${code}`, { meridian: (code - 32600) * 6 - 183, falseEasting: 500_000, scale: 0.9996, ellipsoid: 'WGS84' })
  return null
}

/** CGCS2000 Gauss-Kruger by EPSG code: zones of 6 degrees (4491 with the zone's number before the easting, 4502 without) and of 3 (4513, 4534). */
function gaussKrugerOf(code: number): { meridian: number; falseEasting: number } | null {
  const within = (first: number, count: number) => code >= first && code < first + count
  if (within(4491, 11)) return { meridian: 75 + 6 * (code - 4491), falseEasting: (code - 4491 + 13) * 1_000_000 + 500_000 }
  if (within(4502, 11)) return { meridian: 75 + 6 * (code - 4502), falseEasting: 500_000 }
  if (within(4513, 21)) return { meridian: 75 + 3 * (code - 4513), falseEasting: (code - 4513 + 25) * 1_000_000 + 500_000 }
  if (within(4534, 21)) return { meridian: 75 + 3 * (code - 4534), falseEasting: 500_000 }
  return null
}

const WGS84_DATUM = /^(?:D_|World Geodetic System )?(?:WGS[_ ]?(?:19)?84|1984)$/i
const CGCS2000_DATUM = /^(?:D_)?(?:China_2000|CGCS_?2000|China[_ ]Geodetic[_ ]Coordinate[_ ]System[_ ]2000)$/i

/**
 * The system of a `.prj` (well-known text, as ESRI or OGC write it). Gives a sentence when its datum cannot be converted exactly: Beijing
 * 54 and Xian 80 need parameters that are not public.
 */
export function crsOfPrj(prj: string): SourceCrs | string {
  const text = prj.replaceAll(/\s+/g, ' ').trim()
  const title = /^(?:PROJCS|GEOGCS|PROJCRS|GEOGCRS)\["([^"]*)"/i.exec(text)?.[1]
  if (!title) return 'the .prj is no description of a coordinate reference system'
  const datum = (/DATUM\["([^"]*)"/i.exec(text)?.[1] ?? '').trim()
  const wgs84 = WGS84_DATUM.test(datum)
  if (!wgs84 && !CGCS2000_DATUM.test(datum)) return `the .prj says "${title}", whose datum "${datum}" cannot be converted exactly`
  if (/^GEOG/i.test(text)) return degrees(wgs84 ? 'WGS84' : 'CGCS2000')
  const projection = /PROJECTION\["([^"]*)"/i.exec(text)?.[1] ?? ''
  const parameter = (name: string) => Number(new RegExp(`PARAMETER\\["${name}",\\s*([-\\d.eE+]+)`, 'i').exec(text)?.[1] ?? Number.NaN)
  const or = (value: number, otherwise: number) => (Number.isNaN(value) ? otherwise : value)
  const metre = Number([...text.matchAll(/UNIT\["[^"]*",\s*([\d.eE+-]+)/gi)].at(-1)?.[1] ?? 1) // the last one is the projection's own
  if (metre !== 1) return `the .prj says "${title}", which is not in metres`
  if (/^(?:Mercator_Auxiliary_Sphere|Popular_Visualisation_Pseudo_Mercator)$/i.test(projection)) return webMercator
  const meridian = parameter('Central_Meridian')
  if (!/^(?:Gauss_Kruger|Transverse_Mercator)$/i.test(projection) || Number.isNaN(meridian))
    return `the .prj says "${title}", and the projection "${projection}" is not known here`
  const found: Projection = {
    meridian,
    falseEasting: or(parameter('False_Easting'), 0),
    falseNorthing: or(parameter('False_Northing'), 0),
    scale: or(parameter('Scale_Factor'), 1),
    latitude: or(parameter('Latitude_Of_Origin'), 0),
    ellipsoid: wgs84 ? 'WGS84' : 'GRS80',
  }
  return transverse(epsgOf(found, wgs84) ?? title.slice(0, 64), found)
}

/** The EPSG code of a projection where it is a standard one. A town's own central meridian has none. */
function epsgOf({ meridian, falseEasting, falseNorthing, scale, latitude }: Projection, wgs84: boolean): string | null {
  if (falseNorthing !== 0 || latitude !== 0) return null
  if (wgs84) {
    const zone = (meridian + 183) / 6
    return scale === 0.9996 && falseEasting === 500_000 && Number.isInteger(zone) && zone >= 43 && zone <= 53 ? `EPSG:${32600 + zone}` : null
  }
  if (scale !== 1) return null
  for (let code = 4554; code >= 4491; code--) {
    const standard = gaussKrugerOf(code)
    if (standard?.meridian === meridian && standard.falseEasting === falseEasting) return `EPSG:${code}`
  }
  return null
}
