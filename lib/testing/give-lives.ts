import { transaction } from '@/lib/db/engine/pool'
import { readFacts } from '@/lib/db/events/facts'
import { appendEntry, lockHead, makeEntry } from '@/lib/db/log/log'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { EVENT_STATES, LIFE_FLAGS, LIGHTS, type Life } from '@/lib/domain/life'
import { EVENTS } from '@/lib/domain/log-kinds'
import { numbersFrom } from './busy-days'
import { NOW } from './small-county'

/**
 * Leads so many events through lives of all kinds, each a change in the log and a row of the table, as transitions write them but without
 * asking what may follow on what: what is counted must not depend on it. `more`: parties beside the usual ones.
 */
export async function giveLives(seed: number, count: number, more: readonly string[] = []): Promise<void> {
  const next = numbersFrom(seed)
  const known = await readFacts(0, 100_000)
  const facts = new Map(known.map(({ number, after }) => [number, after]))
  const numbers = [...facts.keys()]
  for (let i = 0; i < count; ) {
    await transaction(async (tx) => {
      const head = await lockHead(tx)
      const changes: EventChange[] = []
      for (const end = Math.min(count, i + 1 + next(9)); i < end; i++) {
        const number = numbers[next(numbers.length)] ?? 0
        const before = facts.get(number)
        if (!before) continue
        const after = lifeOn(before, head.revision + changes.length + 1, next, more)
        facts.set(number, after)
        changes.push({ revision: after.revision, number, receivedAt: NOW, before, after })
        const { life } = after
        const time = (n: number) => `to_timestamp($${n}::float8 / 1000)`
        await tx.query(
          `UPDATE events SET revision = $2, handled_at = ${time(3)}, cell_x = $4, cell_y = $5, state = $6, light = $7, deadline = ${time(8)},
            close_by = ${time(9)}, accepted_at = ${time(10)}, handed_in_at = ${time(11)}, life_flags = $12, parties = $13, dispatched_at = ${time(14)} WHERE number = $1`,
          [
            number,
            after.revision,
            after.handledAt,
            after.cellX,
            after.cellY,
            EVENT_STATES.indexOf(life.state),
            LIGHTS.indexOf(life.light),
            life.deadline,
            life.closeBy,
            life.acceptedAt,
            life.handedInAt,
            life.flags,
            life.parties,
            life.dispatchedAt,
          ],
        )
      }
      const entry = makeEntry(head, EVENTS, changes)
      if (entry) await appendEntry(tx, entry)
    })
  }
}

function lifeOn(before: EventFacts, revision: number, next: (below: number) => number, more: readonly string[]): EventFacts & { life: Life } {
  const state = EVENT_STATES[next(EVENT_STATES.length)] ?? 'closed'
  const later = (days: number) => before.occurredAt + next(days * DAY_MS)
  const maybe = (at: number) => (next(3) ? at : null)
  const deadline = maybe(later(9))
  const parties = ['department:城管', 'department:公安', 'member:1', 'team:一组', ...more].filter(() => next(4) === 0)
  const drawn: Omit<Life, 'dispatchedAt'> = {
    state,
    light: LIGHTS[next(LIGHTS.length)] ?? 'normal',
    deadline,
    closeBy: deadline === null || next(2) ? null : deadline + next(3 * DAY_MS),
    acceptedAt: maybe(later(1)),
    // at times to the millisecond at the deadline or at the end of its day
    handedInAt: maybe(next(4) === 0 && deadline !== null ? deadline + next(2) : later(12)),
    flags: next(2 * LIFE_FLAGS.corrected),
    parties,
  }
  const life: Life = { ...drawn, dispatchedAt: drawn.acceptedAt === null ? null : drawn.acceptedAt + HOUR_MS }
  const handledAt = state === 'closed' || state === 'rejected' ? before.occurredAt + next(3) * 424_264 + next(2) * next(100 * 24 * HOUR_MS) : null
  const cell = state === 'void' ? { cellX: -1, cellY: -1 } : {}
  return { ...before, ...cell, revision, handledAt, life }
}
