import { giveHeat } from '@/lib/live/reads'
import { handle, otherMethods } from '@/lib/live/request'

export const GET = handle('/api/heat', giveHeat)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
