import { createHash } from 'node:crypto'
import { Problem } from '@/lib/domain/problem'
import { SUBMISSION_LIMITS } from '@/lib/domain/submission'
import { writeAudit } from '../audit/audit'
import { type PoolClient, pool } from '../engine/pool'
import { preparePhoto } from '../events/photo'
import { keepPhoto } from '../events/photo-files'
import type { PhotoPart } from '../events/photo-name'
import { photoStore } from '../events/photo-store'
import type { SubmittedBy } from './submissions'

const decided = () => new Problem('conflict', 'What was sent has been dealt with; no photo can be added any more.')

/**
 * Keeps a photo of a submission that waits, drawn anew as every photo is (no metadata, no position). The same picture is kept once. Answers its id, and
 * whether it had been `kept`. Throws
 * Problem `too_large`, `unsupported_media_type`, `invalid` for what is no photo, 'conflict' where the submission was decided or has as many as it may.
 */
export async function addSubmissionPhoto(submission: string, bytes: Uint8Array, by: SubmittedBy): Promise<{ id: string; kept: boolean }> {
  const standing = await pool().query<{ state: string }>('SELECT state FROM submissions WHERE id = $1::uuid', [submission])
  if (standing.rows[0]?.state !== 'submitted') throw decided()
  const made = await preparePhoto(bytes)
  if ('code' in made) throw new Problem(made.code, made.message)
  const sha256 = createHash('sha256').update(made.photo).digest()
  const findSame = async (at: Pick<PoolClient, 'query'>) => {
    const { rows } = await at.query<{ id: string }>('SELECT id::text AS id FROM submission_photos WHERE submission_id = $1::uuid AND sha256 = $2', [
      submission,
      sha256,
    ])
    return rows[0] ? { id: rows[0].id, kept: true } : null
  }
  const same = await findSame(pool())
  if (same) return same
  return keepPhoto(made, async (tx, id) => {
    // whoever decides, or adds another photo, waits for this row, or this for them
    const { rows } = await tx.query<{ state: string }>('SELECT state FROM submissions WHERE id = $1::uuid FOR UPDATE', [submission])
    if (rows[0]?.state !== 'submitted') throw decided()
    const before = await findSame(tx)
    if (before) return { row: before, isNew: false }
    const added = await tx.query(
      `INSERT INTO submission_photos (id, submission_id, width, height, bytes, sha256)
       SELECT $1::uuid, $2::uuid, $3::int4, $4::int4, $5::int4, $6::bytea
       WHERE (SELECT count(*) FROM submission_photos WHERE submission_id = $2::uuid) < ${SUBMISSION_LIMITS.photos}`,
      [id, submission, made.width, made.height, made.photo.byteLength, sha256],
    )
    if (added.rowCount === 0) throw new Problem('conflict', `At most ${SUBMISSION_LIMITS.photos} photos are taken.`)
    await writeAudit(tx, { ...by, action: 'submission.photo_added', object: { kind: 'submission', id: submission }, detail: { id } })
    return { row: { id, kept: false }, isNew: true }
  })
}

/** Which submission a photo is of; null: there is no such photo, or it is an event's by now. */
export async function submissionOfPhoto(id: string): Promise<{ id: string; community: string } | null> {
  const { rows } = await pool().query<{ id: string; community: string }>(
    'SELECT s.id::text AS id, s.community FROM submission_photos p JOIN submissions s ON s.id = p.submission_id WHERE p.id = $1::uuid',
    [id],
  )
  return rows[0] ?? null
}

/** Its bytes (JPEG). */
export const readSubmissionPhoto = (id: string, part: PhotoPart): Promise<Buffer | null> => photoStore().read(id, part)
