import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { migrate } from '@/lib/db/engine/migrate'
import { openPool, setPool } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { loadAtlas, saveGrids } from '@/lib/db/ground/grids'
import { saveTypes } from '@/lib/db/ground/types'
import { countyGrids } from '@/lib/demo/county'
import { EVENT_TYPES } from '@/lib/demo/event-types'
import type { Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import type { EventIn } from '@/lib/domain/event'
import type { Contender } from './race'

/** What all contenders save: events as the API gets them, after JSON.parse. */
export type Batch = EventIn[]

/** The time at which the benchmark says it is. */
const NOW = Date.UTC(2026, 10, 24, 4)
const QUARTER = 15 * 60_000

const digits7 = (degrees: number) => Math.round(degrees * 1e7) / 1e7

/** Makes batches of events spread over the county; they are reported with a lag that is a quarter of an hour on average. */
export function batchMaker(atlas: Atlas, rows: number): () => Batch {
  const [west, south, east, north] = atlas.bounds ?? [0, 0, 0, 0]
  const codes = atlas.types.map((t) => t.code)
  const position = (): [number, number] => {
    for (;;) {
      // seven digits, as they are stored: rounding must not move a point out of the county
      const p: [number, number] = [digits7(west + Math.random() * (east - west)), digits7(south + Math.random() * (north - south))]
      if (atlas.locate(p) !== null) return p
    }
  }
  return () =>
    Array.from({ length: rows }, (_, i) => ({
      id: randomUUID(),
      occurredAt: new Date(NOW + Math.floor(Math.log(1 - Math.random()) * QUARTER)).toISOString(),
      type: codes[i % codes.length] ?? '',
      position: position(),
      title: `群众反映事项 ${i}`,
      source: 'bench',
    }))
}

/** A database with the demonstration county; its pool is the shared one from now on. */
export async function openCounty(url: string): Promise<{ pool: pg.Pool; atlas: Atlas }> {
  const client = new pg.Client(url)
  await client.connect()
  await migrate(client)
  await client.end()
  const pool = openPool(url)
  setPool(pool)
  await saveTypes(EVENT_TYPES, { now: NOW })
  await saveGrids(countyGrids(), { demo: true, now: NOW })
  // for the peers: only the leaves, so that ST_Covers is asked no more often than it must be
  await pool.query('CREATE TABLE leaves AS SELECT id, code, geom FROM grids g WHERE NOT EXISTS (SELECT FROM grids c WHERE c.parent_code = g.code)')
  await pool.query('CREATE INDEX ON leaves USING gist (geom)')
  await pool.query('ANALYZE leaves')
  return { pool, atlas: await loadAtlas() }
}

/** Fills the table to a size at which the indexes have their depth, the same for every contender. */
export async function fill(pool: pg.Pool, rows: number): Promise<void> {
  await pool.query(
    `INSERT INTO events (number, id, case_day, case_seq, revision, occurred_at, received_at, type_id, urgency, grid_id, position, cell_x, cell_y, content_hash)
     SELECT i, gen_random_uuid(), '2026-11-01', i, i, '2026-11-01Z'::timestamptz - random() * interval '30 days', '2026-11-01Z', 1, 4, 1,
       ST_SetSRID(ST_MakePoint(112.18 + random() * 0.1, 32.99 + random() * 0.1), 4326), 1, 1, '\\x00' FROM generate_series(1, $1::int) i`,
    [rows],
  )
  await pool.query('UPDATE log_head SET next_number = $1::int + 1 WHERE id = 1', [rows])
  await pool.query('VACUUM ANALYZE events')
}

const viewer: Viewer = { id: 'bench', name: 'bench', role: 'administrator', scope: { kind: 'grids', prefixes: [''] } }

/** Ours: rows are read, checked, placed, hashed, looked up, numbered, inserted and logged. */
export const ours = (pool: pg.Pool): Contender<Batch> => ({
  name: 'saveEvents',
  save: async (batch) => {
    setPool(pool)
    const result = await saveEvents(batch, { viewer, now: NOW })
    if (result.accepted !== batch.length) throw new Error(`saved ${result.accepted} of ${batch.length}: ${JSON.stringify(result.rejected[0])}`)
  },
})

/** Peer: typed arrays into UNNEST, the leaf found by ST_Covers, deadlines by plain addition, nothing else. One connection. */
export function unnestCovers(client: pg.Client, atlas: Atlas, firstNumber: number): Contender<Batch> {
  let number = firstNumber
  const types = new Map(atlas.types.map((t) => [t.code, t]))
  return {
    name: 'UNNEST + ST_Covers',
    save: oneAtATime(async (batch) => {
      const numbers = batch.map(() => number++)
      await client.query({
        name: 'peer-unnest',
        text: `INSERT INTO events (number, id, case_day, case_seq, revision, occurred_at, received_at, type_id, urgency, grid_id, position, cell_x, cell_y, content_hash, title, source,
            deadline, next_light_at)
          SELECT n, id, '2026-11-24', n, n, occurred, now(), type, urgency,
            (SELECT g.id FROM leaves g WHERE ST_Covers(g.geom, p) ORDER BY g.code LIMIT 1), p, 0, 0, '\\x00', title, source,
            occurred + interval '3 days', occurred + interval '2 days'
          FROM unnest($1::int[], $2::uuid[], $3::timestamptz[], $4::int[], $5::int[], $6::float8[], $7::float8[], $8::text[], $9::text[])
            AS u (n, id, occurred, type, urgency, lon, lat, title, source), LATERAL (SELECT ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS p OFFSET 0) AS at`,
        values: [
          numbers,
          batch.map((e) => e.id),
          batch.map((e) => e.occurredAt),
          batch.map((e) => types.get(e.type)?.id),
          batch.map((e) => types.get(e.type)?.urgency),
          batch.map((e) => e.position?.[0]),
          batch.map((e) => e.position?.[1]),
          batch.map((e) => e.title),
          batch.map((e) => e.source),
        ],
      })
    }),
  }
}

/** A connection takes one statement at a time; batches in flight wait for each other here. */
function oneAtATime(save: (batch: Batch) => Promise<void>): (batch: Batch) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return (batch) => {
    last = last.then(() => save(batch))
    return last
  }
}

