import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import { isOnDuty } from '@/lib/domain/alert-actions'
import { actorOf } from '@/lib/domain/audit'
import { DAY_MS } from '@/lib/domain/clock'
import { maskText } from '@/lib/domain/masking'
import { Problem } from '@/lib/domain/problem'
import { mayAnswer, QuestionAnswer, type QuestionAnswerIn, QuestionKind, type Questions } from '@/lib/domain/question'
import { writeAudit } from '../audit/audit'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'

/** A question is of last week for about as long. */
const OPEN_MS = 7 * DAY_MS
/** Key of the setting that holds the Monday (YYYY-MM-DD) of the last week that was asked about. */
const ASKED = 'questions.week'

/** A place to ask about; of a candidate the rule and night (YYYY-MM-DD) that found it, and how rare it was (nights). */
export type NewQuestion = { kind: QuestionKind; grid: string; found: { rule: string; night: string; recurrenceInterval: number } | null }

/** Was this week (YYYY-MM-DD of its Monday), or a later one, asked about? */
export async function isAsked(week: string): Promise<boolean> {
  const { rows } = await pool().query(`SELECT 1 FROM settings WHERE key = $1 AND value #>> '{}' >= $2`, [ASKED, week])
  return rows.length > 0
}

/**
 * Puts the questions of a week (YYYY-MM-DD of its Monday), with the mark that it was asked about, in one transaction under the lease: once, whoever
 * tries again. No questions are a week that was asked about too. `now`: epoch milliseconds. False: it was there already.
 */
export async function putQuestions(fence: Fence, week: string, questions: readonly NewQuestion[], now: number): Promise<boolean> {
  return transaction(async (tx) => {
    await checkFence(tx, fence)
    const marked = await tx.query(
      `INSERT INTO settings AS s (key, value) VALUES ($1, to_jsonb($2::text)) ON CONFLICT (key) DO UPDATE SET value = excluded.value
       WHERE s.value #>> '{}' < $2 RETURNING 1`,
      [ASKED, week],
    )
    if (marked.rows.length === 0) return false
    for (const { kind, grid, found } of questions)
      await tx.query(
        `INSERT INTO weekly_questions (id, week, grid, kind, rule, night, recurrence_interval, asked_at)
         VALUES ($1::uuid, $2::date, $3, $4, $5, $6::date, $7, to_timestamp($8::float8 / 1000))`,
        [randomUUID(), week, grid, kind, found?.rule ?? null, found?.night ?? null, found?.recurrenceInterval ?? null, now],
      )
    return true
  })
}

const COLUMNS = `id::text AS id, week::text AS "from", (week + 6)::text AS "to", grid, answer, answered_by AS "answeredBy",
  round(extract(epoch FROM asked_at) * 1000)::float8 AS "askedAt"`
const Row = z.object({
  ...{ id: z.string(), from: z.string(), to: z.string(), grid: z.string(), askedAt: z.number() },
  ...{ answer: z.nullable(QuestionAnswer), answeredBy: z.nullable(z.string()) },
})

const isOpen = ({ askedAt }: Pick<z.infer<typeof Row>, 'askedAt'>, now: number): boolean => now - askedAt < OPEN_MS

/**
 * The open questions that this viewer may answer, the latest week first; which of them are candidates is not told, and their order does not
 * say it. `now`: epoch milliseconds. Throws Problem('forbidden') for whoever is not on duty.
 */
export async function giveQuestions(viewer: Viewer, now: number): Promise<Questions> {
  if (!isOnDuty(viewer)) throw new Problem('forbidden', 'Questions are put to those on duty.')
  const { rows } = await pool().query({
    name: 'questions-open',
    text: `SELECT ${COLUMNS} FROM weekly_questions WHERE answer IS NULL AND asked_at > to_timestamp($1::float8 / 1000) ORDER BY week DESC, grid`,
    values: [now - OPEN_MS],
  })
  const open = z.parse(z.array(Row), rows).filter((question) => mayAnswer(viewer, question))
  return { questions: open.map(({ id, from, to, grid }) => ({ id, from, to, grid })) }
}

type Context = { now: number; address: string | null }

/**
 * Answers a question, with a row of the audit, in one transaction. The first answer stands; the same one again, by whoever gave it, is nothing new.
 * Throws Problem 'forbidden' for whoever is not on duty, 'not_found' for a question that there is not in their area, 'conflict' for one that was
 * answered or is too old. `now`: epoch milliseconds.
 */
export async function answerQuestion(viewer: Viewer, id: string, { answer, note }: QuestionAnswerIn, { now, address }: Context): Promise<void> {
  const [actor, object] = [actorOf(viewer), { kind: 'question', id }]
  if (!isOnDuty(viewer)) {
    await writeAudit(pool(), { actor, action: 'question.answered', object, address, result: 'refused' })
    throw new Problem('forbidden', 'Questions are answered by those on duty.')
  }
  await transaction(async (tx) => {
    const question = await lockQuestion(tx, id)
    if (!question || !mayAnswer(viewer, question)) throw new Problem('not_found', 'There is no such question here.')
    if (question.answer === answer && question.answeredBy === viewer.id) return
    if (question.answer !== null) throw new Problem('conflict', 'The question was answered.')
    if (!isOpen(question, now)) throw new Problem('conflict', 'The question is too old to be answered.')
    await tx.query(
      `UPDATE weekly_questions SET answer = $2, note = $3, answered_at = to_timestamp($4::float8 / 1000), answered_by = $5, answered_name = $6
       WHERE id = $1::uuid`,
      // what is noted stays for good, so personal numbers do not come into it
      [id, answer, note === undefined ? null : maskText(note), now, viewer.id, viewer.name],
    )
    const detail = { answer, grid: question.grid, week: question.from }
    await writeAudit(tx, { actor, action: 'question.answered', object, address, detail })
  })
}

async function lockQuestion(tx: PoolClient, id: string): Promise<z.infer<typeof Row> | null> {
  const { rows } = await tx.query(`SELECT ${COLUMNS} FROM weekly_questions WHERE id = $1::uuid FOR UPDATE`, [id])
  return rows[0] ? Row.parse(rows[0]) : null
}

/** How often each kind of places was answered how, of the weeks asked about since a time (epoch milliseconds). */
export async function countAnswers(since: number): Promise<Record<QuestionKind, Record<QuestionAnswer, number>>> {
  const { rows } = await pool().query({
    name: 'questions-answered',
    text: `SELECT kind, answer, count(*)::int4 AS n FROM weekly_questions
      WHERE answer IS NOT NULL AND asked_at > to_timestamp($1::float8 / 1000) GROUP BY 1, 2`,
    values: [since],
  })
  const counts = { candidate: { yes: 0, no: 0, unclear: 0 }, quiet: { yes: 0, no: 0, unclear: 0 } }
  for (const { kind, answer, n } of z.parse(z.array(z.object({ kind: QuestionKind, answer: QuestionAnswer, n: z.int() })), rows))
    counts[kind][answer] = n
  return counts
}
