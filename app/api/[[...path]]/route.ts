import { answer } from '@/lib/api/routes'

// Every route of the API: described in lib/domain/routes, served in lib/api.
export { answer as DELETE, answer as GET, answer as HEAD, answer as OPTIONS, answer as PATCH, answer as POST, answer as PUT }
