import { giveChanges } from '@/lib/api/reads'
import { handle, otherMethods } from '@/lib/api/request'

export const GET = handle('/api/changes', giveChanges)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
