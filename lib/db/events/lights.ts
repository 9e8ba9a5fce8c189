import type { EventChange } from '@/lib/domain/change'
import { LIFE_FLAGS, LIGHTS, type Life } from '@/lib/domain/life'
import { lateFlags, lightOf, nextLightChange } from '@/lib/domain/lights'
import { EVENTS } from '@/lib/domain/log-kinds'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { atlasAtHand, loadAtlas } from '../ground/grids'
import { checkFence, type Fence } from '../log/leases'
import { appendEntry, lockHead, makeEntry } from '../log/log'
import { readLives } from './event-detail'
import { readStanding } from './standing'

/** Events whose light is moved in one transaction: some 10 ms of the embedded engine's one session, 40 ms where the machine is busy. */
const MAX_EVENTS = 200

/** An event whose time has come: as it was, as it is now, and when it changes next (epoch milliseconds). */
type Moved = { change: Omit<EventChange, 'revision'>; life: Life; next: number | null }

/**
 * Moves the lights (正常 → 临期 → 超期) of the events whose time has come, as changes in the log; returns how many events were looked at.
 * Only the holder of the lease does it. An event that is already past both goes to 超期 at once; a clock that runs out while another has
 * run out before changes what is late and leaves the light. `now` is epoch milliseconds.
 */
export async function passDeadlines(fence: Fence, now: number): Promise<number> {
  if ((await dueEvents(pool(), now, 1)).length === 0) return 0
  const atlas = await atlasAtHand()
  const looked = await transaction(async (tx) => {
    const numbers = await dueEvents(tx, now, MAX_EVENTS)
    if (numbers.length === 0) return 0
    const head = await lockHead(tx)
    if (head.gridVersion !== atlas.version) return null
    await checkFence(tx, fence)
    const lives = await readLives(numbers, atlas, tx)
    const moved = (await readStanding(tx, numbers)).map(({ number, facts }): Moved => {
      const event = lives.get(number)
      const isOpen = facts.handledAt === null && event !== undefined
      const { pastDeadline, acceptedLate, dispatchedLate } = LIFE_FLAGS
      const before = facts.life.flags & ~(pastDeadline | acceptedLate | dispatchedLate)
      const life: Life = isOpen ? { ...facts.life, light: lightOf(event, now, atlas.calendar), flags: before | lateFlags(event, now) } : facts.life
      const next = isOpen ? nextLightChange(event, now, atlas.calendar) : null
      return { change: { number, receivedAt: now, before: facts, after: { ...facts, life } }, life, next }
    })
    await writeNext(tx, moved)
    let { revision } = head
    const changes = moved.flatMap(({ change: { before, after, ...change }, life }): (EventChange & { life: Life })[] => {
      if (!after || (life.light === before?.life?.light && life.flags === before.life.flags)) return []
      revision++
      return [{ revision, before, after: { ...after, revision }, life, ...change }]
    })
    await writeLights(tx, changes)
    const entry = makeEntry(head, EVENTS, changes)
    if (entry) await appendEntry(tx, entry)
    return numbers.length
  })
  if (looked !== null) return looked
  await loadAtlas()
  return passDeadlines(fence, now)
}

/** The numbers of events whose time has come, those first that have waited longest. */
async function dueEvents(at: Pick<PoolClient, 'query'>, now: number, limit: number): Promise<number[]> {
  const { rows } = await at.query<{ number: number }>({
    name: 'lights-due',
    text: 'SELECT number FROM events WHERE next_light_at <= to_timestamp($1::float8 / 1000) ORDER BY next_light_at LIMIT $2',
    values: [now, limit],
  })
  return rows.map(({ number }) => number)
}

async function writeNext(tx: PoolClient, moved: readonly Moved[]): Promise<void> {
  await tx.query({
    name: 'lights-next-write',
    text: `UPDATE events e SET next_light_at = to_timestamp(u.next / 1000)
      FROM unnest($1::int4[], $2::float8[]) AS u (number, next) WHERE e.number = u.number`,
    values: [moved.map((m) => m.change.number), moved.map((m) => m.next)],
  })
}

async function writeLights(tx: PoolClient, changes: readonly (EventChange & { life: Life })[]): Promise<void> {
  if (changes.length === 0) return
  await tx.query({
    name: 'lights-write',
    text: `UPDATE events e SET revision = u.revision, light = u.light, life_flags = u.flags
      FROM unnest($1::int4[], $2::int8[], $3::int2[], $4::int4[]) AS u (number, revision, light, flags) WHERE e.number = u.number`,
    values: [
      changes.map((c) => c.number),
      changes.map((c) => c.revision),
      changes.map((c) => LIGHTS.indexOf(c.life.light)),
      changes.map((c) => c.life.flags),
    ],
  })
}
