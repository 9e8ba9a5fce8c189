import { giveDepartments } from '@/lib/api/coverage'
import { handle, otherMethods } from '@/lib/api/request'

/** Whom an event can be given to. */
export const GET = handle('/api/departments', giveDepartments)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
