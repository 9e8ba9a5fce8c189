import { handleOpen, json, otherMethods } from '@/lib/api/request'
import { openApi } from '@/lib/domain/openapi'
import { runtime } from '@/lib/live/runtime'

/** The description of the API, made from the schemas it works with. It tells nothing of the events, so it needs no token. */
export const GET = handleOpen('/api/openapi.json', () => json(openApi(runtime().version)))

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
