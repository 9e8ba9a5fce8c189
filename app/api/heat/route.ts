import { giveHeat } from '@/lib/api/reads'
import { handle, otherMethods } from '@/lib/api/request'

export const GET = handle('/api/heat', giveHeat)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