/** Peer: COPY of finished rows into the same table and indexes, one transaction a batch. One connection. */
export function bareCopy(client: pg.Client, firstNumber: number): Contender<Batch> {
  let number = firstNumber
  const after = ({ occurredAt }: EventIn, days: number) => new Date(Date.parse(occurredAt) + days * 86_400_000).toISOString()
  const copy = async (batch: Batch) => {
    const lines = batch.map((e) => {
      const n = number++
      const [lon = 0, lat = 0] = e.position ?? []
      return `${n}\t${e.id}\t2026-11-24\t${n}\t${n}\t${e.occurredAt}\t${e.occurredAt}\t1\t4\t300\t${point(lon, lat)}\t0\t0\t\\\\x00\t${e.title}\t${e.source}\t${after(e, 3)}\t${after(e, 2)}\n`
    })
    const stream = client.query(
      copyFrom(
        'COPY events (number, id, case_day, case_seq, revision, occurred_at, received_at, type_id, urgency, grid_id, position, cell_x, cell_y, content_hash, title, source, deadline, next_light_at) FROM STDIN',
      ),
    )
    await new Promise<void>((resolve, reject) => stream.on('finish', resolve).on('error', reject).end(lines.join('')))
  }
  return { name: 'bare COPY', save: oneAtATime(copy) }
}

const ewkb = Buffer.alloc(25)
ewkb.writeUInt8(1, 0)
ewkb.writeUInt32LE(0x20000001, 1)
ewkb.writeUInt32LE(4326, 5)

/** A point as hexadecimal EWKB, which is read faster than WKT. */
function point(lon: number, lat: number): string {
  ewkb.writeDoubleLE(lon, 9)
  ewkb.writeDoubleLE(lat, 17)
  return ewkb.toString('hex')
}
