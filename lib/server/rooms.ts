import type { Atlas } from '@/lib/domain/atlas'
import type { EventChange } from '@/lib/domain/change'
import type { ViewName } from '@/lib/domain/view'
import { type EventsChanged, MAX_GAP } from '@/lib/domain/wire'
import type { Board } from '@/lib/live/board'
import type { Batch } from '@/lib/live/recent'
import { makeVisibility, projectChanges, type Visibility } from '@/lib/live/visibility'
import type { Broadcast } from './broadcast'
import { frameOf } from './frame'
import type { GridSocket } from './grid-socket'
import { backlogOf, isDrained, isSlow } from './slow'
import { type Audience, type RoomView, roomKey, type View, type ViewMessage } from './view'

/** The board as the rooms read it. `revision` is that of the last batch they were given. */
export type RoomSource = {
  readonly logId: string
  readonly revision: number
  readonly atlas: Atlas
  readonly board: Pick<Board, 'sums'>
}

/** An audience with at least one socket. `sent` is the revision of its last frame; `pending` are its changes after that. */
type Room = {
  key: string
  audience: Audience
  /** what it sees of changes, by this atlas */
  atlas: Atlas
  visibility: Visibility
  pending: EventChange[]
  overflowed: boolean
  sent: number
  sentAt: number
  checkedAt: number
  views: readonly RoomView[]
  members: Set<GridSocket>
}

/** Frames of a room are at least this far apart. */
const FRAME_MS = 100
/** A quiet room gets an empty frame this often, so that its clients know how fresh they are. */
const QUIET_MS = 5_000
const CHECK_MS = 30_000
const TICK_MS = 1_000

/** What the rooms count: frames with their bytes, and clients that were left behind. */
export type RoomCounts = { frame(bytes: number): void; slow(): void }

/** The audiences of the board: who gets which changes, when, in frames that are made once for a room. */
export class Rooms {
  private readonly rooms = new Map<string, Room>()
  private readonly roomOf = new Map<GridSocket, Room>()
  /** clients that read too slowly, with what they had subscribed to */
  private readonly behind = new Map<GridSocket, Audience>()
  private flushTimer: NodeJS.Timeout | undefined
  private flushedAt = Number.NEGATIVE_INFINITY
  private readonly ticker: NodeJS.Timeout

  constructor(
    private readonly broadcast: Broadcast,
    private readonly source: RoomSource,
    private readonly views: readonly View[],
    private readonly counts: RoomCounts,
    private readonly now: () => number = Date.now,
  ) {
    this.ticker = setInterval(() => this.tick(), TICK_MS)
  }

  get size(): number {
    return this.rooms.size
  }

  /** The sockets in the room of this audience. */
  members(key: string): GridSocket[] {
    return [...(this.rooms.get(key)?.members ?? [])]
  }

  /** Puts a socket into the room of this audience, out of any other, and sends it each view whole. */
  enter(socket: GridSocket, audience: Audience): void {
    this.leave(socket)
    const key = roomKey(audience)
    const room = this.rooms.get(key) ?? this.makeRoom(key, audience)
    this.rooms.set(key, room)
    room.members.add(socket)
    this.roomOf.set(socket, room)
    for (const view of room.views) tell(socket, view.whole(this.now(), room.members.size === 1))
  }

  /** Sends a socket the whole of a view of its room; nothing to one that is in none. */
  show(socket: GridSocket, name: ViewName): void {
    const view = this.roomOf.get(socket)?.views.find((v) => v.name === name)
    if (view) tell(socket, view.whole(this.now()))
  }

  leave(socket: GridSocket): void {
    this.behind.delete(socket)
    const room = this.roomOf.get(socket)
    if (!room) return
    this.roomOf.delete(socket)
    room.members.delete(socket)
    if (room.members.size === 0) this.rooms.delete(room.key)
  }

  /** Takes changes that the board has just applied. */
  push({ changes }: Batch): void {
    const now = this.now()
    for (const room of this.rooms.values()) {
      for (const view of room.views) view.push(changes, now)
      if (room.overflowed) continue
      // A type that is new changes the atlas and not the log.
      if (room.atlas !== this.source.atlas) this.look(room)
      for (const change of projectChanges(room.visibility, changes)) room.pending.push(change)
      if (room.pending.length > MAX_GAP) {
        // More than a gap may hold: the frame will begin at the end, and the clients start from a snapshot.
        room.pending = []
        room.overflowed = true
      }
    }
    this.schedule()
  }

