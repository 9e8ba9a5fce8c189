import { giveDepartments } from '@/lib/live/binding'
import { handle, otherMethods } from '@/lib/live/request'

/** Whom an event can be given to. */
export const GET = handle('/api/departments', giveDepartments)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
