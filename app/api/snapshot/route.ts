import { giveSnapshot } from '@/lib/live/reads'
import { handle, otherMethods } from '@/lib/live/request'

export const GET = handle('/api/snapshot', giveSnapshot)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
