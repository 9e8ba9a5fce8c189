import type { AttachmentKind } from '@/lib/domain/attachment'
import type { EventIn } from '@/lib/domain/event'
import type { EventDetail } from '@/lib/domain/event-detail'
import type { Answer } from './event-api'
import type { Runtime } from './ports'
import { type Act, type DutyAct, eventOf, isHeld, kindOf, type Refused, type SentKind, type Waiting } from './waiting'

/** Where it is kept. `alone` runs what only one page of a browser may do at a time. */
export type Shelf = {
  all(): Promise<Waiting[]>
  put(waiting: Waiting): Promise<void>
  remove(id: string): Promise<void>
  alone(run: () => Promise<void>): Promise<void>
}
export type Sender = {
  report(event: EventIn): Promise<Answer<unknown>>
  act(id: string, act: Act): Promise<Answer<{ event: Pick<EventDetail, 'revision'> }>>
  duty(id: string, duty: DutyAct): Promise<Answer<unknown>>
  photo(event: string, kind: AttachmentKind, photo: Blob): Promise<Answer<unknown>>
}

/** What is seen of the outbox: what is in it, what is being sent, why the last attempt failed, what has gone out. */
export type OutboxState = {
  waiting: readonly Waiting[]
  sending: string | null
  trouble: 'lost' | 'unauthenticated' | 'busy' | null
  sent: readonly { id: string; kind: SentKind; event: string; photosRefused: number }[]
}

/** Time to think better of what is sent with words. */
export const UNDO_MS = 10_000
const FIRST_RETRY_MS = 4_000
const MAX_RETRY_MS = 60_000
/** Refusals that say nothing about what was sent: the same is tried again. */
const passing = new Set([
  'lost',
  'rate_limited',
  'unavailable',
  'starting',
  'stopping',
  'no_space',
  'internal',
  'other',
  'unauthenticated',
  'other_viewer',
  'bad_origin',
])
type Trouble = OutboxState['trouble']
const obstacle = (code: string): Trouble =>
  code === 'lost' ? 'lost' : code === 'unauthenticated' || code === 'other_viewer' ? 'unauthenticated' : 'busy'

/** Sends what is in it in the order in which it was written, one after the other, as soon as it may and can. */
export class Outbox {
  #state: OutboxState = { waiting: [], sending: null, trouble: null, sent: [] }
  #failures = 0
  #cancel: (() => void) | null = null
  #running = false
  #stopped = false

  constructor(
    private readonly shelf: Shelf,
    private readonly sender: Sender,
    private readonly runtime: Runtime,
    private readonly changed: (state: OutboxState) => void,
  ) {}

  get state(): OutboxState {
    return this.#state
  }

  /** Takes up what an earlier visit left. */
  async start(): Promise<void> {
    await this.#look()
    this.#plan()
  }

  stop(): void {
    this.#stopped = true
    this.#cancel?.()
  }

  /** Keeps a report; it is sent when the time to take it back is over. */
  report(event: EventIn, photos: readonly Blob[]): Promise<void> {
    return this.#add(event.id, { kind: 'report', event }, photos, UNDO_MS)
  }

  /** Keeps an act under the id of its request. What has no words with it need not be thought better of. */
  act(id: string, act: Act, photos: readonly Blob[] = []): Promise<void> {
    return this.#add(id, { kind: 'act', act }, photos, act.action === 'take' ? 0 : UNDO_MS)
  }

  /** Keeps what was done with an item of a duty under the id of its request; photos go to the event that a finding becomes. */
  duty(id: string, duty: DutyAct, photos: readonly Blob[] = []): Promise<void> {
    return this.#add(id, { kind: 'duty', duty }, photos, UNDO_MS)
  }

  async #add(id: string, what: Waiting['what'], photos: readonly Blob[], undoMs: number): Promise<void> {
    const now = this.runtime.now()
    // two of the same moment stay in their order
    const at = Math.max(now, ...this.#state.waiting.map((w) => w.at + 1))
    const waiting: Waiting = { id, what, photos, at, sendAt: now + undoMs, taken: false, photosSent: 0, photosRefused: 0, refused: null }
    await this.shelf.put(waiting)
    this.#set({ waiting: [...this.#state.waiting.filter((w) => w.id !== id), waiting] })
    this.#plan()
  }

  /** Takes something back; null when it has gone out, or is going. */
  async takeBack(id: string): Promise<Waiting | null> {
    const one = this.#state.waiting.find((w) => w.id === id)
    if (!one || one.taken || this.#state.sending === id) return null
    this.#set({ waiting: this.#state.waiting.filter((w) => w !== one) })
    await this.shelf.remove(id)
    this.#plan()
    return one
  }

  /** Sends an act that was refused once more, on the event as it is by now: it was never done, so it keeps the id of its request. */
  async again(id: string): Promise<void> {
    const one = this.#state.waiting.find((w) => w.id === id)
    const revision = one?.refused?.event?.revision
    if (one?.what.kind !== 'act' || revision === undefined) return
    const next: Waiting = { ...one, refused: null, what: { kind: 'act', act: { ...one.what.act, expectedRevision: revision } } }
    await this.#note(one, next)
    this.sendNow(id)
  }

  /** Does not wait any longer, neither for the time to take back nor for the next attempt: with one of them what stands before it goes too. */
  sendNow(id?: string): void {
    const upTo = this.#state.waiting.find((w) => w.id === id)?.at ?? 0
    const now = this.runtime.now()
    this.#set({ waiting: this.#state.waiting.map((w) => (w.at <= upTo ? { ...w, sendAt: Math.min(w.sendAt, now) } : w)) })
    this.#failures = 0
    this.#plan()
  }

  #set(change: Partial<OutboxState>): void {
    this.#state = { ...this.#state, ...change }
    if (!this.#stopped) this.changed(this.#state)
  }

  async #note(before: Waiting, after: Waiting): Promise<void> {
    this.#set({ waiting: this.#state.waiting.map((w) => (w === before ? after : w)) })
    await this.shelf.put(after)
  }

