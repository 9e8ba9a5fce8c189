import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Atlas } from '@/lib/domain/atlas'
import { EVENT_STATES, LIGHTS, sourceLife } from '@/lib/domain/life'
import { toMercator } from '@/lib/domain/position'
import { showProgress } from './options'
import { NOW, type Past, pastOf, SPAN } from './past'

const COLUMNS =
  'number, id, case_day, case_seq, revision, occurred_at, received_at, handled_at, deadline, state, light, type_id, urgency, grid_id, position, cell_x, cell_y, content_hash'
const CHUNK = 5_000

async function copy(client: pg.PoolClient, into: string, rows: number, rowOf: (i: number) => string): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${into} FROM STDIN`))
  const done = new Promise<void>((resolve, reject) => stream.on('finish', resolve).on('error', reject))
  for (let from = 0; from < rows; from += CHUNK) {
    const text = Array.from({ length: Math.min(CHUNK, rows - from) }, (_, i) => rowOf(from + i)).join('')
    if (!stream.write(text)) await new Promise<void>((resolve) => stream.once('drain', () => resolve()))
    showProgress(`filling ${into.split(' ')[0]}: ${from.toLocaleString('en')} of ${rows.toLocaleString('en')}`)
  }
  stream.end()
  await done
}

const iso = (ms: number | null | undefined) => (ms === null || ms === undefined ? '\\N' : new Date(ms).toISOString())

/** A row of the events' table. */
function eventRow({ change: { after, number }, position }: Past): string {
  const at = iso(after?.occurredAt ?? 0)
  const life = after?.life ?? sourceLife(null)
  const times = [at, at, iso(after?.handledAt), iso(life.deadline)]
  const codes = [EVENT_STATES.indexOf(life.state), LIGHTS.indexOf(life.light), after?.type, after?.urgency, after?.grid]
  const place = [`SRID=4326;POINT(${position[0]} ${position[1]})`, after?.cellX, after?.cellY]
  return `${[number, randomUUID(), '2020-01-01', number, number, ...times, ...codes, ...place].join('\t')}\t\\\\x00\n`
}

/** Adds the events of a past to the table, those after `from` up to `to`, as if they had all been saved; their times go up to NOW. */
export async function addPast(pool: pg.Pool, atlas: Atlas, { from, to }: { from: number; to: number }): Promise<void> {
  const past = pastOf(atlas)
  const client = await pool.connect()
  try {
    const count = to - from
    await copy(client, `events (${COLUMNS})`, count, (i) => eventRow(past(from + i + 1, NOW - SPAN + Math.floor((SPAN * i) / count))))
    // they are in no log: one that begins after them, which no older state of a board can be brought up to
    await client.query('UPDATE log_head SET revision = $1::int, began = $1::int, next_number = $1::int + 1 WHERE id = 1', [to])
    await client.query('DELETE FROM checkpoints')
    showProgress('VACUUM ANALYZE')
    await client.query('VACUUM ANALYZE events')
  } finally {
    client.release()
  }
}

/**
 * Fills the events of a county's database with a past, as if it had all been saved, and beside it the tables of a tile server in its own
 * projection: `tile_grids` (leaves) and `tile_events`, indexed, so that a tile needs no more work than it must.
 */
export async function fillPast(pool: pg.Pool, atlas: Atlas, count: number): Promise<void> {
  await addPast(pool, atlas, { from: 0, to: count })
  const past = pastOf(atlas)
  const client = await pool.connect()
  try {
    await client.query('CREATE TABLE tile_events (grid_id int, handled boolean, geom geometry(Point, 3857))')
    await copy(client, 'tile_events', count, (i) => {
      const { change, position } = past(i + 1, NOW - SPAN + Math.floor((SPAN * i) / count))
      const [x, y] = toMercator(position)
      return `${change.after?.grid}\t${change.after?.handledAt !== null}\tSRID=3857;POINT(${x} ${y})\n`
    })
    await client.query('CREATE INDEX ON tile_events USING gist (geom)')
    await client.query('CREATE TABLE tile_grids AS SELECT id, code, ST_Transform(geom, 3857) AS geom FROM leaves')
    await client.query('CREATE INDEX ON tile_grids USING gist (geom)')
    for (const table of ['tile_events', 'tile_grids']) await client.query(`VACUUM ANALYZE ${table}`)
  } finally {
    client.release()
  }
}
