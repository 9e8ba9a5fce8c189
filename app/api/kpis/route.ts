import { giveKpis } from '@/lib/live/reads'
import { handle, otherMethods } from '@/lib/live/request'

export const GET = handle('/api/kpis', giveKpis)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