  /** As it lies on the shelf, where another page of this browser may have sent some of it. */
  async #look(): Promise<void> {
    const before = new Set(this.#state.waiting.map((w) => w.id))
    const kept = await this.shelf.all()
    const now = new Map(this.#state.waiting.map((w) => [w.id, w]))
    const waiting = [
      // what was taken back meanwhile is gone; what is to be sent earlier than it was planned is known here alone
      ...kept.flatMap((w) => (before.has(w.id) && !now.has(w.id) ? [] : [{ ...w, sendAt: Math.min(w.sendAt, now.get(w.id)?.sendAt ?? w.sendAt) }])),
      // and what was written meanwhile
      ...this.#state.waiting.filter((w) => !before.has(w.id) && !kept.some((k) => k.id === w.id)),
    ]
    this.#set({ waiting: waiting.sort((a, b) => a.at - b.at) })
  }

  /** The next to go: none overtakes another, but those that somebody has to decide about are passed by. */
  #next(): Waiting | undefined {
    return this.#state.waiting.find((w) => w.refused === null && !isHeld(w, this.#state.waiting))
  }

  #plan(): void {
    this.#cancel?.()
    this.#cancel = null
    const next = this.#next()
    if (this.#stopped || this.#running || !next) return
    const pause = this.#failures === 0 ? 0 : Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1))
    this.#cancel = this.runtime.after(Math.max(pause, next.sendAt - this.runtime.now(), 0), () => void this.#send())
  }

  async #send(): Promise<void> {
    this.#running = true
    await this.shelf.alone(async () => {
      await this.#look()
      for (;;) {
        const next = this.#next()
        if (!next || next.sendAt > this.runtime.now() || this.#stopped) break
        this.#set({ sending: next.id })
        const trouble = await this.#deliver(next)
        this.#set({ sending: null, trouble })
        this.#failures = trouble === null ? 0 : this.#failures + 1
        if (trouble !== null) break
      }
    })
    this.#running = false
    this.#plan()
  }

  /** Sends one of them with its photos; what has arrived is noted before the next begins. Answers what stands in the way. */
  async #deliver(one: Waiting): Promise<Trouble> {
    const { id, what } = one
    let current = one
    const note = async (change: Partial<Waiting>) => {
      const before = current
      current = { ...current, ...change }
      await this.#note(before, current)
    }
    const sendPhotos = async (event: string, kind: AttachmentKind): Promise<Trouble> => {
      for (const photo of current.photos.slice(current.photosSent)) {
        const answer = await this.sender.photo(event, kind, photo)
        if (!answer.ok && passing.has(answer.code)) return obstacle(answer.code)
        await note({ photosSent: current.photosSent + 1, photosRefused: current.photosRefused + (answer.ok ? 0 : 1) })
      }
      return null
    }
    const send = async (): Promise<Trouble> => {
      if (current.taken) return null
      const answer = await this.#ask(id, what)
      if (!answer.ok && passing.has(answer.code)) return obstacle(answer.code)
      await note(answer.ok ? { taken: true } : { refused: refusedOf(answer) })
      if (answer.ok && what.kind === 'act') await this.#moveOn(what.act.event.id, revisionIn(answer.body))
      return null
    }
    // a report has to be there before its photos, as a finding has; the photos of a result before somebody looks at it
    const steps =
      what.kind === 'act'
        ? [() => sendPhotos(what.act.event.id, 'result'), send]
        : [send, () => sendPhotos(what.kind === 'report' ? what.event.id : id, 'report')]
    for (const step of steps) {
      const trouble = await step()
      if (trouble !== null) return trouble
      if (current.refused !== null) return null
    }
    await this.shelf.remove(id)
    this.#set({
      waiting: this.#state.waiting.filter((w) => w !== current),
      sent: [{ id, kind: kindOf(one), event: eventOf(one), photosRefused: current.photosRefused }, ...this.#state.sent],
    })
    return null
  }

  #ask(id: string, what: Waiting['what']): Promise<Answer<unknown>> {
    switch (what.kind) {
      case 'report':
        return this.sender.report(what.event)
      case 'act':
        return this.sender.act(id, what.act)
      case 'duty':
        return this.sender.duty(id, what.duty)
    }
  }

  /** What was written about an event before the last act went out has seen what that act made of it. */
  async #moveOn(event: string, revision: number | null): Promise<void> {
    if (revision === null) return
    for (const one of this.#state.waiting) {
      if (one.what.kind !== 'act' || one.taken || eventOf(one) !== event || one.what.act.expectedRevision >= revision) continue
      await this.#note(one, { ...one, what: { kind: 'act', act: { ...one.what.act, expectedRevision: revision } } })
    }
  }
}

function revisionIn(body: unknown): number | null {
  if (typeof body !== 'object' || body === null || !('event' in body)) return null
  const { event } = body
  return typeof event === 'object' && event !== null && 'revision' in event && typeof event.revision === 'number' ? event.revision : null
}

function refusedOf({ code, event }: Extract<Answer<unknown>, { ok: false }>): Refused {
  if (!event) return { code, event: null }
  const { revision, state, actions, timeline } = event
  const step = timeline.reduce<(typeof timeline)[number] | null>((last, one) => (last && last.revision >= one.revision ? last : one), null)
  return { code, event: { revision, state, actions, last: step && { actor: step.actor, action: step.action, at: step.at } } }
}
