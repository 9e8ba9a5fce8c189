// Grids, figures and heat over HTTP with 638,000 events; peer: the same polygons with their counts and the same points as tiles of ST_AsMVT on PostgreSQL.
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { createToken } from '@/lib/db/accounts/tokens'
import { toMercator } from '@/lib/domain/position'
import { findPostgres, startCluster } from '@/lib/testing/native-cluster'
import { withClient } from '@/lib/testing/templates'
import { startHelper } from './parts/helpers'
import { openCounty } from './parts/ingest'
import { load, readOptions, showProgress } from './parts/options'
import { fillPast } from './parts/past-rows'
import { printTable } from './parts/race'
import { startService } from './parts/service'
import type { BeTiles } from './parts/tiles-process'
import { inTurns } from './parts/turns'

const { events, turns, zoom } = readOptions({ events: 638_000, turns: 9, zoom: 11 })
const AIM = { state: 50, density: 500 }

const bin = findPostgres()
if (!bin) {
  console.error('This benchmark needs PostgreSQL with PostGIS; on Debian: apt-get install postgresql-15-postgis-3')
  process.exit(1)
}

/** The bytes of an answer; throws unless it is 200. */
function get(url: URL, agent: http.Agent, headers: Record<string, string> = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const body = Buffer.concat(parts)
        if (answer.statusCode === 200) resolve(body)
        else reject(new Error(`${url.pathname}: ${answer.statusCode} ${body.toString().slice(0, 200)}`))
      })
    })
    request.on('error', reject)
  })
}

const began = performance.now()
const cluster = await startCluster({ bin, settings: { shared_buffers: '512MB' } })
const tileServer = startHelper('tiles-process')
const ends: (() => Promise<unknown>)[] = [() => cluster.stop()]
try {
  showProgress('filling the database')
  await withClient(cluster.url('postgres'), (client) => client.query('CREATE DATABASE county'))
  const { pool, atlas } = await openCounty(cluster.url('county'))
  ends.push(() => pool.end())
  await fillPast(pool, atlas, events)
  showProgress('starting the servers')
  const service = await startService(cluster.url('county'))
  ends.push(() => service.stop())
  const tilesUrl = await tileServer.ask<string>({ tiles: { databaseUrl: cluster.url('county') } } satisfies BeTiles)
  const { token } = await createToken({ name: 'bench', role: 'supervisor', scope: { kind: 'grids', prefixes: [''] }, expiresAt: null })

  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 })
  const bytes: Record<string, number> = {}
  const ours =
    (path: string, name = path) =>
    async () => {
      const body = await get(new URL(path, service.url), agent, { authorization: `Bearer ${token}` })
      bytes[name] = body.length
    }
  // the fewest tiles of the size that a page asks for which hold the county
  const [west = 0, south = 0, east = 0, north = 0] = atlas.bounds ?? []
  const half = Math.PI * 6_378_137
  const tileAt = (lon: number, lat: number) => {
    const [x, y] = toMercator([lon, lat])
    return [Math.floor(((x + half) / (2 * half)) * 2 ** zoom), Math.floor(((half - y) / (2 * half)) * 2 ** zoom)] as const
  }
  const [[x0, y0], [x1, y1]] = [tileAt(west, north), tileAt(east, south)]
  const tiles = Array.from(
    { length: (x1 - x0 + 1) * (y1 - y0 + 1) },
    (_, i) => `${zoom}/${x0 + (i % (x1 - x0 + 1))}/${y0 + Math.floor(i / (x1 - x0 + 1))}`,
  )
  const peer = (layer: string) => async () => {
    const bodies = await Promise.all(tiles.map((tile) => get(new URL(`/${layer}/${tile}`, tilesUrl), agent)))
    bytes[layer] = bodies.reduce((sum, body) => sum + body.length, 0)
  }
  const post = async () => {
    const event = { id: randomUUID(), occurredAt: new Date().toISOString(), type: atlas.types[0]?.code }
    const answer = await fetch(new URL('/api/events', service.url), {
      method: 'POST',
      body: JSON.stringify({ ...event, position: [(west + east) / 2, (south + north) / 2] }),
      headers: { authorization: `Bearer ${service.tokens.reporter}`, 'content-type': 'application/json' },
    })
    if (answer.status !== 200) throw new Error(`an event was refused: ${await answer.text()}`)
  }
  const HEAT = '/api/heat?window=all'

  showProgress('reading')
  const [grids = 0, kpis = 0, snapshot = 0, heat = 0, polygons = 0, points = 0] = await inTurns(turns, [
    { run: ours('/api/grids'), each: 5 },
    { run: ours('/api/kpis'), each: 5 },
    { run: ours('/api/snapshot'), each: 5 },
    { run: ours(HEAT), each: 5 },
    { run: peer('grids') },
    { run: peer('events') },
  ])
  // after each event the picture is another one
  const fresh: number[] = []
  for (let i = 0; i < turns; i++) {
    await post()
    const start = performance.now()
    await ours(HEAT)()
    fresh.push(performance.now() - start)
  }
  const heatAfter = fresh.sort((a, b) => a - b)[fresh.length >> 1] ?? 0
  showProgress('')

  const row = (what: string, ms: number, size = '') => [what, ms.toFixed(1), size]
  const kb = (name: string) => `${Math.round((bytes[name] ?? 0) / 1_000).toLocaleString('en')} kB`
  console.log(
    `${events.toLocaleString('en')} events, ${atlas.grids.length} grids, on PostgreSQL; one reader; the peer answers ${tiles.length} tiles of zoom ${zoom}`,
  )
  printTable([
    ['', 'ms', 'size'],
    row('ours: GET /api/grids', grids, kb('/api/grids')),
    row('ours: GET /api/snapshot (figures of all grids, 200 events)', snapshot, kb('/api/snapshot')),
    row('ours: GET /api/kpis', kpis, kb('/api/kpis')),
    row(`ours: GET ${HEAT}`, heat, kb(HEAT)),
    row('ours: the same right after an event', heatAfter, kb(HEAT)),
    row('peer: polygons of the leaves with their counts', polygons, kb('grids')),
    row('peer: points of all events', points, kb('events')),
  ])
  const aim = (what: string, ratio: number, least: number) =>
    console.log(`${what}: ${ratio.toFixed(0)}x (aim: at least ${least}x) ${ratio >= least ? 'reached' : 'NOT reached'}`)
  aim('grid state: polygons with counts to grids and figures', polygons / (grids + snapshot), AIM.state)
  aim('grid state again: polygons with counts to figures, once the grids are there', polygons / snapshot, AIM.state)
  aim('event density: points to the field', points / heat, AIM.density)
  aim('event density right after an event', points / heatAfter, AIM.density)
  console.log(`took ${((performance.now() - began) / 1_000).toFixed(0)} s; load of the machine (1 min) ${load()}`)
} finally {
  tileServer.end()
  for (const end of ends.reverse()) await end()
}
