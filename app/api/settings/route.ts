import { handle, otherMethods } from '@/lib/live/request'
import { putSettings, showSettings } from '@/lib/live/settings'

/** Life cycle, calendar, office hours, types and their limits. */
export const GET = handle('/api/settings', showSettings)
export const PUT = handle('/api/settings', putSettings)

export const { POST, PATCH, DELETE } = otherMethods('GET', 'PUT')
