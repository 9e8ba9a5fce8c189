import * as z from 'zod/mini'
import { mayAdminister, type Viewer } from './access'
import { isOnDuty } from './alert-actions'
import { HOUR_MS } from './clock'
import { WORDS_LIMIT } from './life-event'
import { SaneInstant } from './sane-time'

const DutyName = z.string().check(z.trim(), z.minLength(1), z.maxLength(100), z.regex(/^\P{Cc}*$/u))
/** Somebody on the roster, and the account that they sign in with, where they have one. */
export const DutyPerson = z.object({ name: DutyName, account: z.nullable(z.string().check(z.maxLength(64))) })
export type DutyPerson = z.infer<typeof DutyPerson>

/** A shift (班次), times in epoch milliseconds, `ends` excluded. `officer`: 值班员, `leader`: 带班领导; null: 空岗. `signed`: who took it over, and when. */
export type DutyShift = {
  id: string
  begins: number
  ends: number
  officer: DutyPerson | null
  leader: DutyPerson | null
  signed: { at: number; by: string; note: string | null } | null
}

/** Who is on: `kept`: their shift is over or not yet begun, and nobody has taken over; `awaited`: the shift that is to. */
export type OnDuty = { shift: DutyShift; kept: boolean; awaited: DutyShift | null }

/** So long before it begins a shift can be taken over. */
export const EARLY_MS = HOUR_MS
/** The longest shift there can be, and what one that was not planned lasts at most. */
export const LONGEST_SHIFT_MS = 48 * HOUR_MS
const UNPLANNED_MS = 12 * HOUR_MS

const covers = ({ begins, ends }: DutyShift, at: number): boolean => begins <= at && at < ends

/**
 * Who is on at a time (epoch milliseconds): the shift that was taken over last, until the hand-over (交接班) to another is signed, however long
 * that takes. Before the first hand-over it is the shift that the roster has, and where it has none the last that began. Null: nobody ever was.
 * `shifts` in any order; of the past it needs those around and the last that was signed.
 */
export function onDutyAt(shifts: readonly DutyShift[], at: number): OnDuty | null {
  const planned = shifts.find((shift) => covers(shift, at)) ?? null
  const began = shifts.filter(({ begins }) => begins <= at).sort((a, b) => a.begins - b.begins)
  const signed = shifts.filter((shift) => shift.signed !== null && shift.signed.at <= at).sort((a, b) => (a.signed?.at ?? 0) - (b.signed?.at ?? 0))
  const shift = signed.at(-1) ?? planned ?? began.at(-1)
  if (!shift) return null
  return { shift, kept: !covers(shift, at), awaited: planned && planned.begins > shift.begins ? planned : null }
}

/** The shift that can be taken over at a time: the one that is planned, or begins within the hour; null: none that was not taken over already. */
export function nextToSign(shifts: readonly DutyShift[], at: number): DutyShift | null {
  const on = onDutyAt(shifts, at)
  const open = shifts.filter(({ begins, ends, signed }) => signed === null && begins <= at + EARLY_MS && ends > at)
  // one that is on by the clock alone begins the signing
  const later = open.filter(({ begins }) => !on || begins > on.shift.begins || (begins === on.shift.begins && on.shift.signed === null))
  // of two the one that is to be on now
  return later.sort((a, b) => a.begins - b.begins)[0] ?? null
}

/** The shift of somebody who takes over where none is planned: until the next one begins. The leader stays. */
export function unplannedShift(shifts: readonly DutyShift[], at: number, officer: DutyPerson, id: string): DutyShift {
  const next = shifts.filter(({ begins }) => begins > at).sort((a, b) => a.begins - b.begins)[0]
  const ends = Math.min(at + UNPLANNED_MS, next?.begins ?? Number.POSITIVE_INFINITY)
  return { id, begins: at, ends, officer, leader: onDutyAt(shifts, at)?.shift.leader ?? null, signed: null }
}

/** Is this person on the shift? By their account where the roster has one, and by name where it has none. */
export const isOnShift = ({ officer, leader }: Pick<DutyShift, 'officer' | 'leader'>, { userId, name }: Pick<Viewer, 'userId' | 'name'>): boolean =>
  [officer, leader].some((person) => person !== null && (person.account === null ? person.name === name : person.account === userId))

/** Two shifts of a roster that overlap; null: none do. */
export function overlapping(shifts: readonly Pick<DutyShift, 'id' | 'begins' | 'ends'>[]): { first: string; second: string } | null {
  const sorted = [...shifts].sort((a, b) => a.begins - b.begins)
  for (const [i, shift] of sorted.entries()) {
    const before = sorted[i - 1]
    if (before && before.ends > shift.begins) return { first: before.id, second: shift.id }
  }
  return null
}

