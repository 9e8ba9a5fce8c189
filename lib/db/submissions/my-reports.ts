import type { Atlas } from '@/lib/domain/atlas'
import { actorOf } from '@/lib/domain/audit'
import type { MyReport } from '@/lib/domain/my'
import { toldReport } from '@/lib/domain/my-report'
import { Problem } from '@/lib/domain/problem'
import type { SubmissionState } from '@/lib/domain/submission'
import { writeAudit } from '../audit/audit'
import { pool, transaction } from '../engine/pool'
import { readLives } from '../events/event-detail'
import type { By } from '../residents/residents'

/** So many of one's own are shown, the newest. */
const MAX_SHOWN = 50

type Row = {
  id: string
  state: SubmissionState
  type: string | null
  words: string
  sentAt: number
  answer: string | null
  solved: boolean | null
  solvedAt: number | null
  number: number | null
  eventType: number | null
  photos: number
}
const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`
const SELECT = `SELECT s.id::text AS id, s.state, s.type, COALESCE(e.description, s.words) AS words, ${ms('s.sent_at')} AS "sentAt", s.answer, s.solved, ${ms('s.solved_at')} AS "solvedAt",
    e.number, e.type_id::int4 AS "eventType",
    (CASE WHEN e.number IS NULL THEN (SELECT count(*) FROM submission_photos p WHERE p.submission_id = s.id)
       ELSE (SELECT count(*) FROM attachments a WHERE a.number = e.number AND a.kind = 'report') END)::int4 AS photos
  FROM submissions s LEFT JOIN events e ON e.id = s.event_id AND s.state = 'taken_over'`

async function told(rows: readonly Row[], atlas: Atlas, now: number): Promise<MyReport[]> {
  const lives = await readLives(
    rows.flatMap(({ number }) => number ?? []),
    atlas,
  )
  return rows.map((row) => {
    const life = row.number === null ? null : (lives.get(row.number) ?? null)
    const type = row.eventType === null ? [...atlas.typeById.values()].find(({ code }) => code === row.type) : atlas.typeById.get(row.eventType)
    // what became sensitive is not told by its name
    const named = type && !type.sensitive ? { code: type.code, name: type.name } : null
    return { id: row.id, type: named, words: row.words, photos: row.photos, ...toldReport({ ...row, life }, now) }
  })
}

/** What a resident has reported, the newest first, at most 50. */
export async function readMyReports(residentId: string, atlas: Atlas, now: number): Promise<MyReport[]> {
  const { rows } = await pool().query<Row>(`${SELECT} WHERE s.resident_id = $1::uuid ORDER BY s.sent_at DESC, s.id LIMIT ${MAX_SHOWN}`, [residentId])
  return told(rows, atlas, now)
}

/** One of them; null: there is none of this id. */
export async function readMyReport(residentId: string, id: string, atlas: Atlas, now: number): Promise<MyReport | null> {
  const { rows } = await pool().query<Row>(`${SELECT} WHERE s.resident_id = $1::uuid AND s.id = $2::uuid`, [residentId, id])
  return (await told(rows, atlas, now))[0] ?? null
}

/**
 * Keeps whether a report is solved, as its resident says of the end that it has now; the same again changes nothing. Throws Problem `not_found`, `conflict`
 * where it is not done, or something else was said.
 */
export async function answerSolved(
  { viewer, address }: By,
  { residentId, id, solved }: { residentId: string; id: string; solved: boolean },
  { atlas, now }: { atlas: Atlas; now: number },
): Promise<void> {
  const report = await readMyReport(residentId, id, atlas, now)
  if (!report) throw new Problem('not_found', 'There is no such report of yours.')
  if (report.solved === solved) return
  if (report.times.done === null || report.solved !== null) throw new Problem('conflict', 'It is not done yet, or you have said something else.')
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE submissions SET solved = $3, solved_at = to_timestamp($4::float8 / 1000)
       WHERE id = $1::uuid AND resident_id = $2::uuid AND (solved_at IS NULL OR solved_at < $5::timestamptz)`,
      [id, residentId, solved, now, report.times.done],
    )
    if (rowCount !== 1) throw new Problem('conflict', 'You have said something else meanwhile.')
    await writeAudit(tx, { actor: actorOf(viewer), action: 'resident.answered', object: { kind: 'submission', id }, address, detail: { solved } })
  })
}
