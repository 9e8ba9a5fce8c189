import { userInfo } from 'node:os'
import type { AuditActor } from '@/lib/domain/audit'

/** Whoever runs the command line, as the audit names them: by the user of the machine. */
export function cliActor(): AuditActor {
  try {
    return { id: 'cli', name: userInfo().username, role: null }
  } catch {
    return { id: 'cli', name: 'unknown', role: null } // a user without a name, as containers have them
  }
}
