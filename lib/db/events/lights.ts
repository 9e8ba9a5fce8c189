import type { EventChange } from '@/lib/domain/change'
import { LIGHTS, type Life } from '@/lib/domain/life'
import { EVENTS } from '@/lib/domain/log-kinds'
import { transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'
import { appendEntry, lockHead, makeEntry } from '../log/log'
import { readStanding } from './transitions'

/** Events whose light is moved in one transaction: some 10 ms of the embedded engine's one session, 40 ms where the machine is busy. */
const MAX_EVENTS = 200

/**
 * Moves the lights (正常 → 临期 → 超期) of the events whose time has come, as changes in the log; returns how many. Only the holder of the
 * lease does it. An event that is already past both goes to 超期 at once. `now` is epoch milliseconds.
 */
export async function passDeadlines(fence: Fence, now: number): Promise<number> {
  return transaction(async (tx) => {
    const due = await tx.query<{ number: number }>({
      name: 'lights-due',
      text: 'SELECT number FROM events WHERE next_light_at <= to_timestamp($1::float8 / 1000) ORDER BY next_light_at LIMIT $2',
      values: [now, MAX_EVENTS],
    })
    if (due.rows.length === 0) return 0
    const head = await lockHead(tx)
    await checkFence(tx, fence)
    const standing = (
      await readStanding(
        tx,
        due.rows.map((row) => row.number),
      )
    ).filter(({ facts }) => facts.handledAt === null && facts.life.deadline !== null)
    let revision = head.revision
    const changes = standing.map(({ number, facts }): EventChange & { life: Life; next: number | null } => {
      const deadline = facts.life.deadline ?? now
      const light = now > deadline ? 'overdue' : 'near'
      const life: Life = { ...facts.life, light }
      const next = light === 'near' ? deadline + 1 : null
      return { revision: ++revision, number, receivedAt: now, before: facts, after: { ...facts, revision, life }, life, next }
    })
    await tx.query({
      name: 'lights-write',
      text: `UPDATE events e SET revision = u.revision, light = u.light, next_light_at = to_timestamp(u.next / 1000)
        FROM unnest($1::int4[], $2::int8[], $3::int2[], $4::float8[]) AS u (number, revision, light, next) WHERE e.number = u.number`,
      values: [
        changes.map((c) => c.number),
        changes.map((c) => c.revision),
        changes.map((c) => LIGHTS.indexOf(c.life.light)),
        changes.map((c) => c.next),
      ],
    })
    const entry = makeEntry(head, EVENTS, changes)
    if (entry) await appendEntry(tx, entry)
    return changes.length
  })
}
