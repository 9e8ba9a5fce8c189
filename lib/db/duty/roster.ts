import { randomUUID } from 'node:crypto'
import type { Viewer } from '@/lib/domain/access'
import { type AuditAction, actorOf } from '@/lib/domain/audit'
import { maskText } from '@/lib/domain/masking'
import { Problem } from '@/lib/domain/problem'
import {
  type DutyPerson,
  type DutyShift,
  dutyShiftOut,
  type HandOverIn,
  LONGEST_SHIFT_MS,
  mayPlanDuty,
  mayReadRoster,
  mayTakeOver,
  nextToSign,
  onDutyAt,
  overlapping,
  type Roster,
  type RosterIn,
  unplannedShift,
} from '@/lib/domain/roster'
import { writeAudit } from '../audit/audit'
import { needSeen } from '../engine/asked'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { loadAtlas } from '../ground/grids'
import { lockShifts, readAccounts, readShifts, readShiftsAt, writeShift, writeSignature } from './roster-rows'

type Context = { now: number; address: string | null }

/** The roster of a time (epoch milliseconds, `to` excluded) and who is on at `now`. Throws Problem('forbidden') for a screen. */
export async function giveRoster(viewer: Viewer, from: number, to: number, now: number): Promise<Roster> {
  if (!mayReadRoster(viewer)) throw new Problem('forbidden', 'Screens are told who is on duty by post only.')
  const { grids } = await loadAtlas()
  const around = await readShiftsAt(now)
  const [on, next, plans] = [onDutyAt(around, now), nextToSign(around, now), mayPlanDuty(viewer, grids)]
  return {
    shifts: (await readShifts(from, to)).map(dutyShiftOut),
    onDuty: on && { shift: dutyShiftOut(on.shift), kept: on.kept, awaited: on.awaited?.id ?? null },
    next: next && dutyShiftOut(next),
    accounts: plans ? await readAccounts() : [],
    plans,
    takesOver: mayTakeOver(viewer, grids),
  }
}

/** One change of the roster at a time, whoever makes it. */
const lockRoster = (tx: PoolClient) => tx.query('LOCK TABLE duty_shifts IN SHARE ROW EXCLUSIVE MODE')

async function refuse(viewer: Viewer, action: AuditAction, address: string | null, message: string): Promise<never> {
  await writeAudit(pool(), { actor: actorOf(viewer), action, address, result: 'refused' })
  throw new Problem('forbidden', message)
}

/** What of a shift is planned. */
const planned = ({ begins, ends, officer, leader }: Pick<DutyShift, 'begins' | 'ends' | 'officer' | 'leader'>) => ({ begins, ends, officer, leader })

/**
 * Changes the roster: all that is asked for, or nothing. A shift that somebody has taken over keeps its times and stays; who is on it can still be
 * replaced (替班). Throws Problem('forbidden') for anybody but administrators and supervisors of the whole county, 'invalid' for a shift without or
 * of too much time, of two that overlap, or of an account that there is not, 'conflict' for what was taken over, is over, or is not as it was seen.
 */
export async function changeRoster(viewer: Viewer, { shifts = [], remove = [], seen = [] }: RosterIn, { now, address }: Context): Promise<void> {
  const { grids } = await loadAtlas()
  if (!mayPlanDuty(viewer, grids))
    return refuse(viewer, 'roster.changed', address, 'The roster is the county’s: administrators and supervisors of all of it change it.')
  for (const { begins, ends } of shifts)
    if (ends <= begins || ends - begins > LONGEST_SHIFT_MS) throw new Problem('invalid', 'A shift ends after it begins, within 48 hours.')
  await transaction(async (tx) => {
    await lockRoster(tx)
    const before = new Map((await lockShifts(tx, [...shifts.map(({ id }) => id), ...remove])).map((shift) => [shift.id, shift]))
    for (const as of seen) {
      const [is, wanted] = [before.get(as.id), shifts.find(({ id }) => id === as.id)]
      needSeen(is && planned(is), planned(as), wanted && planned(wanted))
    }
    checkTaken(shifts, remove, before)
    const on = onDutyAt(await readShiftsAt(now, tx), now)?.shift.id
    if ([...before.values()].some(({ id, ends }) => ends <= now && id !== on)) throw new Problem('conflict', 'A shift that is over stays as it was.')
    await checkAccounts(tx, shifts)
    await checkOverlaps(tx, shifts, remove)
    if (remove.length > 0) await tx.query('DELETE FROM duty_shifts WHERE id = ANY($1::uuid[])', [remove])
    // what is moved out of the way first lets another take its place
    await tx.query(`DELETE FROM duty_shifts WHERE id = ANY($1::uuid[]) AND signed_at IS NULL`, [shifts.map(({ id }) => id)])
    for (const shift of shifts) {
      await writeShift(tx, shift)
      const from = before.get(shift.id)
      const detail = { ...(from && { from: told(from) }), to: told(shift) }
      await writeAudit(tx, { actor: actorOf(viewer), action: 'roster.changed', object: { kind: 'shift', id: shift.id }, address, detail })
    }
    for (const id of remove) {
      const from = before.get(id)
      if (from)
        await writeAudit(tx, {
          actor: actorOf(viewer),
          action: 'roster.changed',
          object: { kind: 'shift', id },
          address,
          detail: { from: told(from) },
        })
    }
  })
}

