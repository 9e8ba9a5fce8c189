import { takeCspReport } from '@/lib/api/csp-reports'
import { handleOpen, otherMethods } from '@/lib/api/request'

/** Browsers tell here what broke the policy of a page. */
export const POST = handleOpen('/api/csp-reports', takeCspReport)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
