import { giveKpis } from '@/lib/api/reads'
import { handle, otherMethods } from '@/lib/api/request'

export const GET = handle('/api/kpis', giveKpis)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