/** A time in which nobody is planned, epoch milliseconds. */
export type Gap = { begins: number; ends: number }

/** The times between two instants in which nobody is planned, in order. */
export function gapsIn(shifts: readonly Gap[], from: number, to: number): Gap[] {
  const gaps: Gap[] = []
  let at = from
  for (const { begins, ends } of [...shifts].sort((a, b) => a.begins - b.begins)) {
    if (ends <= at) continue
    if (begins >= to) break
    if (begins > at) gaps.push({ begins: at, ends: begins })
    at = ends
  }
  return at < to ? [...gaps, { begins: at, ends: to }] : gaps
}

/** May this viewer read who is on? Screens are told posts and never names; a department has no part in it. */
export const mayReadRoster = ({ role, scope }: Viewer): boolean => role !== 'screen' && scope.kind === 'grids'

/** May this viewer change the roster? It is the county's, so an administrator or supervisor of all of it may. */
export function mayPlanDuty(viewer: Viewer, grids: readonly { code: string }[]): boolean {
  return mayAdminister(viewer.role === 'supervisor' ? { ...viewer, role: 'administrator' } : viewer, grids)
}

/** May this viewer sign a hand-over? Whoever acknowledges alerts of the whole county may. */
export function mayTakeOver(viewer: Viewer, grids: readonly { code: string }[]): boolean {
  return isOnDuty(viewer) && mayAdminister({ ...viewer, role: 'administrator' }, grids)
}

const Time = z.pipe(
  SaneInstant,
  z.transform((text: string) => Date.parse(text)),
)
/** A shift as it is planned; its id is the client's, so that what is sent twice is there once. */
export const DutyShiftIn = z.object({
  id: z.uuid(),
  begins: Time,
  ends: Time,
  officer: z.nullable(DutyPerson),
  leader: z.nullable(DutyPerson),
})

/** What `PUT /api/roster` takes: shifts that are new or otherwise, and ids of those that are to go. What is not named stays. `seen`: those of them
 * that were there, as whoever changes them has seen them. */
export const RosterIn = z.object({
  shifts: z.optional(z.array(DutyShiftIn).check(z.maxLength(200))),
  remove: z.optional(z.array(z.uuid()).check(z.maxLength(200))),
  seen: z.optional(z.array(DutyShiftIn).check(z.maxLength(200))),
})
export type RosterIn = z.infer<typeof RosterIn>

/** What `POST /api/roster/handover` takes. `shift`: the one that is taken over; null: none is planned, and whoever signs is on from now on. */
export const HandOverIn = z.object({
  requestId: z.uuid(),
  shift: z.nullable(z.uuid()),
  note: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(WORDS_LIMIT))),
})
export type HandOverIn = z.infer<typeof HandOverIn>

/** A shift as the roster shows it; `signed`: the hand-over to it, with what the shift before left to say. */
export const DutyShiftOut = z.object({
  id: z.string(),
  begins: z.string(),
  ends: z.string(),
  officer: z.nullable(DutyPerson),
  leader: z.nullable(DutyPerson),
  signed: z.nullable(z.object({ at: z.string(), by: z.string(), note: z.nullable(z.string()) })),
})
export type DutyShiftOut = z.infer<typeof DutyShiftOut>

/**
 * The roster (值班表) of a time. `onDuty`: who is on now, null: nobody ever was; `next`: the shift that can be taken over now. `accounts`: whom a
 * shift can name, for whoever plans; `plans`, `takesOver`: what the asker may do.
 */
export const Roster = z.object({
  shifts: z.array(DutyShiftOut),
  onDuty: z.nullable(z.object({ shift: DutyShiftOut, kept: z.boolean(), awaited: z.nullable(z.string()) })),
  next: z.nullable(DutyShiftOut),
  accounts: z.array(z.object({ id: z.string(), name: z.string(), leads: z.boolean() })),
  plans: z.boolean(),
  takesOver: z.boolean(),
})
export type Roster = z.infer<typeof Roster>

const text = (at: number): string => new Date(at).toISOString()
/** A shift as it is told. */
export const dutyShiftOut = ({ begins, ends, signed, ...shift }: DutyShift): DutyShiftOut => ({
  ...shift,
  begins: text(begins),
  ends: text(ends),
  signed: signed && { ...signed, at: text(signed.at) },
})
