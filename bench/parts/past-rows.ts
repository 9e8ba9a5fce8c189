import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Atlas } from '@/lib/domain/atlas'
import { toMercator } from '@/lib/domain/position'
import { NOW, pastOf, SPAN } from './past'

const COLUMNS =
  'number, id, case_day, case_seq, revision, occurred_at, received_at, handled_at, type_id, urgency, grid_id, position, cell_x, cell_y, content_hash'
const CHUNK = 5_000

async function copy(client: pg.PoolClient, into: string, rows: number, rowOf: (i: number) => string): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${into} FROM STDIN`))
  const done = new Promise<void>((resolve, reject) => stream.on('finish', resolve).on('error', reject))
  for (let from = 0; from < rows; from += CHUNK) {
    const text = Array.from({ length: Math.min(CHUNK, rows - from) }, (_, i) => rowOf(from + i)).join('')
    if (!stream.write(text)) await new Promise<void>((resolve) => stream.once('drain', () => resolve()))
  }
  stream.end()
  await done
}

/**
 * Fills the events of a county's database with a past, as if it had all been saved, and beside it the tables of a tile server in its own
 * projection: `tile_grids` (leaves) and `tile_events`, indexed, so that a tile needs no more work than it must.
 */
export async function fillPast(pool: pg.Pool, atlas: Atlas, count: number): Promise<void> {
  const past = pastOf(atlas)
  const events = Array.from({ length: count }, (_, i) => past(i + 1, NOW - SPAN + Math.floor((SPAN * i) / count)))
  const client = await pool.connect()
  const iso = (ms: number | null) => (ms === null ? '\\N' : new Date(ms).toISOString())
  try {
    await copy(client, `events (${COLUMNS})`, count, (i) => {
      const { change, position } = events[i] ?? past(1, NOW)
      const { after, number } = change
      const at = iso(after?.occurredAt ?? 0)
      const place = `SRID=4326;POINT(${position[0]} ${position[1]})`
      const facts = [after?.type, after?.urgency, after?.grid, place, after?.cellX, after?.cellY]
      return `${[number, randomUUID(), '2020-01-01', number, number, at, at, iso(after?.handledAt ?? null), ...facts].join('\t')}\t\\\\x00\n`
    })
    await client.query('UPDATE log_head SET revision = $1::int, next_number = $1::int + 1 WHERE id = 1', [count])
    await client.query('CREATE TABLE tile_events (grid_id int, handled boolean, geom geometry(Point, 3857))')
    await copy(client, 'tile_events', count, (i) => {
      const { change, position } = events[i] ?? past(1, NOW)
      const [x, y] = toMercator(position)
      return `${change.after?.grid}\t${change.after?.handledAt !== null}\tSRID=3857;POINT(${x} ${y})\n`
    })
    await client.query('CREATE INDEX ON tile_events USING gist (geom)')
    await client.query('CREATE TABLE tile_grids AS SELECT id, code, ST_Transform(geom, 3857) AS geom FROM leaves')
    await client.query('CREATE INDEX ON tile_grids USING gist (geom)')
    for (const table of ['events', 'tile_events', 'tile_grids']) await client.query(`VACUUM ANALYZE ${table}`)
  } finally {
    client.release()
  }
}
