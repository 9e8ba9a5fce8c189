import { createHash, randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { type AuditActor, STRANGER } from '@/lib/domain/audit'
import { caseNumberOf } from '@/lib/domain/case-number'
import { DAY_MS, startOfDay } from '@/lib/domain/clock'
import { EVENT_STATES } from '@/lib/domain/life'
import { maskReporter, maskText } from '@/lib/domain/masking'
import { ASK_MS } from '@/lib/domain/my-report'
import { Problem } from '@/lib/domain/problem'
import { type MyReportIn, Submission, type SubmissionIn, type SubmissionState } from '@/lib/domain/submission'
import { writeAudit } from '../audit/audit'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { countUse, insertLink, type LinkRow } from '../links/links'

/** How long the link lasts by which somebody follows what they told. */
const FOLLOW_MS = 365 * DAY_MS
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
  decidedHash: Uint8Array | null
  answer: string | null
  photos: string[]
  caseDay: string | null
  caseSeq: number | null
  residentId: string | null
  solved: boolean | null
}

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`
const CLOSED = EVENT_STATES.indexOf('closed')
/** What a resident said of whether it is solved, of the end that its event has now. */
const SOLVED = `CASE WHEN e.state = ${CLOSED} AND s.solved_at >= e.handled_at THEN s.solved END`
/** Of these the resident says that they are not solved, and lately; nobody has followed up (回访) or reopened them since. */
const UNSOLVED = `${SOLVED} = false AND s.solved_at > now() - interval '${Math.round(ASK_MS / DAY_MS)} days'
    AND NOT EXISTS (SELECT FROM transitions t WHERE t.number = e.number AND t.action = 'follow_up' AND t.at >= s.solved_at)`
const FROM = `FROM submissions s LEFT JOIN events e ON e.id = s.event_id AND s.state = 'taken_over'`
const SELECT = `SELECT s.id::text AS id, s.event_id::text AS "eventId", s.state, s.community, s.grid_code AS grid, s.lon, s.lat, s.type,
    ${ms('s.occurred_at')} AS "occurredAt", ${ms('s.sent_at')} AS "sentAt", s.words, s.contact, ${ms('s.decided_at')} AS "decidedAt",
    s.decided_by AS "decidedBy", s.decided_name AS "decidedName", s.decided_request::text AS "decidedRequest", s.decided_hash AS "decidedHash", s.answer,
    ARRAY(SELECT p.id::text FROM submission_photos p WHERE p.submission_id = s.id ORDER BY p.created_at, p.id) AS photos,
    to_char(e.case_day, 'YYYY-MM-DD') AS "caseDay", e.case_seq AS "caseSeq", s.resident_id::text AS "residentId", ${SOLVED} AS solved
  ${FROM}`

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
    byResident: row.residentId !== null,
    caseNumber: caseDay === null || caseSeq === null ? null : caseNumberOf(caseDay, caseSeq),
  })
}

/** What makes two sendings of one id the same. */
const contentHash = ({ occurredAt, type, position, grid, words }: MyReportIn, { follow, contact }: Partial<SubmissionIn> = {}): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([follow, occurredAt, type, position, grid, words, contact]))
    .digest()

/** Who tells it: whoever has the link of a poster, or a resident of the community. */
type Teller = { linkId: string | null; residentId: string | null; community: string }
type Kept = { grid: string; perDay: number; now: number; by: SubmittedBy }
/** Who sends it, and from where: it stands in the audit, and nothing of what they say. */
export type SubmittedBy = { actor: AuditActor; address: string | null }

/**
 * Keeps what somebody told by the link of a poster, with the link that it is followed by; `grid` is where it is. The same again is kept once. Answers when
 * it came (epoch milliseconds). Throws Problem('conflict') where the id has another content, 'rate_limited' when the link has had `perDay` on this day.
 */
export async function saveSubmission(link: LinkRow, given: SubmissionIn, { grid, perDay, now, by }: Kept): Promise<number> {
  const teller = { linkId: link.id, residentId: null, community: link.grid }
  return transaction((tx) =>
    keep(tx, teller, given, { hash: contentHash(given, given), contact: given.contact ?? null, grid, now, by }, async () => {
      await countUse(tx, link.id, { perDay, now })
      const follow = { id: randomUUID(), secret: given.follow, grid: link.grid, thing: given.id }
      await insertLink(tx, { ...follow, purpose: 'follow', by: STRANGER, until: now + FOLLOW_MS })
    }),
  )
}

/** The same of what a resident told who signed in on their own phone: they follow it there, so that no link is made. */
export async function saveMyReport(resident: { id: string; community: string }, given: MyReportIn, { grid, perDay, now, by }: Kept): Promise<number> {
  const teller = { linkId: null, residentId: resident.id, community: resident.community }
  return transaction((tx) =>
    keep(tx, teller, given, { hash: contentHash(given), contact: null, grid, now, by }, async () => {
      // what a resident sends at the same moment waits for this row; it may have inserted its own, which shares the key
      const bound = await tx.query('SELECT 1 FROM residents WHERE id = $1::uuid AND revoked_at IS NULL FOR NO KEY UPDATE', [resident.id])
      if (bound.rows.length === 0) throw new Problem('unauthenticated', 'This phone is bound to nobody any more.')
      const { rows } = await tx.query<{ today: number }>(
        `SELECT count(*)::int4 AS today FROM submissions WHERE resident_id = $1::uuid AND sent_at >= to_timestamp($2::float8 / 1000)`,
        [resident.id, startOfDay(now)],
      )
      if ((rows[0]?.today ?? 0) <= perDay) return
      const retryAfter = Math.ceil((startOfDay(now) + DAY_MS - now) / 1_000)
      throw new Problem('rate_limited', 'As much as one day takes was sent; try again tomorrow.', { retryAfter })
    }),
  )
}

/** Writes what somebody told, with its row of the audit and `asNew` when it was not there, within a transaction; answers when it came. */
async function keep(
  tx: PoolClient,
  { linkId, residentId, community }: Teller,
  { id, occurredAt, type, position, words }: MyReportIn,
  { hash, contact, grid, now, by }: Omit<Kept, 'perDay'> & { hash: Buffer; contact: string | null },
  asNew: () => Promise<void>,
): Promise<number> {
  const [lon, lat] = position ?? [null, null]
  const { rowCount } = await tx.query(
    `INSERT INTO submissions (id, event_id, link_id, resident_id, content_hash, community, grid_code, lon, lat, type, occurred_at, sent_at, words, contact)
     VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5, $6, $7, $8, $9, $10, $11::timestamptz, to_timestamp($12::float8 / 1000), $13, $14)
     ON CONFLICT (id) DO NOTHING`,
    [id, randomUUID(), linkId, residentId, hash, community, grid, lon, lat, type ?? null, occurredAt ?? iso(now), now, words, contact],
  )
  if (rowCount === 1) {
    await asNew()
    const detail = { grid, type: type ?? null, ...(linkId !== null && { link: linkId }) }
    await writeAudit(tx, { ...by, action: 'submission.sent', object: { kind: 'submission', id }, detail })
    return now
  }
  const { rows } = await tx.query<{ sentAt: number }>(
    `SELECT ${ms('sent_at')} AS "sentAt" FROM submissions
     WHERE id = $1::uuid AND content_hash = $2 AND link_id IS NOT DISTINCT FROM $3::uuid AND resident_id IS NOT DISTINCT FROM $4::uuid`,
    [id, hash, linkId, residentId],
  )
  if (!rows[0]) throw new Problem('conflict', 'Something else was sent under this id.')
  return rows[0].sentAt
}

/** Has something been kept under this id? It may come again. */
export async function isSubmissionKept(id: string): Promise<boolean> {
  const { rows } = await pool().query('SELECT 1 FROM submissions WHERE id = $1::uuid', [id])
  return rows.length > 0
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

/** Of how many that are done in communities below these prefixes a resident said lately that they are not solved. */
export async function countUnsolved(prefixes: readonly string[]): Promise<number> {
  const { rows } = await pool().query<{ unsolved: number }>(
    `SELECT count(*)::int4 AS unsolved ${FROM} WHERE s.resident_id IS NOT NULL AND ${UNSOLVED} AND ${within(1)}`,
    [prefixes],
  )
  return rows[0]?.unsolved ?? 0
}

/** What `countUnsolved` counts, the last said first, at most 200 unless said. */
export async function listUnsolved(prefixes: readonly string[], limit = MAX_LISTED): Promise<SubmissionRow[]> {
  const { rows } = await pool().query<SubmissionRow>(
    `${SELECT} WHERE s.resident_id IS NOT NULL AND ${UNSOLVED} AND ${within(1)} ORDER BY s.solved_at DESC, s.id LIMIT $2`,
    [prefixes, limit],
  )
  return rows
}

/**
 * Submissions of these states from communities below these prefixes, at most 200 unless said: the oldest first of what waits alone, else the newest first.
 */
export async function listSubmissions(prefixes: readonly string[], states: readonly SubmissionState[], limit = MAX_LISTED): Promise<SubmissionRow[]> {
  const order = states.every((state) => state === 'submitted') ? 's.sent_at, s.id' : 's.sent_at DESC, s.id'
  const { rows } = await pool().query<SubmissionRow>(`${SELECT} WHERE s.state = ANY($2::text[]) AND ${within(1)} ORDER BY ${order} LIMIT $3`, [
    prefixes,
    states,
    limit,
  ])
  return rows
}
