import { mayReadGrid, type Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { take } from '@/lib/domain/machine'
import { Problem } from '@/lib/domain/problem'
import { maySeeSubmission, SUBMISSION_SOURCE, type SubmissionActIn } from '@/lib/domain/submission'
import { SUBMISSIONS, type SubmissionKinds, type SubmissionLife } from '@/lib/domain/submission-actions'
import { writeAudit } from '../audit/audit'
import { askedHash, needSame } from '../engine/asked'
import { type PoolClient, transaction } from '../engine/pool'
import { type Claim, saveEvents } from '../events/events'
import { readSubmission, type SubmissionRow } from './submissions'

type Asked = { now: number; address: string | null }
/** Where the log stands after a decision that made an event; null: it made none now. */
type Decided = { row: SubmissionRow; posted: { logId: string; revision: number } | null }

/**
 * Takes a submission over, which saves an event of it received `now`, or refuses it with an answer: once, whoever else decides at the same moment and in
 * whichever process. The event, the end of the submission, its photos and the row of the audit are one transaction. The same request again changes nothing.
 * Throws Problem `not_found` outside the viewer's area, `forbidden`, `conflict` where somebody has decided already or the request asked for something else before, and `invalid` for what makes no event.
 */
export async function decideSubmission(viewer: Viewer, id: string, said: SubmissionActIn, { now, address }: Asked): Promise<Decided> {
  const row = await readSubmission(id)
  if (!row || !maySeeSubmission(viewer, row)) throw new Problem('not_found', 'There is no such submission here.')
  const asked = askedHash(said)
  if (row.decidedRequest === said.requestId) return sameOf(row, asked)
  if (said.grid !== undefined && !mayReadGrid(viewer, said.grid)) throw new Problem('invalid', `There is no grid ${said.grid} in your area.`)
  const taken = take<SubmissionKinds>(SUBMISSIONS, said.action, { subject: row, said, actor: viewer, now, rules: {} })
  if (!taken.ok) throw new Problem(taken.code, taken.message)
  const become = { ...taken.subject, requestId: said.requestId, asked }
  try {
    const posted = said.action === 'refuse' ? await refuse(viewer, row, become, address) : await takeOver(viewer, row, said, become, { now, address })
    return { row: await again(id), posted }
  } catch (error) {
    // the same request, sent twice at once
    const decided = await readSubmission(id)
    if (decided?.decidedRequest === said.requestId) return sameOf(decided, asked)
    throw error
  }
}

/** The answer to a request that came before. Throws Problem('conflict') where it asked for something else then. */
function sameOf(row: SubmissionRow, asked: Buffer): Decided {
  needSame(row.decidedHash, asked)
  return { row, posted: null }
}

async function again(id: string): Promise<SubmissionRow> {
  const row = await readSubmission(id)
  if (!row) throw new Problem('not_found', 'The submission is gone.')
  return row
}

type Become = SubmissionLife & { requestId: string; asked: Buffer }
const somebodyElse = () => new Problem('conflict', 'Somebody else has decided on it meanwhile.')

/** Writes the end of a submission within a transaction; false where it has had one. A submission that is an event keeps no words of its own. */
async function writeEnd(tx: PoolClient, viewer: Viewer, id: string, { state, answer, decidedAt, requestId, asked }: Become): Promise<boolean> {
  const { rowCount } = await tx.query(
    `UPDATE submissions SET state = $2::text, answer = $3, decided_at = to_timestamp($4::float8 / 1000), decided_by = $5, decided_name = $6, decided_request = $7::uuid, decided_hash = $8,
       words = CASE WHEN $2::text = 'taken_over' THEN '' ELSE words END, contact = CASE WHEN $2::text = 'taken_over' THEN NULL ELSE contact END
     WHERE id = $1::uuid AND state = 'submitted'`,
    [id, state, answer, decidedAt, viewer.id.slice(0, 100), viewer.name.slice(0, 100), requestId, asked],
  )
  return rowCount === 1
}

async function refuse(viewer: Viewer, { id }: SubmissionRow, become: Become, address: string | null): Promise<null> {
  await transaction(async (tx) => {
    if (!(await writeEnd(tx, viewer, id, become))) throw somebodyElse()
    const object = { kind: 'submission', id }
    await writeAudit(tx, { actor: actorOf(viewer), action: 'submission.refused', object, address })
  })
  return null
}

/** What becomes of a submission when its event is saved, in the same transaction. */
function claimOf(viewer: Viewer, { id, eventId }: SubmissionRow, become: Become, address: string | null): Claim {
  return {
    async holds(tx) {
      return (await tx.query(`SELECT 1 FROM submissions WHERE id = $1::uuid AND state = 'submitted' FOR UPDATE`, [id])).rows.length === 1
    },
    async saved(tx) {
      if (!(await writeEnd(tx, viewer, id, become))) throw new RangeError('a submission was decided under the lock of its row')
      await tx.query(
        `WITH moved AS (DELETE FROM submission_photos WHERE submission_id = $1::uuid RETURNING *)
         INSERT INTO attachments (id, number, kind, type, width, height, bytes, sha256, actor_id, created_at)
         SELECT m.id, e.number, 'report', 'image/jpeg', m.width, m.height, m.bytes, m.sha256, 'resident', m.created_at
         FROM moved m, events e WHERE e.id = $2::uuid`,
        [id, eventId],
      )
      const object = { kind: 'submission', id }
      await writeAudit(tx, { actor: actorOf(viewer), action: 'submission.taken_over', object, address, detail: { event: eventId } })
    },
  }
}

async function takeOver(viewer: Viewer, row: SubmissionRow, said: SubmissionActIn, become: Become, { now, address }: Asked) {
  const { lon, lat, words, contact } = row
  const moved = said.grid !== undefined && said.grid !== row.grid
  const event = {
    id: row.eventId,
    occurredAt: new Date(row.occurredAt).toISOString(),
    type: said.type ?? row.type,
    ...(lon === null || lat === null || moved ? { grid: said.grid ?? row.grid } : { position: [lon, lat] }),
    ...(said.urgency !== undefined && { urgency: said.urgency }),
    ...(said.title !== undefined && { title: said.title }),
    ...(words !== '' && { description: words }),
    ...(contact !== null && { reporter: contact }),
    source: SUBMISSION_SOURCE,
  }
  // not as the dispatcher's own report: it comes from a source, and the dispatcher is who let it in
  const result = await saveEvents([event], { viewer, now, address, trusted: true, claim: claimOf(viewer, row, become, address) })
  const [refused] = result.rejected
  if (refused && refused.code !== 'conflict') throw new Problem('invalid', refused.message)
  if (result.accepted === 0) throw somebodyElse()
  return { logId: result.logId, revision: result.revision }
}
