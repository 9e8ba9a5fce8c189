import { addAttachment, auditRefusedAttachment, listAttachments, readAttachment } from '@/lib/db/events/attachments'
import { MAX_PHOTO_BYTES } from '@/lib/domain/attachment'
import { isProblem, Problem } from '@/lib/domain/problem'
import { AttachmentQuery, AttachmentsQuery } from '@/lib/domain/queries'
import { readBytes } from './body'
import { type Call, inBudget, json, parseQuery } from './request'

/** A photo of an event as the body of a POST, whatever type it says it is; 201 with what was kept. */
export const takeAttachment = (call: Call<{ id: string }>): Promise<Response> => inBudget('photo', call, () => keepAttachment(call))

async function keepAttachment({ request, url, params, viewer, address }: Call<{ id: string }>): Promise<Response> {
  const { kind } = parseQuery(AttachmentsQuery, url)
  const bytes = await readBytes(request, { limit: MAX_PHOTO_BYTES }).catch(async (error: unknown) => {
    if (isProblem(error) && error.code === 'too_large') await auditRefusedAttachment(viewer, params.id, { code: error.code, address })
    throw error
  })
  return json(await addAttachment(viewer, params.id, { kind, bytes, address }), { status: 201 })
}

/** The photos of an event. */
export async function showAttachments({ params, viewer }: Call<{ id: string }>): Promise<Response> {
  const attachments = await listAttachments(viewer, params.id)
  if (!attachments) throw new Problem('not_found', 'There is no such event here.')
  return json({ attachments })
}

/** A photo, or its thumbnail. Nobody keeps it: a browser that others use after the sign-out must not have people's faces and number plates. */
export async function showAttachment({ url, params, viewer, address }: Call<{ id: string }>): Promise<Response> {
  const { size } = parseQuery(AttachmentQuery, url)
  const bytes = await readAttachment(viewer, params.id, size === 'thumb' ? 'thumbnail' : 'photo', address)
  if (!bytes) throw new Problem('not_found', 'There is no such photo here.')
  const headers = { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' }
  return new Response(new Uint8Array(bytes), { headers })
}
