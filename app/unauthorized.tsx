import { Denied } from '@/components/page/plain-page'

/** What `unauthorized()` shows, with status 401. */
export default function Unauthorized() {
  return <Denied />
}
