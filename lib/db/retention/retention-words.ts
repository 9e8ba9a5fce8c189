import { changedWords, maskFreeText, maskStageWords, type Words, withoutPersons } from '@/lib/domain/personal-words'
import { type PoolClient, pool } from '../engine/pool'
import { ENDED_BEFORE, LOOKED_AT, type RetentionRule, writeSteps } from './retention-rule'

/** Events of one transaction: some 20 ms of the embedded engine's one session. */
const AT_ONCE = 200
/** Numbers that one statement looks through. */
const WINDOW = 2_000

type Place = Pick<PoolClient, 'query'>
type EventWords = Words & { number: number; life: unknown; stageWords: string | null }
type VersionWords = Words & { number: number; hash: Buffer }
type StepWords = { number: number; revision: number; note: string | null; reason: string | null; detail: unknown }
type Changed<Row> = { row: Row; changes: number }

/** The events that were looked at, and those rows of theirs that say something of persons, already without it. */
type Found = {
  numbers: number[]
  /** the number after which the next batch begins; null: there is none */
  next: number | null
  events: Changed<EventWords>[]
  versions: Changed<VersionWords>[]
  steps: Changed<StepWords>[]
}

/** Ended events after a number that were not looked at as they are now, in order of number, which is that in which they came. */
async function find(place: Place, before: number, after: number, limit: number): Promise<Found> {
  const { rows } = await place.query<EventWords>(
    `SELECT e.number, e.title, e.description, e.reporter, e.household_id AS "householdId", e.life, e.stage_words AS "stageWords"
     FROM events e LEFT JOIN retention_steps s ON s.number = e.number AND s.kind = 'personal' AND s.number > $2 AND s.number <= $3
     WHERE e.number > $2 AND e.number <= $3 AND ${ENDED_BEFORE} AND NOT ${LOOKED_AT} ORDER BY e.number LIMIT $4`,
    [before, after, after + WINDOW, limit],
  )
  const numbers = rows.map((row) => row.number)
  const more = await place.query('SELECT 1 FROM events WHERE number > $1 LIMIT 1', [after + WINDOW])
  const next = rows.length === limit ? (numbers.at(-1) ?? null) : more.rows.length > 0 ? after + WINDOW : null
  const versions = await place.query<VersionWords>(
    `SELECT number, content_hash AS hash, content->>'title' AS title, content->>'description' AS description, content->>'reporter' AS reporter,
       content->>'householdId' AS "householdId" FROM event_versions WHERE number = ANY($1::int4[]) AND content IS NOT NULL`,
    [numbers],
  )
  const steps = await place.query<StepWords>(
    'SELECT number, revision::float8 AS revision, note, reason, detail FROM transitions WHERE number = ANY($1::int4[])',
    [numbers],
  )
  return { numbers, next, events: rows.flatMap(blankEvent), versions: versions.rows.flatMap(blankWords), steps: steps.rows.flatMap(blankStep) }
}

const changed = <Row>(row: Row, changes: number): Changed<Row>[] => (changes > 0 ? [{ row, changes }] : [])

function blankWords<Row extends Words>(row: Row): Changed<Row>[] {
  const words = withoutPersons(row)
  return changed({ ...row, ...words }, changedWords(row, words))
}

function blankEvent(row: EventWords): Changed<EventWords>[] {
  const [words, life, stageWords] = [withoutPersons(row), maskFreeText(row.life), maskStageWords(row.stageWords)]
  const changes = changedWords(row, words) + Number(life !== row.life) + Number(stageWords !== row.stageWords)
  return changed({ ...row, ...words, life, stageWords }, changes)
}

function blankStep(row: StepWords): Changed<StepWords>[] {
  const said = { note: row.note, reason: row.reason }
  const [texts, detail] = [maskFreeText(said), maskFreeText(row.detail)]
  return changed({ ...row, ...(texts as typeof said), detail }, Number(texts !== said) + Number(detail !== row.detail))
}

/** How many fields each event loses, of itself, its former contents and its steps. */
function tally({ numbers, events, versions, steps }: Found): { number: number; count: number }[] {
  const counts = new Map(numbers.map((number) => [number, 0]))
  for (const { row, changes } of [...events, ...versions, ...steps]) counts.set(row.number, (counts.get(row.number) ?? 0) + changes)
  return [...counts].map(([number, count]) => ({ number, count }))
}

async function take(tx: PoolClient, before: number, after: number, limit = AT_ONCE) {
  const found = await find(tx, before, after, limit)
  const rowsOf = <Row>(of: readonly Changed<Row>[]) => of.map(({ row }) => row)
  const [events, versions, steps] = [rowsOf(found.events), rowsOf(found.versions), rowsOf(found.steps)]
  // the hash of the content stays, so the same event sent again is still a duplicate; so does the revision: facts hold no words
  await tx.query(
    `UPDATE events e SET title = u.title, description = u.description, reporter = NULL, household_id = NULL, life = u.life::jsonb,
       stage_words = u.stage_words
     FROM unnest($1::int4[], $2::text[], $3::text[], $4::text[], $5::text[]) AS u (number, title, description, life, stage_words) WHERE e.number = u.number`,
    [
      events.map((e) => e.number),
      events.map((e) => e.title),
      events.map((e) => e.description),
      events.map((e) => (e.life === null ? null : JSON.stringify(e.life))),
      events.map((e) => e.stageWords),
    ],
  )
  await tx.query(
    `UPDATE event_versions v SET content = v.content || jsonb_build_object('title', u.title, 'description', u.description, 'reporter', NULL, 'householdId', NULL)
     FROM unnest($1::int4[], $2::bytea[], $3::text[], $4::text[]) AS u (number, hash, title, description)
     WHERE v.number = u.number AND v.content_hash = u.hash`,
    [versions.map((v) => v.number), versions.map((v) => v.hash), versions.map((v) => v.title), versions.map((v) => v.description)],
  )
  await tx.query(
    `UPDATE transitions t SET note = u.note, reason = u.reason, detail = u.detail::jsonb, content_hash = NULL
     FROM unnest($1::int4[], $2::int8[], $3::text[], $4::text[], $5::text[]) AS u (number, revision, note, reason, detail)
     WHERE t.number = u.number AND t.revision = u.revision`,
    [
      steps.map((s) => s.number),
      steps.map((s) => s.revision),
      steps.map((s) => s.note),
      steps.map((s) => s.reason),
      steps.map((s) => JSON.stringify(s.detail)),
    ],
  )
  const looked = tally(found)
  await writeSteps(tx, 'personal', looked)
  const taken = looked.filter(({ count }) => count > 0).map(({ number }) => number)
  return { count: taken.length, detail: { numbers: taken }, next: found.next }
}

/** Personal fields of events that ended long ago, in the event, its former contents and the words of its steps. */
export const wordsRule: RetentionRule = {
  async count(before) {
    let count = 0
    for (let after: number | null = 0; after !== null; ) {
      const found: Found = await find(pool(), before, after, WINDOW)
      count += tally(found).filter((event) => event.count > 0).length
      after = found.next
    }
    return count
  },
  take,
}
