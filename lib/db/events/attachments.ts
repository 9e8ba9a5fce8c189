import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { mayAttach, type Viewer } from '@/lib/domain/access'
import { Attachment, type AttachmentKind } from '@/lib/domain/attachment'
import { actorOf } from '@/lib/domain/audit'
import { EVENT_STATES } from '@/lib/domain/life'
import { Problem, type ProblemCode } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { auditReading } from '../audit/read-audit'
import { type PoolClient, pool } from '../engine/pool'
import { getEvent } from './event-list'
import { preparePhoto } from './photo'
import { keepPhoto } from './photo-files'
import type { PhotoPart } from './photo-name'
import { photoStore } from './photo-store'

/** Photos of one kind that an event may have. */
const MAX_PHOTOS = 9
const VOID = EVENT_STATES.indexOf('void')
const columns = `id::text AS id, kind, width, height, bytes, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt"`

/**
 * Keeps a photo of an event: the picture drawn anew (JPEG without metadata) and its thumbnail in the store, a row beside the event. The
 * same picture of the same kind for the same event is one, to whoever may know of the first. Throws Problem `not_found`, `forbidden`,
 * `conflict` for a void event and for too many, and `too_large`, `unsupported_media_type` or `invalid` for what is no photo; refusals of
 * role and content are audited.
 */
export async function addAttachment(
  viewer: Viewer,
  idOrNumber: string,
  { kind, bytes, address = null }: { kind: AttachmentKind; bytes: Uint8Array; address?: string | null },
): Promise<Attachment> {
  const event = await getEvent(viewer, idOrNumber)
  if (!event) throw new Problem('not_found', 'There is no such event here.')
  const object = { kind: 'event', id: event.id }
  const refuse = async (code: ProblemCode, message: string): Promise<never> => {
    await writeRefusal(viewer, event.id, { code, address })
    throw new Problem(code, message)
  }
  const { rows: placed } = await pool().query<{ parties: string[]; reportedBy: string | null }>(
    'SELECT parties, reported_by AS "reportedBy" FROM events WHERE number = $1',
    [event.number],
  )
  if (!placed[0] || !mayAttach(viewer, placed[0])) return refuse('forbidden', 'Photos are added by those who act on the event.')
  const made = await preparePhoto(bytes)
  if ('code' in made) return refuse(made.code, made.message)
  const sha256 = createHash('sha256').update(made.photo).digest()
  // whoever reported it and reads its words no more knows of their own photos alone
  const findSame = async (at: Pick<PoolClient, 'query'>): Promise<Attachment | null> => {
    const { rows } = await at.query(
      `SELECT ${columns} FROM attachments WHERE number = $1 AND sha256 = $2 AND kind = $3 AND ($4 OR actor_id = $5) ORDER BY created_at, id LIMIT 1`,
      [event.number, sha256, kind, event.words === 'masked', viewer.id],
    )
    return rows[0] ? Attachment.parse(rows[0]) : null
  }
  const same = await findSame(pool())
  if (same) return same
  const gone = () => new Problem('conflict', 'The event is void: nothing is added to it any more.')
  if (event.status === 'void') throw gone()
  return keepPhoto(made, async (tx, id) => {
    // whoever adds another photo, or voids the event, waits for this row, or this for them
    const locked = await tx.query<{ state: number }>('SELECT state FROM events WHERE number = $1 FOR NO KEY UPDATE', [event.number])
    const before = await findSame(tx)
    if (before) return { row: before, isNew: false }
    if (locked.rows[0]?.state === VOID) throw gone()
    const { rows } = await tx.query(
      `INSERT INTO attachments (id, number, kind, type, width, height, bytes, sha256, actor_id)
       SELECT $1::uuid, $2::int4, $3::text, 'image/jpeg', $4::int4, $5::int4, $6::int4, $7::bytea, $8::text
       WHERE (SELECT count(*) FROM attachments WHERE number = $2::int4 AND kind = $3::text) < ${MAX_PHOTOS}
       RETURNING ${columns}`,
      [id, event.number, kind, made.width, made.height, made.photo.byteLength, sha256, viewer.id],
    )
    if (!rows[0]) throw new Problem('conflict', `An event has at most ${MAX_PHOTOS} photos of a kind.`)
    await writeAudit(tx, { actor: actorOf(viewer), action: 'attachment.added', object, address, detail: { id, kind } })
    return { row: Attachment.parse(rows[0]), isNew: true }
  })
}

type Refusal = { code: ProblemCode; address: string | null }

function writeRefusal(viewer: Viewer, eventId: string, { code, address }: Refusal): Promise<void> {
  const object = { kind: 'event', id: eventId }
  return writeAudit(pool(), { actor: actorOf(viewer), action: 'attachment.refused', object, address, result: 'refused', detail: { code } })
}

/** Writes that something for an event was refused before it was read whole (a body that is too large). Nothing for who does not see the event. */
export async function auditRefusedAttachment(viewer: Viewer, idOrNumber: string, refusal: Refusal): Promise<void> {
  const event = await getEvent(viewer, idOrNumber)
  if (event) await writeRefusal(viewer, event.id, refusal)
}

/** The photos of an event, the oldest first; null when there is no such event for this viewer. Whoever may not read its words sees none. */
export async function listAttachments(viewer: Viewer, idOrNumber: string): Promise<Attachment[] | null> {
  const event = await getEvent(viewer, idOrNumber)
  if (!event) return null
  if (event.words !== 'masked') return []
  const { rows } = await pool().query(`SELECT ${columns} FROM attachments WHERE number = $1 ORDER BY created_at, id`, [event.number])
  return z.parse(z.array(Attachment), rows)
}

/** The bytes (JPEG) of a photo whose event the viewer may see and read about; null when there is none. One row of the audit. */
export async function readAttachment(viewer: Viewer, id: string, part: PhotoPart, address: string | null = null): Promise<Buffer | null> {
  if (!z.safeParse(z.uuid(), id).success) return null
  const { rows } = await pool().query<{ number: number }>('SELECT number FROM attachments WHERE id = $1::uuid', [id])
  const number = rows[0]?.number
  const event = number === undefined ? null : await getEvent(viewer, String(number))
  if (event?.words !== 'masked') return null
  const object = { kind: 'event', id: event.id }
  await auditReading({ actor: actorOf(viewer), action: 'attachment.read', object, address, detail: { id, part } })
  return photoStore().read(id, part)
}
