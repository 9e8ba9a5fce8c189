import type { GridEvent } from '@/lib/domain/event'
import type { EventStep } from '@/lib/domain/event-detail'
import { pool } from '../engine/pool'
import { toInstant } from './event-rows'

/** What the retention period took from an event, as steps of its timeline: photos, or fields and texts that told of persons. */
export async function readRetentionSteps({ number, state }: Pick<GridEvent, 'number' | 'state'>): Promise<EventStep[]> {
  const { rows } = await pool().query<{ kind: string; revision: number; at: number; count: number }>({
    name: 'retention-steps-read',
    text: `SELECT kind, revision::float8 AS revision, date_part('epoch', at) * 1000 AS at, count FROM retention_steps
      WHERE number = $1 AND at IS NOT NULL ORDER BY at`,
    values: [number],
  })
  return rows.map(({ kind, revision, at, count }) => ({
    revision,
    at: toInstant.of(at),
    action: 'retention',
    role: '',
    actor: null,
    from: state,
    to: state,
    deadlineBefore: null,
    deadlineAfter: null,
    note: null,
    reason: null,
    detail: { kind, count },
  }))
}
