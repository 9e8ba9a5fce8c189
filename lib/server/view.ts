import { audienceKey, type Viewer } from '@/lib/domain/access'
import type { EventChange } from '@/lib/domain/change'
import type { GridLevel } from '@/lib/domain/grid'
import type { Touched, ViewHead, ViewName } from '@/lib/domain/view'
import type { ServerToClient } from '@/lib/domain/wire'

/** Whom a room is for: a (narrowed) viewer, and down to which level it is shown rows of grids. */
export type Audience = { viewer: Viewer; level: GridLevel }

/** A stable name of an audience: those with the same are sent the same. */
export const roomKey = ({ viewer, level }: Audience): string => `${audienceKey(viewer)}${level < 4 ? `|level ${level}` : ''}`

type ViewEvent = `${ViewName}:changed`
export type ViewMessage = { [E in ViewEvent]: { event: E; body: Parameters<ServerToClient[E]>[0] } }[ViewEvent]

/** What a view is made of. `Rows` are all that an audience is shown of it at one moment. */
export type ViewParts<Rows> = {
  name: ViewName
  /** where the log is that moves it */
  cursor(): { logId: string; revision: number }
  rows(audience: Audience, now: number): Rows
  /** what moves it beside the log, as text: when that is another one, the view is told whole */
  moment(now: number): string
  /** makes what takes the keys of the rows of this audience that changes move, among them those that are moved back (view.ts) */
  touches(audience: Audience): (changes: readonly EventChange[], now: number, touched: Touched) => void
  whole(head: ViewHead, rows: Rows): ViewMessage
  /** the rows that were touched or are others than before; null when there is none */
  changed(head: ViewHead, rows: Rows, before: Rows, touched: Touched): ViewMessage | null
  /** by which a client's copy is compared */
  hash(rows: Rows): number
}

/** A view as one room is shown it. */
export type RoomView = {
  readonly name: ViewName
  /** takes changes that the board has just applied */
  push(changes: readonly EventChange[], now: number): void
  /** the board is another one: the next message is whole */
  reset(): void
  /** all of it, for one client; `first`: who is the only one in the room */
  whole(now: number, first?: boolean): ViewMessage
  /** what the room has yet to be sent; null: nothing. `thorough` looks also where no change has touched anything. */
  next(now: number, thorough?: boolean): ViewMessage | null
  /** the hash of what `next` would leave the room's clients with */
  hash(now: number): number
}

/** A view of the board: follows it for one room. */
export type View = { readonly name: ViewName; follow(audience: Audience): RoomView }

/**
 * Makes a view of its parts. A room is sent what its changes have touched since its last message, as it is now; a look at the rows is
 * spent only when something was touched, or the moment is another one.
 */
export function makeView<Rows>(parts: ViewParts<Rows>): View {
  return { name: parts.name, follow: (audience) => new Followed(parts, audience) }
}

/** The rows at a place in the log, and at which moment. */
type State<Rows> = { logId: string; revision: number; moment: string; rows: Rows }

class Followed<Rows> implements RoomView {
  readonly #touch: ReturnType<ViewParts<Rows>['touches']>
  readonly #touched: Touched = new Set()
  /** the last that was read */
  #read: State<Rows> | null = null
  /** what all members have, whatever else some were sent alone */
  #sent: State<Rows> | null = null

  constructor(
    private readonly parts: ViewParts<Rows>,
    private readonly audience: Audience,
  ) {
    this.#touch = parts.touches(audience)
  }

  get name(): ViewName {
    return this.parts.name
  }

  push(changes: readonly EventChange[], now: number): void {
    this.#touch(changes, now, this.#touched)
  }

  reset(): void {
    this.#touched.clear()
    this.#read = null
    this.#sent = null
  }

  whole(now: number, first = false): ViewMessage {
    const state = this.#look(now)
    if (first) this.#keep(state)
    // one who was shown another moment than the room: when that passes, the room is told again, also where it is back at its own
    else if (this.#sent && this.#sent.moment !== state.moment) this.#sent = null
    const { logId, revision, rows } = state
    return this.parts.whole({ logId, revision, at: now }, rows)
  }

  next(now: number, thorough = false): ViewMessage | null {
    const sent = this.#sent
    const { logId } = this.parts.cursor()
    if (!sent || sent.logId !== logId || sent.moment !== this.parts.moment(now)) return this.whole(now, true)
    if (this.#touched.size === 0 && !thorough) return null
    if (thorough) this.#read = null
    const state = this.#look(now)
    const { revision, rows } = state
    const message = this.parts.changed({ logId, since: sent.revision, revision, at: now }, rows, sent.rows, this.#touched)
    // what was touched is none of this room's rows
    if (!message) this.#touched.clear()
    else if (revision === sent.revision) return this.whole(now, true)
    else this.#keep(state)
    return message
  }

  hash(now: number): number {
    return this.parts.hash(this.#look(now).rows)
  }

  #keep(state: State<Rows>): void {
    this.#sent = state
    this.#touched.clear()
  }

  #look(now: number): State<Rows> {
    const [{ logId, revision }, moment] = [this.parts.cursor(), this.parts.moment(now)]
    const read = this.#read
    if (read?.logId === logId && read.revision === revision && read.moment === moment) return read
    this.#read = { logId, revision, moment, rows: this.parts.rows(this.audience, now) }
    return this.#read
  }
}
