import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type LIFE_TIMES, lifeFacts, lifeGroups } from '@/lib/db/events/life-sql'
import type { Atlas } from '@/lib/domain/atlas'
import type { EventFacts } from '@/lib/domain/change'
import { dayNumber } from '@/lib/domain/clock'
import { FIGURE_TERMS, FigureName, type FigureTerm } from '@/lib/domain/figure-terms'
import { touchedDays, wholeHours } from '@/lib/domain/figures'
import { EVENT_STATES, LIGHTS } from '@/lib/domain/life'

/** The counts of all KPIs of a period, for each street: code and counts by name. */
export type KpisPeer = { read(from: number, to: number): Promise<Map<string, Record<string, number>>>; stop(): Promise<void> }

const COLUMNS = 'grid_id, occurred_at, handled_at, state, light, life_flags, deadline, close_by, accepted_at, dispatched_at, handed_in_at'
const TABLE = `CREATE TABLE events (grid_id smallint, occurred_at timestamptz, handled_at timestamptz, state smallint, light smallint,
  life_flags int, deadline timestamptz, close_by timestamptz, accepted_at timestamptz, dispatched_at timestamptz,
  handed_in_at timestamptz)`

/** PostgreSQL with a table of what the KPIs need and nothing else. */
export async function postgresKpis(url: string, atlas: Atlas, events: readonly EventFacts[], now: number): Promise<KpisPeer> {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' })
  await client.connect()
  await client.query(TABLE)
  await client.query('CREATE TABLE grids (id int, street text)')
  await client.query(`INSERT INTO grids VALUES ${atlas.grids.map((g) => `(${g.id}, '${g.code.slice(0, 9)}')`).join(', ')}`)
  const iso = (ms: number | null | undefined) => (ms == null ? '\\N' : new Date(ms).toISOString())
  const copy = client.query(copyFrom(`COPY events (${COLUMNS}) FROM STDIN`))
  const done = new Promise<void>((resolve, reject) => copy.on('finish', resolve).on('error', reject))
  for (let from = 0; from < events.length; from += 10_000) {
    const lines = events.slice(from, from + 10_000).map(({ grid, occurredAt, handledAt, life }) => {
      const [state, light] = [EVENT_STATES.indexOf(life?.state ?? 'closed'), LIGHTS.indexOf(life?.light ?? 'normal')]
      const times = [life?.deadline, life?.closeBy, life?.acceptedAt, life?.dispatchedAt, life?.handedInAt].map(iso)
      return `${[grid, iso(occurredAt), iso(handledAt), state, light, life?.flags ?? 0, ...times].join('\t')}\n`
    })
    if (!copy.write(lines.join(''))) await new Promise<void>((resolve) => copy.once('drain', () => resolve()))
  }
  copy.end()
  await done
  await client.query('VACUUM ANALYZE events')
  return {
    async read(from, to) {
      const { rows } = await client.query<{ street: string } & Record<string, number>>(kpisSql(from, to, now))
      return new Map(rows.map((row) => [row.street, row]))
    },
    stop: () => client.end(),
  }
}

/** One statement that reads the table once. Bounds are numbers of ours. */
function kpisSql(from: number, to: number, now: number): string {
  const hours = wholeHours(from, to, now)
  const { first, end } = touchedDays(hours)
  const [start, stop] = [first ?? 0, end ?? 0]
  const days = { inside: [start, stop], before: [0, start], ahead: [Math.max(dayNumber(now), start), stop] } as const
  const inHours = (column: string) =>
    `${column} >= to_timestamp(${(hours.from ?? 0) / 1_000}) AND ${column} < to_timestamp(${(hours.to ?? 0) / 1_000})`
  const when = (term: FigureTerm): string => {
    if (term.days === null)
      return term.count === 'handledInPeriod'
        ? inHours('handled_at')
        : `${inHours('occurred_at')}${term.count === 'handled' ? ' AND handled_at IS NOT NULL' : ''}`
    const [low, high] = days[term.days]
    const within = (day: keyof typeof LIFE_TIMES) => `on_${day} >= ${low} AND on_${day} < ${high}`
    if (term.count === 'reportedOnDays') return within('occurred')
    if (term.count === 'closed') return `${within('handled')} AND closed`
    for (const { day, of, counters } of lifeGroups)
      for (const [counter, holds] of counters) if (counter === term.count) return `${within(day)} AND (${of}) AND (${holds})`
    throw new Error(`${term.count} is counted nowhere`)
  }
  const figures = FigureName.options.map((name) => {
    const terms = FIGURE_TERMS[name].map((term) => `${term.sign === 1 ? '+' : '-'} count(*) FILTER (WHERE ${when(term)})`)
    return `(0 ${terms.join(' ')})::int AS "${name}"`
  })
  return `WITH l AS (
      SELECT g.street, e.occurred_at, ${lifeFacts} FROM events e JOIN grids g ON g.id = e.grid_id WHERE e.state <> ${EVENT_STATES.indexOf('void')}
    ) SELECT street, ${figures.join(', ')} FROM l GROUP BY street`
}
