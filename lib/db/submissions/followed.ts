import { caseNumberOf } from '@/lib/domain/case-number'
import { EVENT_STATES, type EventState } from '@/lib/domain/life'
import type { Followed, FollowedStage } from '@/lib/domain/submission'
import { pool } from '../engine/pool'
import { readSubmission } from './submissions'

const STAGES: Readonly<Record<EventState, FollowedStage>> = {
  awaiting_acceptance: 'waiting',
  awaiting_dispatch: 'waiting',
  handling: 'handling',
  suspended: 'handling',
  awaiting_verification: 'handling',
  closed: 'done',
  rejected: 'rejected',
  void: 'void',
}

type Life = { day: string; seq: number; state: number; endedAt: number | null; answer: string | null; photos: number }

/** What became of a submission: nothing of who decided, nor of what was written about the event but the answer that its reporter is owed. */
export async function readFollowed(id: string): Promise<(Omit<Followed, 'type' | 'community'> & { type: string | null; community: string }) | null> {
  const row = await readSubmission(id)
  if (!row) return null
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  const { rows } = await pool().query<Life>(
    `SELECT to_char(case_day, 'YYYY-MM-DD') AS day, case_seq AS seq, state::int4 AS state, life->>'answer' AS answer,
       (extract(epoch FROM handled_at) * 1000)::float8 AS "endedAt", (SELECT count(*)::int4 FROM attachments a WHERE a.number = events.number AND a.kind = 'report') AS photos
     FROM events WHERE id = $1::uuid`,
    [row.state === 'taken_over' ? row.eventId : null],
  )
  const [life] = rows
  const stage = STAGES[EVENT_STATES[life?.state ?? 0] ?? 'awaiting_acceptance']
  return {
    state: row.state,
    type: row.type,
    community: row.community,
    photos: life?.photos ?? row.photos.length,
    sentAt: new Date(row.sentAt).toISOString(),
    decidedAt: iso(row.decidedAt),
    answer: row.answer,
    event: life
      ? { caseNumber: caseNumberOf(life.day, life.seq), stage, endedAt: iso(life.endedAt), answer: stage === 'rejected' ? life.answer : null }
      : null,
  }
}
