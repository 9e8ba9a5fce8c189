import { Denied } from '@/components/plain-page'

/** What `unauthorized()` shows, with status 401. */
export default function Unauthorized() {
  return <Denied />
}
