import type * as z from 'zod/mini'
import type { DutyActIn } from '@/lib/domain/duty-item'
import type { EventIn } from '@/lib/domain/event'
import type { EventDetail } from '@/lib/domain/event-detail'

/** What is done on a phone with an event that one was given: it is taken (签收), or its result is handed in (反馈). */
export type Act = {
  action: 'take' | 'hand_in'
  event: { id: string; caseNumber: string; type: string; grid: string }
  note?: string | undefined
  /** of the event as it was last seen; what went out before from here moves it on */
  expectedRevision: number
}

/** What is done on a phone with an item of a duty: what was found there, or that it was done. `revision`: of the item as it was last seen. */
export type DutyAct = Omit<z.input<typeof DutyActIn>, 'requestId' | 'action' | 'expectedRevision'> & {
  action: 'find' | 'do'
  item: { id: string; name: string; revision: number }
}

/** Why the server will not have something: its code, and the event as it is by then, where it told that. */
export type Refused = {
  code: string
  event: {
    revision: number
    state: EventDetail['state']
    actions: EventDetail['actions']
    last: { actor: string | null; action: string; at: string } | null
  } | null
}

/** Something on its way. It is kept on the phone until the server has it, photos and all; sent twice it is still one, by its id. */
export type Waiting = {
  /** of a report the id of the event, of an act that of the request; of a finding it is both */
  id: string
  what: { kind: 'report'; event: EventIn } | { kind: 'act'; act: Act } | { kind: 'duty'; duty: DutyAct }
  photos: readonly Blob[]
  /** when it was written (epoch milliseconds): they go out in this order */
  at: number
  /** not before this (epoch milliseconds): until then it can be taken back */
  sendAt: number
  /** the server has it; of a report photos may be missing */
  taken: boolean
  photosSent: number
  photosRefused: number
  refused: Refused | null
}

export type SentKind = 'report' | Act['action'] | DutyAct['action']

/** What something is: a report, or an action. */
export const kindOf = ({ what }: Pick<Waiting, 'what'>): SentKind =>
  what.kind === 'report' ? 'report' : what.kind === 'act' ? what.act.action : what.duty.action

/** The event, or the item of a duty, that something is about. */
export const eventOf = ({ what }: Pick<Waiting, 'what'>): string =>
  what.kind === 'report' ? what.event.id : what.kind === 'act' ? what.act.event.id : what.duty.item.id

/** It waits behind something about the same event that was refused: first somebody decides what becomes of that. What was found on a duty stands by itself. */
export const isHeld = (one: Waiting, all: readonly Waiting[]): boolean =>
  one.refused === null &&
  one.what.kind !== 'duty' &&
  all.some((other) => other.refused !== null && other.at < one.at && eventOf(other) === eventOf(one))
