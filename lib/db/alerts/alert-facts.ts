import type { Atlas } from '@/lib/domain/atlas'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import type { Life } from '@/lib/domain/life'
import type { PoolClient } from '../engine/pool'
import { readLives } from '../events/event-detail'
import { readStanding } from '../events/standing'

/** What events of this source say is made up to try the speed, and is no news to anybody. */
export const LOAD = 'load'

/** What rules of fact ask of an event beside its change (lib/warning/rule-facts.ts `About`). */
export type FactAbout = { ignored: boolean; overdueSince: number | null; importedAt: number | null }

/** Reads what rules of fact ask of the events of these changes, as they stand now; times are epoch milliseconds. */
export async function readAbout(tx: PoolClient, changes: readonly EventChange[], atlas: Atlas): Promise<Map<number, FactAbout>> {
  if (changes.length === 0) return new Map()
  const { rows } = await tx.query<{ number: number; source: string | null; importedAt: number | null }>({
    name: 'alert-facts',
    text: `SELECT e.number, e.source, (extract(epoch FROM c.backfilled_at) * 1000)::float8 AS "importedAt"
      FROM unnest($1::int4[], $2::int8[]) AS u (number, before) JOIN events e ON e.number = u.number
      LEFT JOIN LATERAL (SELECT backfilled_at FROM changes WHERE first_revision <= u.before ORDER BY first_revision DESC LIMIT 1) AS c ON u.before > 0`,
    values: [changes.map(({ number }) => number), changes.map(({ before }) => before?.revision ?? 0)],
  })
  const lives = await readLives(
    changes.map(({ number }) => number),
    atlas,
    tx,
  )
  const receivedAt = new Map(changes.map((change) => [change.number, change.receivedAt]))
  return new Map(
    rows.map(({ number, source, importedAt }) => {
      const life = lives.get(number)
      const ends = [life?.deadline, life?.stageClock?.by].flatMap((by) => (by != null && by <= (receivedAt.get(number) ?? 0) ? [by] : []))
      const overdueSince = ends.length > 0 ? Math.min(...ends) : null
      return [number, { ignored: source === LOAD, overdueSince, importedAt: importedAt === null ? null : Math.round(importedAt) }]
    }),
  )
}

/** Events of these numbers as they stand, and those that changed after a revision and are open, at most `limit` of them, as changes without a before. */
export async function readFactsAnew(tx: PoolClient, numbers: readonly number[], since: number, limit: number): Promise<EventChange[]> {
  const { rows } = await tx.query<{ number: number }>(
    'SELECT number FROM events WHERE revision > $1::int8 AND handled_at IS NULL ORDER BY revision LIMIT $2',
    [since, limit],
  )
  const all = [...new Set([...numbers, ...rows.map(({ number }) => number)])]
  const standing = await readStanding(tx, all)
  const received = await tx.query<{ number: number; at: number }>(
    'SELECT number, (extract(epoch FROM received_at) * 1000)::float8 AS at FROM events WHERE number = ANY($1::int4[])',
    [all],
  )
  const receivedAt = new Map(received.rows.map(({ number, at }) => [number, Math.round(at)]))
  return standing
    .map(({ number, facts }: { number: number; facts: EventFacts & { life: Life } }) => ({
      ...{ number, revision: facts.revision, receivedAt: receivedAt.get(number) ?? 0, before: null, after: facts },
    }))
    .sort((a, b) => a.revision - b.revision)
}
