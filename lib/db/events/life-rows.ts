import { EVENT_STATES, LIGHTS, type Life } from '@/lib/domain/life'

const ms = (column: string) => `date_part('epoch', ${column}) * 1000`

/** The columns of `events` that hold a life, read as `LifeRow`. */
export const lifeColumns = `state::int4 AS state, light::int4 AS light, ${ms('deadline')} AS deadline, ${ms('close_by')} AS "closeBy",
  ${ms('accepted_at')} AS "acceptedAt", ${ms('dispatched_at')} AS "dispatchedAt", ${ms('handed_in_at')} AS "handedInAt", life_flags AS flags, parties, ${ms('next_light_at')} AS "nextLightAt"`

/** Codes, and epoch milliseconds in floating point. */
export type LifeRow = {
  state: number
  light: number
  deadline: number | null
  closeBy: number | null
  acceptedAt: number | null
  dispatchedAt: number | null
  handedInAt: number | null
  flags: number
  parties: string[]
  nextLightAt: number | null
}

const whole = (at: number | null) => (at === null ? null : Math.round(at))

/** The life that a row holds. */
export function lifeOf(row: LifeRow): Life {
  return {
    state: EVENT_STATES[row.state] ?? 'awaiting_acceptance',
    light: LIGHTS[row.light] ?? 'normal',
    deadline: whole(row.deadline),
    closeBy: whole(row.closeBy),
    acceptedAt: whole(row.acceptedAt),
    dispatchedAt: whole(row.dispatchedAt),
    handedInAt: whole(row.handedInAt),
    flags: row.flags,
    parties: row.parties,
  }
}
