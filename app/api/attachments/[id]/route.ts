import { showAttachment } from '@/lib/api/attachments'
import { handle, otherMethods } from '@/lib/api/request'

/** A photo, or its thumbnail with size=thumb. */
export const GET = handle<{ id: string }>('/api/attachments/{id}', showAttachment)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
