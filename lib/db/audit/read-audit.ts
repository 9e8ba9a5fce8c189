import type { AuditEntry } from '@/lib/domain/audit'
import { pool } from '../engine/pool'
import { writeAudits } from './audit'

type Waiting = { entry: AuditEntry; written(): void; failed(error: unknown): void }
const waiting: Waiting[] = []
let writing = false

/**
 * Writes that something was read, before it is answered: who fails to be recorded reads nothing. Readings of the same moment share one
 * statement, so that many readers cost one write.
 */
export function auditReading(entry: AuditEntry): Promise<void> {
  return new Promise((written, failed) => {
    waiting.push({ entry, written, failed })
    if (!writing) void writeAll()
  })
}

async function writeAll(): Promise<void> {
  writing = true
  while (waiting.length > 0) {
    const group = waiting.splice(0)
    try {
      await writeAudits(
        pool(),
        group.map(({ entry }) => entry),
      )
      for (const { written } of group) written()
    } catch (error) {
      for (const { failed } of group) failed(error)
    }
  }
  writing = false
}
