import { addAttachment, auditRefusedAttachment, listAttachments, readAttachment } from '@/lib/db/events/attachments'
import { type Attachment, MAX_PHOTO_BYTES } from '@/lib/domain/attachment'
import { isProblem, Problem } from '@/lib/domain/problem'
import type { eventRoutes } from '@/lib/domain/routes/events'
import { readBytes } from './body'
import { inBudget, Whole } from './request'
import type { CallOf } from './route'

type Add = CallOf<typeof eventRoutes.addPhoto>

/** A photo of an event as the body of a POST, whatever type it says it is; 201 with what was kept. */
export const takeAttachment = (call: Add): Promise<Attachment> => inBudget('photo', call, () => keepAttachment(call))

async function keepAttachment({ request, query, params, viewer, address }: Add): Promise<Attachment> {
  const { kind } = query()
  const { id } = params()
  const bytes = await readBytes(request, { limit: MAX_PHOTO_BYTES }).catch(async (error: unknown) => {
    if (isProblem(error) && error.code === 'too_large') await auditRefusedAttachment(viewer, id, { code: error.code, address })
    throw error
  })
  return addAttachment(viewer, id, { kind, bytes, address })
}

/** The photos of an event. */
export async function showAttachments({ params, viewer }: CallOf<typeof eventRoutes.photos>): Promise<{ attachments: Attachment[] }> {
  const attachments = await listAttachments(viewer, params().id)
  if (!attachments) throw new Problem('not_found', 'There is no such event here.')
  return { attachments }
}

/** A photo, or its thumbnail. Nobody keeps it: a browser that others use after the sign-out must not have people's faces and number plates. */
export async function showAttachment({ query, params, viewer, address }: CallOf<typeof eventRoutes.photo>): Promise<Response> {
  const { size } = query()
  const bytes = await readAttachment(viewer, params().id, size === 'thumb' ? 'thumbnail' : 'photo', address)
  if (!bytes) throw new Problem('not_found', 'There is no such photo here.')
  const headers = { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' }
  return new Whole(bytes, { headers })
}
