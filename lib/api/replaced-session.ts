import { findSession, revokeSessions } from '@/lib/db/accounts/sessions'
import { actorOf } from '@/lib/domain/audit'
import { accountIn } from './cookies'
import { isSecureHost } from './identity'
import type { Ask } from './request'

/** Ends the session that this browser had before: its cookie is about to be replaced, and nobody would sign out of it any more. */
export async function endReplaced({ headers }: Ask, address: string | null): Promise<void> {
  const cookie = accountIn(headers.get('cookie'), isSecureHost(headers.get('host')))
  const viewer = cookie === null ? undefined : (await findSession(cookie))?.viewer
  if (viewer?.sessionId) await revokeSessions(viewer.id, { id: viewer.sessionId }, { actor: actorOf(viewer), address, action: 'session.closed' })
}
