import * as z from 'zod/mini'
import type { Crs } from './event'

/** How a base map is brought into the dark: a light one inverted, a photograph dimmed, a dark one left as it is. */
export const BasemapLook = z.enum(['invert', 'dim', 'plain'])
export type BasemapLook = z.infer<typeof BasemapLook>

/**
 * The base map (底图) under our layers, as the page is told. Addresses are of tiles (`{z}/{x}/{y}`), of a PMTiles file or of a style;
 * those that begin with `/` are our own. `crs` is the datum of the tiles, to which our data are shifted. `look` null: by what is found.
 * `unusable`: the setting names something that cannot be drawn.
 */
export type Basemap =
  | { kind: 'none' }
  | { kind: 'unusable' }
  | {
      kind: 'raster'
      /** layers from the bottom up, each with the addresses among which it spreads its requests */
      layers: readonly (readonly string[])[]
      tileSize: 256 | 512
      maxzoom: number
      crs: Crs
      look: BasemapLook
      attribution: string
    }
  | { kind: 'pmtiles'; url: string; crs: Crs; look: BasemapLook | null }
  | { kind: 'style'; url: string; crs: Crs; look: BasemapLook }

/** What the page is told about its map: Mapbox GL with a token and a style where there is a token, and the base map of MapLibre. */
export type MapSettings = { mapbox: { token: string; style: string } | null; basemap: Basemap }

const counted = z.pipe(z.string().check(z.regex(/^\d{1,7}$/)), z.transform(Number))

/** The deepest level of 天地图's tiles. */
export const TIANDITU_MAXZOOM = 18

/**
 * A tile of 天地图: `vec`, `cva` map and its names, `img`, `cia` photographs and their names; in the grid of spherical Mercator (`w`) or
 * of longitude and latitude (`c`, EPSG:4490), which at level z has half as many rows as columns.
 */
export const TiandituTile = z
  .object({
    layer: z.enum(['vec', 'cva', 'img', 'cia']),
    matrix: z.enum(['w', 'c']),
    z: counted.check(z.gte(1), z.lte(TIANDITU_MAXZOOM)),
    x: counted,
    y: counted,
  })
  .check(
    z.refine(({ matrix, z: level, x, y }) => x < 2 ** level && y < 2 ** (matrix === 'w' ? level : level - 1), {
      error: 'no such tile at this level',
      path: ['x'],
    }),
  )
export type TiandituTile = z.infer<typeof TiandituTile>
