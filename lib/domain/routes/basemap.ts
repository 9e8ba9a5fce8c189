import * as z from 'zod/mini'
import { TiandituTile } from '../basemap'
import type { Routes } from '../route'

/** The map under ours. */
export const basemapRoutes = {
  file: {
    method: 'GET',
    path: '/api/basemap/files/{path...}',
    access: 'viewer',
    summary: 'A file of the base map that the operator keeps on this machine, whole or in parts, as a map reads out of a PMTiles file',
    params: z.object({ path: z.array(z.string()) }),
    answer: { says: 'the file', bytes: 'application/octet-stream' },
    others: { 206: { says: 'a part of it' }, 304: { says: 'unchanged' }, 416: { says: 'there is no such part' } },
    problems: [404],
  },
  tianditu: {
    method: 'GET',
    path: '/api/basemap/tianditu/{layer}/{matrix}/{z}/{x}/{y}',
    access: 'viewer',
    summary: 'A tile of 天地图 by the key of this server; a transparent one where it cannot be had',
    params: TiandituTile,
    answer: { says: 'a picture', bytes: 'image/png' },
    problems: [400, 404],
  },
} as const satisfies Routes
