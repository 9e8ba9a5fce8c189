import { giveGrids } from '@/lib/api/reads'
import { handle, otherMethods } from '@/lib/api/request'

export const GET = handle('/api/grids', giveGrids)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
