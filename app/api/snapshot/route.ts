import { giveSnapshot } from '@/lib/api/reads'
import { handle, otherMethods } from '@/lib/api/request'

export const GET = handle('/api/snapshot', giveSnapshot)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
