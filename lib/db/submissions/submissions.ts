import { createHash, randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { caseNumberOf } from '@/lib/domain/case-number'
import { DAY_MS } from '@/lib/domain/clock'
import { maskReporter, maskText } from '@/lib/domain/masking'
import { Problem } from '@/lib/domain/problem'
import { Submission, type SubmissionIn, type SubmissionState } from '@/lib/domain/submission'
import { pool, transaction } from '../engine/pool'
import { countUse, insertLink, type LinkRow } from '../links/links'

/** How long the link lasts by which somebody follows what they told. */
const FOLLOW_MS = 365 * DAY_MS
/** Whoever makes the link that follows: nobody we know. */
const RESIDENT = { id: 'resident', name: 'resident' }
const MAX_LISTED = 200

/** A submission as it is kept, nothing masked. Times are epoch milliseconds. */
export type SubmissionRow = {
  id: string
  eventId: string
  state: SubmissionState
  community: string
  grid: string
  lon: number | null
  lat: number | null
  type: string | null
  occurredAt: number
  sentAt: number
  words: string
  contact: string | null
  decidedAt: number | null
  decidedBy: string | null
  decidedName: string | null
  decidedRequest: string | null
  answer: string | null
  photos: string[]
  caseDay: string | null
  caseSeq: number | null
}

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`
const SELECT = `SELECT s.id::text AS id, s.event_id::text AS "eventId", s.state, s.community, s.grid_code AS grid, s.lon, s.lat, s.type,
    ${ms('s.occurred_at')} AS "occurredAt", ${ms('s.sent_at')} AS "sentAt", s.words, s.contact, ${ms('s.decided_at')} AS "decidedAt",
    s.decided_by AS "decidedBy", s.decided_name AS "decidedName", s.decided_request::text AS "decidedRequest", s.answer,
    ARRAY(SELECT p.id::text FROM submission_photos p WHERE p.submission_id = s.id ORDER BY p.created_at, p.id) AS photos,
    to_char(e.case_day, 'YYYY-MM-DD') AS "caseDay", e.case_seq AS "caseSeq"
  FROM submissions s LEFT JOIN events e ON e.id = s.event_id AND s.state = 'taken_over'`

const iso = (at: number) => new Date(at).toISOString()

/** A row as dispatchers see it: the numbers of phones and identity cards masked. */
export function shownSubmission(row: SubmissionRow): Submission {
  const { lon, lat, caseDay, caseSeq } = row
  return z.parse(Submission, {
    ...row,
    position: lon === null || lat === null ? null : [lon, lat],
    occurredAt: iso(row.occurredAt),
    sentAt: iso(row.sentAt),
    words: maskText(row.words),
    contact: row.contact === null ? null : maskReporter(row.contact),
    decidedAt: row.decidedAt === null ? null : iso(row.decidedAt),
    decidedBy: row.decidedName,
    caseNumber: caseDay === null || caseSeq === null ? null : caseNumberOf(caseDay, caseSeq),
  })
}

/** What makes two sendings of one id the same. */
const contentHash = ({ follow, occurredAt, type, position, grid, words, contact }: SubmissionIn): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([follow, occurredAt, type, position, grid, words, contact]))
    .digest()

/**
 * Keeps what somebody told by the link of a poster, with the link that it is followed by; `grid` is where it is. The same again is kept once. Answers when
 * it came (epoch milliseconds). Throws Problem('conflict') where the id has another content, 'rate_limited' when the link has had `perDay` on this day.
 */
export async function saveSubmission(
  link: LinkRow,
  given: SubmissionIn,
  { grid, perDay, now }: { grid: string; perDay: number; now: number },
): Promise<number> {
  const hash = contentHash(given)
  const [lon, lat] = given.position ?? [null, null]
  return transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `INSERT INTO submissions (id, event_id, link_id, content_hash, community, grid_code, lon, lat, type, occurred_at, sent_at, words, contact)
       VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7, $8, $9, $10::timestamptz, to_timestamp($11::float8 / 1000), $12, $13) ON CONFLICT (id) DO NOTHING`,
      [
        ...[given.id, randomUUID(), link.id, hash, link.grid, grid, lon, lat, given.type ?? null],
        ...[given.occurredAt, now, given.words, given.contact ?? null],
      ],
    )
    if (rowCount === 1) {
      await countUse(tx, link.id, { perDay, now })
      const follow = { id: randomUUID(), secret: given.follow, grid: link.grid, thing: given.id }
      await insertLink(tx, { ...follow, purpose: 'follow', by: RESIDENT, until: now + FOLLOW_MS })
      return now
    }
    const { rows } = await tx.query<{ sentAt: number }>(
      `SELECT ${ms('sent_at')} AS "sentAt" FROM submissions WHERE id = $1::uuid AND content_hash = $2 AND link_id = $3::uuid`,
      [given.id, hash, link.id],
    )
    if (!rows[0]) throw new Problem('conflict', 'Something else was sent under this id.')
    return rows[0].sentAt
  })
}

/** The submission of this id; null: there is none. */
export async function readSubmission(id: string): Promise<SubmissionRow | null> {
  const { rows } = await pool().query<SubmissionRow>(`${SELECT} WHERE s.id = $1::uuid`, [id])
  return rows[0] ?? null
}

const within = (at: number) => `EXISTS (SELECT FROM unnest($${at}::text[]) AS u (prefix) WHERE starts_with(s.community, u.prefix))`

/** How many wait from communities below these prefixes. */
export async function countWaiting(prefixes: readonly string[]): Promise<number> {
  const { rows } = await pool().query<{ waiting: number }>(
    `SELECT count(*)::int4 AS waiting FROM submissions s WHERE s.state = 'submitted' AND ${within(1)}`,
    [prefixes],
  )
  return rows[0]?.waiting ?? 0
}

/**
 * Submissions of these states from communities below these prefixes, at most 200: the oldest first of what waits alone, else the newest first.
 */
export async function listSubmissions(prefixes: readonly string[], states: readonly SubmissionState[]): Promise<SubmissionRow[]> {
  const order = states.every((state) => state === 'submitted') ? 's.sent_at, s.id' : 's.sent_at DESC, s.id'
  const { rows } = await pool().query<SubmissionRow>(
    `${SELECT} WHERE s.state = ANY($2::text[]) AND ${within(1)} ORDER BY ${order} LIMIT ${MAX_LISTED}`,
    [prefixes, states],
  )
  return rows
}
