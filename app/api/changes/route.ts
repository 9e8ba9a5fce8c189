import { giveChanges } from '@/lib/live/reads'
import { handle, otherMethods } from '@/lib/live/request'

export const GET = handle('/api/changes', giveChanges)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
