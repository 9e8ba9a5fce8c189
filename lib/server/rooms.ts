import { audienceKey, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { type EventChange, encodeChanges } from '@/lib/domain/change'
import { startOfDay } from '@/lib/domain/clock'
import { type EventsChanged, type Figures, type KpisChanged, MAX_GAP, type Sums } from '@/lib/domain/wire'
import type { Batch } from '@/lib/live/recent'
import { makeSight, projectChanges, type Sight } from '@/lib/live/sight'
import type { Broadcast } from './broadcast'
import type { GridSocket } from './grid-socket'
import { backlogOf, isDrained, isSlow } from './slow'

/** The board as the rooms read it. `revision` is that of the last batch they were given. */
export type RoomSource = {
  readonly logId: string
  readonly revision: number
  readonly atlas: Atlas
  readonly historyProgress: number | null
  figures(viewer: Viewer, now: number): Figures
  sums(viewer: Viewer): Sums
}

/** An audience with at least one socket. `sent` is the revision of its last frame; `pending` are its changes after that. */
type Room = {
  key: string
  viewer: Viewer
  /** what it sees of changes, by this atlas */
  atlas: Atlas
  sight: Sight
  pending: EventChange[]
  overflowed: boolean
  sent: number
  sentAt: number
  checkedAt: number
  /** the last figures as a message, what they are of, and as text; and the text that all its members were sent */
  kpis: KpisChanged | null
  kpisOf: string
  kpisText: string
  kpisSent: string
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
  private readonly behind = new Map<GridSocket, Viewer>()
  private flushTimer: NodeJS.Timeout | undefined
  private flushedAt = Number.NEGATIVE_INFINITY
  private readonly ticker: NodeJS.Timeout

  constructor(
    private readonly broadcast: Broadcast,
    private readonly source: RoomSource,
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

  /** Puts a socket into the room of this (narrowed) viewer, out of any other, and shows it the figures. */
  enter(socket: GridSocket, viewer: Viewer): void {
    this.leave(socket)
    const key = audienceKey(viewer)
    let room = this.rooms.get(key)
    if (!room) {
      room = this.makeRoom(key, viewer)
      this.rooms.set(key, room)
    }
    room.members.add(socket)
    this.roomOf.set(socket, room)
    socket.emit('kpis:changed', this.kpis(room))
    if (room.members.size === 1) room.kpisSent = room.kpisText
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
    for (const room of this.rooms.values()) {
      if (room.overflowed) continue
      // A type that is new changes the atlas and not the log.
      if (room.atlas !== this.source.atlas) this.look(room)
      for (const change of projectChanges(room.sight, changes)) room.pending.push(change)
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
      room.kpisOf = ''
    }
    this.schedule()
  }

  private look(room: Room): void {
    room.atlas = this.source.atlas
    room.sight = makeSight(room.viewer, room.atlas)
  }

  stop(): void {
    clearInterval(this.ticker)
    clearTimeout(this.flushTimer)
  }

  private makeRoom(key: string, viewer: Viewer): Room {
    const { atlas, revision } = this.source
    const now = this.now()
    return {
      key,
      viewer,
      atlas,
      sight: makeSight(viewer, atlas),
      pending: [],
      overflowed: false,
      sent: revision,
      sentAt: now,
      checkedAt: now,
      kpis: null,
      kpisOf: '',
      kpisText: '',
      kpisSent: '',
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
      const { logId, revision } = this.source
      this.broadcast(room, 'board:checked', { logId, revision, sums: this.source.sums(room.viewer) })
    }
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
      this.behind.set(socket, room.viewer)
      this.counts.slow()
    }
  }

  private tick(): void {
    // Whoever has read what was waiting comes back; the next frame begins beyond its cursor, so it asks for the gap.
    for (const [socket, viewer] of this.behind) if (isDrained(backlogOf(socket))) this.enter(socket, viewer)
    for (const room of this.rooms.values()) this.sendFigures(room)
    this.schedule()
  }

  private sendFigures(room: Room): void {
    const kpis = this.kpis(room)
    if (room.kpisText === room.kpisSent) return
    room.kpisSent = room.kpisText
    this.broadcast(room, 'kpis:changed', kpis)
  }

  /** The room's figures; they move with the board and with the civil day. */
  private kpis(room: Room): KpisChanged {
    const { logId, revision, historyProgress } = this.source
    const at = this.now()
    const of = `${logId} ${revision} ${startOfDay(at)} ${historyProgress}`
    if (room.kpis && room.kpisOf === of) return room.kpis
    room.kpis = { logId, revision, at, figures: this.source.figures(room.viewer, at), historyProgress }
    room.kpisOf = of
    room.kpisText = JSON.stringify([logId, historyProgress, room.kpis.figures])
    return room.kpis
  }
}

/** How far apart two moments are: a clock that was set back must not silence a room until it has caught up. */
const elapsed = (from: number, to: number): number => Math.abs(to - from)

/** A frame as the wire carries it: a Buffer, which the message packer keeps as bytes. */
export function frameOf(changes: readonly EventChange[]): Buffer {
  if (changes.length === 0) return Buffer.alloc(0)
  const bytes = encodeChanges(changes, {}, { brief: true })
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
