import { type DutyShift, nextToSign } from '@/lib/domain/roster'
import { pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'
import { readShiftsAt, writeShift, writeSignature } from './roster-rows'

/** How a roster goes on by itself: its shifts after a time, and who signs what nobody has signed. Times are epoch milliseconds. */
export type RosterPlan = {
  /** shifts are planned so far ahead at least */
  aheadMs: number
  /** the first there are begin here */
  from: number
  /** shifts that begin at this time or later, `signed` as far as that is long ago; as many as are to be added at once */
  after(time: number): DutyShift[]
  /** a hand-over that is so late is signed, with a note */
  lateMs: number
  noteOf(shift: DutyShift): string
}

/** Adds the shifts of a plan behind the last that there is, and signs the hand-over that is late, as the officer who comes. Under the lease of its job. */
export async function continueRoster(fence: Fence, plan: RosterPlan, now: number): Promise<void> {
  const { rows } = await pool().query<{ last: number | null }>(
    'SELECT round(extract(epoch FROM max(ends_at)) * 1000)::float8 AS last FROM duty_shifts',
  )
  const last = rows[0]?.last ?? null
  const added = last === null || last < now + plan.aheadMs ? plan.after(Math.max(last ?? 0, plan.from)) : []
  const next = nextToSign([...(await readShiftsAt(now)), ...added], now)
  const late = next && now - next.begins >= plan.lateMs ? next : null
  if (added.length === 0 && !late) return
  await transaction(async (tx) => {
    await checkFence(tx, fence)
    const sign = (shift: DutyShift, at: number, note: string | null) => {
      const name = shift.officer?.name ?? ''
      return writeSignature(tx, shift.id, { at, id: shift.officer?.account ?? 'demo', name, requestId: null, note })
    }
    for (const shift of added) {
      await writeShift(tx, shift)
      if (shift.signed) await sign(shift, shift.signed.at, shift.signed.note)
    }
    if (late) await sign(late, now, plan.noteOf(late))
  })
}
