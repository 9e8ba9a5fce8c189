import { addProtocol, type LayerSpecification, type SourceSpecification } from 'maplibre-gl'
import * as z from 'zod/mini'
import type { Basemap, BasemapLook } from '@/lib/domain/basemap'
import { vectorLayers } from './base-vector'
import type { MapTheme } from './theme'

/**
 * The base map (底图) as sources and layers below ours. All ids begin with `base-`. They are added one by one to a map that has ours
 * already, so that one that is wrong is missing alone.
 */
export type Base = { sources: Record<string, object>; layers: object[]; attribution: string }

type Paint = Extract<LayerSpecification, { type: 'raster' }>['paint']

/** Pictures in the dark. With its bounds of brightness exchanged, a light map comes out dark, and turned hues come back to their own. */
const paints: Record<BasemapLook, Paint> = {
  invert: {
    'raster-brightness-min': 0.46,
    'raster-brightness-max': 0.03,
    'raster-hue-rotate': 180,
    'raster-saturation': -0.5,
    'raster-fade-duration': 0,
  },
  dim: { 'raster-brightness-max': 0.5, 'raster-saturation': -0.35, 'raster-fade-duration': 0 },
  plain: { 'raster-fade-duration': 0 },
}

/** An address as the workers of the map need it; not by URL, which would spoil the braces of `{z}`. */
const absolute = (address: string, origin: string) => (address.startsWith('/') ? `${origin}${address}` : address)

/** Tiles of pictures, layer upon layer. */
export function rasterBase({ layers, tileSize, maxzoom, look, attribution }: Extract<Basemap, { kind: 'raster' }>, origin: string): Base {
  const sources = layers.map((tiles): SourceSpecification => ({ type: 'raster', tiles: tiles.map((t) => absolute(t, origin)), tileSize, maxzoom }))
  return {
    attribution,
    sources: Object.fromEntries(sources.map((source, i) => [`base-${i}`, source])),
    layers: sources.map((_, i): LayerSpecification => ({ id: `base-${i}`, type: 'raster', source: `base-${i}`, paint: paints[look] })),
  }
}

const Source = z.looseObject({
  type: z.string(),
  url: z.optional(z.string()),
  tiles: z.optional(z.array(z.string())),
  attribution: z.optional(z.string()),
})
const Style = z.looseObject({
  version: z.literal(8),
  sources: z.record(z.string(), Source),
  layers: z.array(z.looseObject({ id: z.string(), type: z.string(), source: z.optional(z.string()), paint: z.optional(z.looseObject({})) })),
})

/** Beside the style, where an address does not say otherwise. Braces stay as they are. */
function beside(address: string, style: string): string {
  if (address.startsWith('pmtiles://')) return `pmtiles://${beside(address.slice('pmtiles://'.length), style)}`
  return new URL(address, style).href.replace(/%7B/gi, '{').replace(/%7D/gi, '}')
}

/** The words of an attribution; it comes as HTML from whoever made the map. */
export const wordsOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&copy;/g, '©')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim()

/**
 * A MapLibre style without what it writes: names and signs need glyphs and sprites from its server, and the names on the wall are those
 * of grids. Throws when it is none.
 */
export function styleBase(json: unknown, address: string, look: BasemapLook): Base {
  const style = Style.parse(json)
  const sources = Object.entries(style.sources).map(([id, source]) => [
    `base-${id}`,
    {
      ...source,
      ...(source.url === undefined ? {} : { url: beside(source.url, address) }),
      ...(source.tiles ? { tiles: source.tiles.map((t) => beside(t, address)) } : {}),
    },
  ])
  const drawn = style.layers.filter(({ type, paint = {} }) => type !== 'symbol' && !Object.keys(paint).some((name) => name.endsWith('-pattern')))
  return {
    attribution: [...new Set(Object.values(style.sources).flatMap((s) => (s.attribution ? [wordsOf(s.attribution)] : [])))].join(' · '),
    sources: Object.fromEntries(sources),
    layers: drawn.map((layer) => ({
      ...layer,
      id: `base-${layer.id}`,
      ...(layer.source === undefined ? {} : { source: `base-${layer.source}` }),
      ...(layer.type === 'raster' ? { paint: { ...layer.paint, ...paints[look] } } : {}),
    })),
  }
}

/** Teaches the map to read PMTiles; saying it again changes nothing. */
async function readPmtiles(): Promise<typeof import('pmtiles')> {
  const pmtiles = await import('pmtiles')
  const protocol = new pmtiles.Protocol({ metadata: true })
  addProtocol('pmtiles', async ({ url, type = 'arrayBuffer' }, abort) => {
    const { data, ...kept } = await protocol.tilev4({ url, type }, abort)
    // a tile is a buffer to MapLibre and a view to this package; a picture that the file lacks is a transparent one
    const found = data instanceof Uint8Array ? data.slice().buffer : typeof data === 'object' ? data : null
    return { data: found ?? (await createImageBitmap(new ImageData(1, 1))), cacheControl: kept.cacheControl ?? null, expires: kept.expires ?? null }
  })
  return pmtiles
}

const Metadata = z.object({
  attribution: z._default(z.string(), ''),
  vector_layers: z._default(z.array(z.object({ id: z.string() })), []),
})

/** A PMTiles file: pictures as they are, or lines and areas in our own dark colours. */
async function pmtilesBase({ url, look }: Extract<Basemap, { kind: 'pmtiles' }>, origin: string, theme: MapTheme): Promise<Base> {
  const { PMTiles, TileType } = await readPmtiles()
  const address = absolute(url, origin)
  const file = new PMTiles(address)
  const [{ tileType, maxZoom }, metadata] = await Promise.all([file.getHeader(), file.getMetadata()])
  const { attribution, vector_layers } = Metadata.parse(metadata ?? {})
  const source = { url: `pmtiles://${address}` }
  const found = { attribution: wordsOf(attribution) }
  if (tileType === TileType.Mvt) {
    const ids = vector_layers.map((l) => l.id)
    return { ...found, sources: { 'base-0': { type: 'vector', ...source } }, layers: vectorLayers(ids, 'base-0', theme) }
  }
  const photographs = tileType === TileType.Jpeg || tileType === TileType.Webp || tileType === TileType.Avif
  return {
    ...found,
    sources: { 'base-0': { type: 'raster', tileSize: 256, maxzoom: maxZoom, ...source } },
    layers: [{ id: 'base-0', type: 'raster', source: 'base-0', paint: paints[look ?? (photographs ? 'dim' : 'invert')] }],
  }
}

/** What lies under our layers; null for nothing. Throws when it cannot be read. */
export async function loadBase(basemap: Basemap, origin: string, theme: MapTheme): Promise<Base | null> {
  switch (basemap.kind) {
    case 'none':
      return null
    case 'unusable':
      throw new Error('BASEMAP_URL names nothing that can be drawn')
    case 'raster':
      return rasterBase(basemap, origin)
    case 'pmtiles':
      return pmtilesBase(basemap, origin, theme)
    case 'style': {
      const address = absolute(basemap.url, origin)
      const response = await fetch(address, { credentials: 'same-origin' })
      if (!response.ok) throw new Error(`the style of the base map: ${response.status}`)
      const base = styleBase(await response.json(), address, basemap.look)
      if (JSON.stringify(base.sources).includes('"pmtiles://')) await readPmtiles()
      return base
    }
  }
}
