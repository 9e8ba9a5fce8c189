import { addSubmissionPhoto } from '@/lib/db/submissions/submission-photos'
import { MAX_PHOTO_BYTES } from '@/lib/domain/attachment'
import type { AuditActor } from '@/lib/domain/audit'
import { readBytes } from './body'
import { budget } from './budget'
import { countPhoto } from './limits'
import type { OpenCall } from './request'

/**
 * Takes a photo of a submission that a resident sends, `actor` to the audit. `own`: the link or the binding that they come by, which it counts for; one that was kept before does not
 * count. Throws what `addSubmissionPhoto`, `readBytes` and the limits throw.
 */
export async function takePhoto(
  { request, address }: Pick<OpenCall, 'request' | 'address'>,
  { own, actor, submission }: { own: string; actor: AuditActor; submission: string },
): Promise<{ id: string }> {
  const takeBack = await countPhoto(own, address)
  const bytes = await readBytes(request, { limit: MAX_PHOTO_BYTES })
  const { id, kept } = await budget('photo').run(own, request.signal, () => addSubmissionPhoto(submission, bytes, { actor, address }))
  if (kept) await takeBack()
  return { id }
}