const told = ({ begins, ends, officer, leader }: Omit<DutyShift, 'signed'>) => ({
  begins: new Date(begins).toISOString(),
  ends: new Date(ends).toISOString(),
  officer: officer?.name ?? null,
  leader: leader?.name ?? null,
})

function checkTaken(shifts: NonNullable<RosterIn['shifts']>, remove: readonly string[], before: ReadonlyMap<string, DutyShift>): void {
  const moved = shifts.find(({ id, begins, ends }) => {
    const was = before.get(id)
    return was?.signed && (was.begins !== begins || was.ends !== ends)
  })
  if (moved || remove.some((id) => before.get(id)?.signed)) throw new Problem('conflict', 'A shift that was taken over keeps its times and stays.')
}

async function checkAccounts(tx: PoolClient, shifts: NonNullable<RosterIn['shifts']>): Promise<void> {
  const known = new Set((await readAccounts(tx)).map(({ id }) => id))
  const accounts = shifts.flatMap(({ officer, leader }) => [officer?.account ?? [], leader?.account ?? []].flat())
  const strange = accounts.find((id) => !known.has(id))
  if (strange !== undefined) throw new Problem('invalid', `There is no account ${strange} that could be on duty.`)
}

async function checkOverlaps(tx: PoolClient, shifts: NonNullable<RosterIn['shifts']>, remove: readonly string[]): Promise<void> {
  if (shifts.length === 0) return
  const gone = new Set([...remove, ...shifts.map(({ id }) => id)])
  const from = Math.min(...shifts.map(({ begins }) => begins))
  const others = await readShifts(from, Math.max(...shifts.map(({ ends }) => ends)), tx)
  const both = overlapping([...shifts, ...others.filter(({ id }) => !gone.has(id))])
  if (both) throw new Problem('invalid', 'Two shifts overlap.', { shifts: [both.first, both.second] })
}

/**
 * Signs a hand-over (交接班): from now on the shift is on, and where none is planned whoever signs. The same `requestId` is one hand-over. Throws
 * Problem('forbidden') for whoever does not acknowledge alerts of the whole county, 'conflict' for a shift that cannot be taken over now.
 */
export async function signHandOver(viewer: Viewer, { requestId, shift: wanted, note }: HandOverIn, { now, address }: Context): Promise<void> {
  const { grids } = await loadAtlas()
  if (!mayTakeOver(viewer, grids))
    return refuse(viewer, 'roster.signed', address, 'A hand-over is signed by whoever acknowledges alerts of the whole county.')
  await transaction(async (tx) => {
    await lockRoster(tx)
    const done = await tx.query<{ id: string; by: string }>(
      'SELECT id::text AS id, signed_by AS by FROM duty_shifts WHERE signed_request = $1::uuid',
      [requestId],
    )
    const [before] = done.rows
    if (before && before.by === viewer.id && (wanted === null || wanted === before.id)) return
    if (before) throw new Problem('conflict', 'This requestId was used for another hand-over.')
    const shifts = await readShiftsAt(now, tx)
    const next = nextToSign(shifts, now)
    const isPlanned = shifts.some(({ begins, ends }) => begins <= now && now < ends)
    if (wanted === null ? isPlanned : next?.id !== wanted) throw new Problem('conflict', 'Another shift is to be taken over now.')
    const shift = next?.id === wanted && next ? next : unplannedShift(shifts, now, self(viewer), randomUUID())
    if (wanted === null) await writeShift(tx, shift)
    const from = onDutyAt(shifts, now)?.shift ?? null
    await writeSignature(tx, shift.id, { at: now, id: viewer.id, name: viewer.name, requestId, note: note === undefined ? null : maskText(note) })
    const detail = { from: from && told(from), to: told(shift) }
    await writeAudit(tx, { actor: actorOf(viewer), action: 'roster.signed', object: { kind: 'shift', id: shift.id }, address, detail })
  })
}

const self = ({ name, userId }: Viewer): DutyPerson => ({ name, account: userId ?? null })
