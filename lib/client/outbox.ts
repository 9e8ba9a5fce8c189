import type { EventIn } from '@/lib/domain/event'
import type { addPhoto, sendReport } from './event-api'
import type { Surroundings } from './ports'

/** A report on its way. It is kept on the phone until the server has it, photos and all; sent twice it is still one, by its id. */
export type Report = {
  event: EventIn
  photos: readonly Blob[]
  /** who reports: another account on the same phone sends it not */
  owner: string
  /** not before this (epoch milliseconds): until then it can be taken back */
  sendAt: number
  /** the server has the event; photos may be missing */
  taken: boolean
  photosSent: number
  photosRefused: number
  /** why the server will not have it; null: it has not said so */
  refused: string | null
}

/** Where reports are kept. */
export type Shelf = { all(): Promise<Report[]>; put(report: Report): Promise<void>; remove(id: string): Promise<void> }
export type Sender = { report: typeof sendReport; photo: typeof addPhoto }

/** What is seen of the outbox: the reports in it, what is being sent, why the last attempt failed, what has gone out. */
export type OutboxState = {
  waiting: readonly Report[]
  sending: string | null
  trouble: 'lost' | 'unauthenticated' | 'busy' | null
  sent: readonly { id: string; photosRefused: number }[]
}

/** Time to think better of it. */
export const UNDO_MS = 10_000
const FIRST_RETRY_MS = 4_000
const MAX_RETRY_MS = 60_000
/** Refusals that say nothing about the report: the same is tried again. */
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
  'bad_origin',
])

/** Sends what is in it, one after the other, as soon as it may and can. */
export class Outbox {
  #state: OutboxState = { waiting: [], sending: null, trouble: null, sent: [] }
  #failures = 0
  #cancel: (() => void) | null = null
  #running = false
  #stopped = false

  constructor(
    private readonly owner: string,
    private readonly shelf: Shelf,
    private readonly sender: Sender,
    private readonly around: Surroundings,
    private readonly changed: (state: OutboxState) => void,
  ) {}

  get state(): OutboxState {
    return this.#state
  }

  /** Takes up what an earlier visit left. */
  async start(): Promise<void> {
    const waiting = (await this.shelf.all()).filter((r) => r.owner === this.owner).sort((a, b) => a.sendAt - b.sendAt)
    // what was written meanwhile stands behind
    this.#set({ waiting: [...waiting, ...this.#state.waiting.filter((r) => !waiting.some((w) => w.event.id === r.event.id))] })
    this.#plan()
  }

  stop(): void {
    this.#stopped = true
    this.#cancel?.()
  }

  /** Keeps a report; it is sent when the time to take it back is over. */
  async add(event: EventIn, photos: readonly Blob[]): Promise<void> {
    const report: Report = {
      event,
      photos,
      owner: this.owner,
      sendAt: this.around.now() + UNDO_MS,
      taken: false,
      photosSent: 0,
      photosRefused: 0,
      refused: null,
    }
    await this.shelf.put(report)
    this.#set({ waiting: [...this.#state.waiting, report] })
    this.#plan()
  }

  /** Takes a report back; null when it has gone out, or is going. */
  async takeBack(id: string): Promise<Report | null> {
    const report = this.#state.waiting.find((r) => r.event.id === id)
    if (!report || report.taken || this.#state.sending === id) return null
    this.#set({ waiting: this.#state.waiting.filter((r) => r !== report) })
    await this.shelf.remove(id)
    this.#plan()
    return report
  }

  /** Does not wait any longer: neither for the time to take back nor for the next attempt. */
  sendNow(id?: string): void {
    const waiting = this.#state.waiting.map((r) => (r.event.id === id ? { ...r, sendAt: Math.min(r.sendAt, this.around.now()) } : r))
    this.#set({ waiting })
    this.#failures = 0
    this.#plan()
  }

  #set(change: Partial<OutboxState>): void {
    this.#state = { ...this.#state, ...change }
    if (!this.#stopped) this.changed(this.#state)
  }

  #plan(): void {
    this.#cancel?.()
    this.#cancel = null
    if (this.#stopped || this.#running) return
    const next = this.#state.waiting.filter((r) => r.refused === null).reduce((first, r) => Math.min(first, r.sendAt), Number.POSITIVE_INFINITY)
    if (next === Number.POSITIVE_INFINITY) return
    const pause = this.#failures === 0 ? 0 : Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1))
    this.#cancel = this.around.after(Math.max(pause, next - this.around.now(), 0), () => void this.#send())
  }

  async #send(): Promise<void> {
    this.#running = true
    for (;;) {
      const report = this.#state.waiting.find((r) => r.refused === null && r.sendAt <= this.around.now())
      if (!report || this.#stopped) break
      this.#set({ sending: report.event.id })
      const trouble = await this.#deliver(report)
      this.#set({ sending: null, trouble })
      this.#failures = trouble === null ? 0 : this.#failures + 1
      if (trouble !== null) break
    }
    this.#running = false
    this.#plan()
  }

  /** Sends a report and then its photos; what has arrived is noted before the next begins. Answers what stands in the way. */
  async #deliver(report: Report): Promise<OutboxState['trouble']> {
    let current = report
    const note = async (change: Partial<Report>) => {
      const before = current
      current = { ...current, ...change }
      this.#set({ waiting: this.#state.waiting.map((r) => (r === before ? current : r)) })
      await this.shelf.put(current)
    }
    const obstacle = (code: string) => (code === 'unauthenticated' || code === 'lost' ? code : 'busy')
    const { id } = report.event
    if (!current.taken) {
      const answer = await this.sender.report(current.event)
      if (!answer.ok && passing.has(answer.code)) return obstacle(answer.code)
      if (!answer.ok) {
        await note({ refused: answer.code })
        return null
      }
      await note({ taken: true })
    }
    for (const photo of current.photos.slice(current.photosSent)) {
      const answer = await this.sender.photo(id, 'report', photo)
      if (!answer.ok && passing.has(answer.code)) return obstacle(answer.code)
      await note({ photosSent: current.photosSent + 1, photosRefused: current.photosRefused + (answer.ok ? 0 : 1) })
    }
    await this.shelf.remove(id)
    this.#set({
      waiting: this.#state.waiting.filter((r) => r !== current),
      sent: [{ id, photosRefused: current.photosRefused }, ...this.#state.sent],
    })
    return null
  }
}
