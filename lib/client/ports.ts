import type { BoardState, ChangesMessage } from '@/lib/domain/apply'
import type { EventChange } from '@/lib/domain/change'
import type { KpisMessage } from '@/lib/domain/figures-view'
import type { GridLevel } from '@/lib/domain/grid'
import type { ViewName } from '@/lib/domain/view'
import type { BoardChecked, Snapshot, SubscribeAck } from '@/lib/domain/wire'
import type { Key } from './board'

/** A message of the socket, parsed. */
export type BoardMessage = { kind: 'changes'; body: ChangesMessage } | { kind: 'kpis'; body: KpisMessage } | { kind: 'checked'; body: BoardChecked }
/** One that has a cursor of its own is handed on as it came: not every page reads it. */
export type Message = BoardMessage | { kind: 'alerts'; body: unknown }

/** Who keeps a view that has a cursor of its own: parses its messages, compares it with what the server says, and takes it from a snapshot. */
export type ViewHolder = { take(body: unknown): void; checked(body: BoardChecked): void; snapshot(snapshot: Snapshot): void }

/** One connection; it is made open and ends once. `view` asks for the whole of a view, which comes as a message or not at all. */
export type Connection = {
  subscribe(body: { log?: string; since?: number; level?: GridLevel }): Promise<SubscribeAck>
  view(name: ViewName): void
  close(): void
}
export type Transport = { open(on: { opened(): void; message(message: Message): void; closed(why: 'lost' | 'denied'): void }): Connection }

/** What the session asks over HTTP. `changes` answers null when the gap cannot be filled and a snapshot is needed. */
export type Backend = { snapshot(): Promise<Snapshot>; changes(since: number, log: string, key: Key): Promise<ChangesMessage | null> }

/** The server said that this screen may not look. */
export class Denied extends Error {
  override readonly name = 'Denied'
}

/** Clock, randomness and timers, injectable for tests. */
export type Runtime = { now(): number; random(): number; after(ms: number, run: () => void): () => void }

export type SessionEvents = {
  /** changes that were just applied, in order and without gap within one log */
  batch?(batch: { since: number; revision: number; changes: readonly EventChange[]; at: number }): void
  /** a subscription was taken by a server whose pages are of this build */
  subscribed?(build: string | undefined): void
  /** a snapshot has replaced the board */
  started?(board: BoardState, key: Key): void
}
