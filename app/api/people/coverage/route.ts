import { giveCoverage } from '@/lib/api/coverage'
import { handle, otherMethods } from '@/lib/api/request'

/** Which households are bound to a member, along the grids or the service tree; figures only. */
export const GET = handle('/api/people/coverage', giveCoverage)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
