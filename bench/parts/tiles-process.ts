import { once } from 'node:events'
import { createServer } from 'node:http'
import pg from 'pg'
import { answerQuestions } from './helpers'

/** Asks a process to be a tile server over the tables of past-rows.ts, which is PostgreSQL's ST_AsMVT behind Node's own HTTP server. */
export type BeTiles = { tiles: { databaseUrl: string } }

const layers: Record<string, string> = {
  // the polygons with their figures, which a scan of all events makes
  grids: `WITH at AS (SELECT ST_TileEnvelope($1, $2, $3) AS box),
    figures AS (SELECT grid_id, count(*)::int AS reported, count(*) FILTER (WHERE handled)::int AS handled FROM tile_events GROUP BY grid_id),
    shapes AS (
      SELECT ST_AsMVTGeom(g.geom, at.box) AS geom, g.code, f.reported, f.handled
      FROM tile_grids g CROSS JOIN at LEFT JOIN figures f ON f.grid_id = g.id WHERE g.geom && at.box)
    SELECT ST_AsMVT(shapes, 'grids') AS tile FROM shapes`,
  // the points, of which the page makes the density
  events: `WITH at AS (SELECT ST_TileEnvelope($1, $2, $3) AS box),
    points AS (SELECT ST_AsMVTGeom(e.geom, at.box) AS geom FROM tile_events e CROSS JOIN at WHERE e.geom && at.box)
    SELECT ST_AsMVT(points, 'events') AS tile FROM points`,
}

async function serve({ tiles: { databaseUrl } }: BeTiles): Promise<string> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 })
  const server = createServer((request, response) => {
    const [, layer = '', z, x, y] = request.url?.split('/') ?? []
    pool.query<{ tile: Buffer }>({ name: layer, text: layers[layer] ?? '', values: [z, x, y].map(Number) }).then(
      ({ rows }) => response.writeHead(200, { 'Content-Type': 'application/vnd.mapbox-vector-tile' }).end(rows[0]?.tile),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

answerQuestions<BeTiles>(serve)
