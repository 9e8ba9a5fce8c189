import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod/mini'
import { type Basemap, type MapSettings, TIANDITU_MAXZOOM } from '@/lib/domain/basemap'
import type { Crs } from '@/lib/domain/event'
import type { Env } from '@/lib/env'

type Setting = Pick<Env, 'BASEMAP_URL' | 'BASEMAP_CRS' | 'BASEMAP_LOOK' | 'TIANDITU_KEY' | 'MAPBOX_TOKEN'>

/** Mapbox's own style, drawn at night. */
const MAPBOX_STYLE = 'mapbox://styles/mapbox/standard'
/** Hosts whose tiles are in GCJ-02 whatever the setting leaves unsaid (高德, 腾讯). */
const GCJ02_HOSTS = /(^|\.)(autonavi\.com|amap\.com|gtimg\.com|map\.qq\.com)$/i

const isOnWeb = (text: string) => /^https?:\/\//i.test(text)

/** The file of this machine that BASEMAP_URL names (a path, or file:), absolute; null when it names none. */
export function localFile(setting: string | undefined): string | null {
  if (!setting) return null
  if (setting.startsWith('file:')) return URL.canParse(setting) ? fileURLToPath(setting) : null
  return /^[a-z][a-z0-9+.-]+:/i.test(setting) ? null : path.resolve(setting)
}

/** `{1-4}` and `{a-c}` in an address stand for several servers. */
function spread(address: string): string[] {
  const range = /\{([0-9a-z])-([0-9a-z])\}/i.exec(address)
  if (!range) return [address]
  const [from, to] = [range[1]?.codePointAt(0) ?? 0, range[2]?.codePointAt(0) ?? 0]
  return Array.from({ length: Math.max(1, to - from + 1) }, (_, i) => address.replace(range[0], String.fromCodePoint(from + i)))
}

const hostOf = (address: string) => (URL.canParse(address) ? new URL(address).hostname : '')

function tianditu(kind: string, look: Setting['BASEMAP_LOOK']): Basemap {
  const pairs: Record<string, readonly string[]> = { vec: ['vec', 'cva'], img: ['img', 'cia'] }
  const layers = pairs[kind]
  if (!layers) return { kind: 'unusable' }
  return {
    kind: 'raster',
    layers: layers.map((layer) => [`/api/basemap/tianditu/${layer}/w/{z}/{x}/{y}`]),
    tileSize: 256,
    maxzoom: TIANDITU_MAXZOOM,
    crs: 'CGCS2000',
    look: look ?? (kind === 'vec' ? 'invert' : 'dim'),
    attribution: '天地图',
  }
}

/**
 * The base map that the settings ask for. `tianditu:vec` (the default with a key) and `tianditu:img`; tiles by `{z}`, `{x}`, `{y}`; a
 * `.pmtiles` file and a style, on the web or on this machine, from which they are then served by ourselves.
 */
export function basemapOf({ BASEMAP_URL: url, BASEMAP_CRS, BASEMAP_LOOK: look, TIANDITU_KEY }: Setting): Basemap {
  if (!url || url.startsWith('mapbox:')) return TIANDITU_KEY ? tianditu('vec', look) : { kind: 'none' }
  if (url.startsWith('tianditu:')) return TIANDITU_KEY ? tianditu(url.slice('tianditu:'.length), look) : { kind: 'unusable' }
  const file = localFile(url)
  if (!file && !isOnWeb(url)) return { kind: 'unusable' }
  const crs: Crs = BASEMAP_CRS ?? (GCJ02_HOSTS.test(hostOf(spread(url)[0] ?? '')) ? 'GCJ02' : 'WGS84')
  if (!file && ['{z}', '{x}', '{y}'].every((part) => url.includes(part))) {
    const layers = [spread(url)]
    return { kind: 'raster', layers, tileSize: 256, maxzoom: 18, crs, look: look ?? 'invert', attribution: hostOf(layers[0]?.[0] ?? '') }
  }
  const address = file ? `/api/basemap/files/${encodeURIComponent(path.basename(file))}` : url
  const ending = (file ?? new URL(url).pathname).toLowerCase()
  if (ending.endsWith('.pmtiles')) return { kind: 'pmtiles', url: address, crs, look: look ?? null }
  if (file && !ending.endsWith('.json')) return { kind: 'unusable' }
  return { kind: 'style', url: address, crs, look: look ?? 'plain' }
}

/** All that the page needs to know of its map. The token of Mapbox is public by design; the key of 天地图 stays here. */
export function mapSettingsOf(env: Setting): MapSettings {
  const style = env.BASEMAP_URL?.startsWith('mapbox:') ? env.BASEMAP_URL : MAPBOX_STYLE
  return { mapbox: env.MAPBOX_TOKEN ? { token: env.MAPBOX_TOKEN, style } : null, basemap: basemapOf(env) }
}

const StyleAddresses = z.looseObject({
  glyphs: z.optional(z.string()),
  sprite: z.optional(z.union([z.string(), z.array(z.object({ url: z.string() }))])),
  sources: z.optional(z.record(z.string(), z.looseObject({ url: z.optional(z.string()), tiles: z.optional(z.array(z.string())) }))),
})

/** The servers that a style of this machine names; none when it cannot be read. */
async function serversOfStyle(file: string): Promise<string[]> {
  try {
    const { sprite, sources = {} } = StyleAddresses.parse(JSON.parse(await readFile(file, 'utf8')))
    const sprites = typeof sprite === 'string' ? [sprite] : (sprite ?? []).map((s) => s.url)
    return [...sprites, ...Object.values(sources).flatMap((s) => [...(s.url ? [s.url] : []), ...(s.tiles ?? [])])]
  } catch {
    return []
  }
}

/** The other servers (origins) that a page may ask for its map, for its Content-Security-Policy; none unless the operator named them. */
export async function mapOrigins(env: Setting): Promise<string[]> {
  const { BASEMAP_URL: url, MAPBOX_TOKEN } = env
  const file = localFile(url)
  const named = file?.toLowerCase().endsWith('.json') ? await serversOfStyle(file) : url ? spread(url) : []
  const servers = named.map((address) => address.replace(/^pmtiles:\/\//, '')).filter((address) => isOnWeb(address) && URL.canParse(address))
  const mapbox = MAPBOX_TOKEN ? ['https://api.mapbox.com', 'https://events.mapbox.com'] : []
  return [...new Set([...servers.map((address) => new URL(address).origin), ...mapbox])]
}
