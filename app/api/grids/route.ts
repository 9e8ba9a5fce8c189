import { giveGrids } from '@/lib/live/reads'
import { handle, otherMethods } from '@/lib/live/request'

export const GET = handle('/api/grids', giveGrids)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
