import { decodeChanges, type EventChange, encodeChanges } from './change'

/** What each change of the log has, whatever its kind. `receivedAt`: epoch milliseconds. */
export type Change = { revision: number; receivedAt: number }

/**
 * A kind of change: its name in the log, and how the changes of one transaction become the body of a row and come back (`decode` throws
 * on a malformed body). `ofGrids`: what they say holds only on the grids they were written for, so that a log of other grids begins
 * without them; the others are carried over.
 */
export type LogKind<C extends Change> = {
  readonly name: string
  readonly ofGrids: boolean
  encode(changes: readonly C[]): Uint8Array
  decode(body: Uint8Array): C[]
}

/** Changes of events: the kind that the board folds. */
export const EVENTS: LogKind<EventChange> = { name: 'events', ofGrids: true, encode: (changes) => encodeChanges(changes), decode: decodeChanges }
