import { handleOpen } from '@/lib/api/request'
import { Problem } from '@/lib/domain/problem'

/** Whatever is not part of the API, in the form of its other errors. */
const nothing = handleOpen('unknown', () => {
  throw new Problem('not_found', 'There is nothing at this address; see /api/openapi.json.')
})

export { nothing as DELETE, nothing as GET, nothing as PATCH, nothing as POST, nothing as PUT }
