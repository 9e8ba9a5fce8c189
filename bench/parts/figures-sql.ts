import { DuckDBInstance, DuckDBTimestampTZValue } from '@duckdb/node-api'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Atlas } from '@/lib/domain/atlas'
import type { EventFacts } from '@/lib/domain/change'
import { startOfDay } from '@/lib/domain/clock'
import { NOW } from './past'

/** The figures of a grid as the peers answer them: all within it, on every level. */
export type GridFigure = { grid: string; reported: number; handled: number; today: number }
/** A database with the events' columns that the figures need and nothing else, which is the least it could have to read. */
export type FiguresPeer = { name: string; read(): Promise<GridFigure[]>; stop(): Promise<void> }

const day = startOfDay(NOW)
const tables = ['CREATE TABLE grids (id int, code text)', 'CREATE TABLE events (grid_id smallint, occurred_at timestamptz, handled_at timestamptz)']
/** One text for both: a scan for the grids' own counts, then each grid with all whose code begins with its own. */
const FIGURES = `
  WITH own AS (
    SELECT grid_id, count(*) AS reported, count(handled_at) AS handled,
      count(*) FILTER (WHERE occurred_at >= to_timestamp(${day / 1_000}) AND occurred_at < to_timestamp(${day / 1_000 + 86_400})) AS today
    FROM events GROUP BY grid_id
  )
  SELECT g.code AS grid, CAST(sum(reported) AS int) AS reported, CAST(sum(handled) AS int) AS handled, CAST(sum(today) AS int) AS today
  FROM grids g JOIN grids below ON starts_with(below.code, g.code) JOIN own ON own.grid_id = below.id GROUP BY g.code`

const gridRows = (atlas: Atlas) => atlas.grids.map((g) => `(${g.id}, '${g.code}')`).join(', ')

/** PostgreSQL as it comes, with what it reads in memory and its statistics made. */
export async function postgresFigures(url: string, atlas: Atlas, events: readonly EventFacts[]): Promise<FiguresPeer> {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' })
  await client.connect()
  for (const table of tables) await client.query(table)
  await client.query(`INSERT INTO grids VALUES ${gridRows(atlas)}`)
  const iso = (ms: number | null) => (ms === null ? '\\N' : new Date(ms).toISOString())
  const copy = client.query(copyFrom('COPY events FROM STDIN'))
  const done = new Promise<void>((resolve, reject) => copy.on('finish', resolve).on('error', reject))
  for (let from = 0; from < events.length; from += 10_000) {
    const lines = events.slice(from, from + 10_000).map((e) => `${e.grid}\t${iso(e.occurredAt)}\t${iso(e.handledAt)}\n`)
    if (!copy.write(lines.join(''))) await new Promise<void>((resolve) => copy.once('drain', () => resolve()))
  }
  copy.end()
  await done
  await client.query('VACUUM ANALYZE events')
  await client.query('ANALYZE grids')
  const statement = { name: 'figures', text: FIGURES }
  return { name: 'PostgreSQL', read: async () => (await client.query<GridFigure>(statement)).rows, stop: () => client.end() }
}

/** DuckDB in the benchmark's own process, in memory, on all cores. */
export async function duckFigures(atlas: Atlas, events: readonly EventFacts[]): Promise<FiguresPeer> {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  for (const table of tables) await connection.run(table)
  await connection.run(`INSERT INTO grids VALUES ${gridRows(atlas)}`)
  const appender = await connection.createAppender('events')
  const micros = (ms: number) => new DuckDBTimestampTZValue(BigInt(ms) * 1_000n)
  for (const { grid, occurredAt, handledAt } of events) {
    appender.appendSmallInt(grid)
    appender.appendTimestampTZ(micros(occurredAt))
    if (handledAt === null) appender.appendNull()
    else appender.appendTimestampTZ(micros(handledAt))
    appender.endRow()
  }
  appender.closeSync()
  const statement = await connection.prepare(FIGURES)
  return {
    name: 'DuckDB',
    read: async () =>
      (await (await statement.runAndReadAll()).getRowObjectsJS()).map(({ grid, reported, handled, today }) => ({
        grid: String(grid),
        reported: Number(reported),
        handled: Number(handled),
        today: Number(today),
      })),
    stop: async () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
