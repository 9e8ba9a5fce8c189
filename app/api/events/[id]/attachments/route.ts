import { showAttachments, takeAttachment } from '@/lib/api/attachments'
import { handle, otherMethods } from '@/lib/api/request'

/** The photos of an event, and one more. */
export const GET = handle<{ id: string }>('/api/events/{id}/attachments', showAttachments)
export const POST = handle<{ id: string }>('/api/events/{id}/attachments', takeAttachment)

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
