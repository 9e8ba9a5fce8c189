import { handle, otherMethods } from '@/lib/api/request'
import { putSettings, showSettings } from '@/lib/api/settings'

/** Life cycle, calendar, office hours, types and their limits. */
export const GET = handle('/api/settings', showSettings)
export const PUT = handle('/api/settings', putSettings)

export const { POST, PATCH, DELETE } = otherMethods('GET', 'PUT')