  /** The log is another one, or the grids are: every client has to start anew. */
  reset(): void {
    for (const room of this.rooms.values()) {
      this.look(room)
      room.pending = []
      room.overflowed = true
      for (const view of room.views) view.reset()
    }
    this.schedule()
  }

  private look(room: Room): void {
    room.atlas = this.source.atlas
    room.visibility = makeVisibility(room.audience.viewer, room.atlas)
  }

  stop(): void {
    clearInterval(this.ticker)
    clearTimeout(this.flushTimer)
  }

  private makeRoom(key: string, audience: Audience): Room {
    const { atlas, revision } = this.source
    const now = this.now()
    return {
      key,
      audience,
      atlas,
      visibility: makeVisibility(audience.viewer, atlas),
      pending: [],
      overflowed: false,
      sent: revision,
      sentAt: now,
      checkedAt: now,
      views: this.views.map((view) => view.follow(audience)),
      members: new Set(),
    }
  }

  private schedule(): void {
    this.flushTimer ??= setTimeout(() => this.flush(), Math.max(0, this.flushedAt + FRAME_MS - performance.now()))
  }

  private flush(): void {
    this.flushTimer = undefined
    const flushing = performance.now()
    const now = this.now()
    for (const room of this.rooms.values()) {
      const checking = elapsed(room.checkedAt, now) >= CHECK_MS
      if (!room.pending.length && !room.overflowed && !checking && elapsed(room.sentAt, now) < QUIET_MS) continue
      // a flush that found nothing to send must not hold back what comes right after it
      this.flushedAt = flushing
      this.sendAwaySlow(room)
      this.sendFrame(room, now)
      if (!checking) continue
      room.checkedAt = now
      this.sendCheck(room, now)
    }
  }

  /** The sums at the revision of the frame before, and the hashes of the views, which are sent first as they are then. */
  private sendCheck(room: Room, now: number): void {
    this.sendViews(room, now, true)
    const { logId, revision, board } = this.source
    const views = Object.fromEntries(room.views.map((view) => [view.name, view.hash(now)]))
    this.broadcast(room, 'board:checked', { logId, revision, sums: board.sums(room.audience.viewer), views })
  }

  private sendFrame(room: Room, now: number): void {
    const { logId, revision } = this.source
    const frame = frameOf(room.pending)
    const message: EventsChanged = { logId, since: room.overflowed ? revision : room.sent, revision, at: now, frame }
    room.pending = []
    room.overflowed = false
    room.sent = revision
    room.sentAt = now
    this.counts.frame(frame.byteLength)
    this.broadcast(room, 'events:changed', message)
  }

  private sendAwaySlow(room: Room): void {
    for (const socket of room.members) {
      if (!isSlow(backlogOf(socket))) continue
      this.leave(socket)
      this.behind.set(socket, room.audience)
      this.counts.slow()
    }
  }

  private tick(): void {
    // Whoever has read what was waiting comes back; the next frame begins beyond its cursor, so it asks for the gap.
    for (const [socket, audience] of this.behind) if (isDrained(backlogOf(socket))) this.enter(socket, audience)
    const now = this.now()
    for (const room of this.rooms.values()) this.sendViews(room, now)
    this.schedule()
  }

  private sendViews(room: Room, now: number, thorough = false): void {
    for (const view of room.views) {
      const message = view.next(now, thorough)
      if (message) this.broadcast(room, message.event, message.body)
    }
  }
}

/** Sends one socket a message of a view: which body goes with which event only a switch knows. */
function tell(socket: GridSocket, message: ViewMessage): void {
  switch (message.event) {
    case 'kpis:changed':
      socket.emit(message.event, message.body)
      return
    case 'alerts:changed':
      socket.emit(message.event, message.body)
  }
}

/** How far apart two moments are: a clock that was set back must not silence a room until it has caught up. */
const elapsed = (from: number, to: number): number => Math.abs(to - from)
