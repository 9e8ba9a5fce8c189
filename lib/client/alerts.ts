import * as z from 'zod/mini'
import { Alert, HiddenAlerts } from '@/lib/domain/alert'
import { AlertsChanged, applyAlerts, hashAlerts } from '@/lib/domain/alerts-view'
import { stepOfView } from '@/lib/domain/view'
import type { BoardChecked, Snapshot } from '@/lib/domain/wire'
import type { AlertsHeld } from './board'
import type { Runtime, ViewHolder } from './ports'
import { runtime } from './runtime'
import type { Store } from './store'

/** What was asked for and has not come is asked for again after this. */
const ASK_AGAIN_MS = 5_000
const Living = z.object({ alerts: z.array(Alert), hidden: z.array(HiddenAlerts) })

/**
 * Writes the view of alerts into a store, by its own cursor (log, revision) alone, as figures.ts of the picture does: absolute rows, the
 * whole when something lies between, and again where the hash differs. It does not wait for the board: an alert names its grids by code.
 */
export class AlertsView implements ViewHolder {
  #at: { logId: string; revision: number } | null = null
  #askedAt: number | null = null

  constructor(
    private readonly store: Store<AlertsHeld>,
    private readonly runtime: Pick<Runtime, 'now'>,
    private readonly ask: () => void,
  ) {}

  take(body: unknown): void {
    const read = AlertsChanged.safeParse(body)
    if (read.success) this.#take(read.data)
    else console.error('alerts could not be read', read.error)
  }

  checked({ logId, revision, views }: BoardChecked): void {
    const { alerts, hidden, mismatches } = this.store.get()
    const theirs = views.alerts
    if (
      theirs === undefined ||
      !alerts ||
      this.#at?.logId !== logId ||
      this.#at.revision > revision ||
      hashAlerts({ rows: alerts, hidden }) === theirs
    )
      return
    if (this.#askedAt === null) {
      console.error(`the alerts at revision ${this.#at.revision} differ from the server's at ${revision}: asking for all of them`)
      this.store.set({ mismatches: mismatches + 1 })
    }
    this.#want()
  }

  snapshot({ logId, revision, kinds }: Pick<Snapshot, 'logId' | 'revision' | 'kinds'>): void {
    const living = Living.safeParse(kinds?.alerts)
    if (living.success) this.whole({ logId, revision, ...living.data })
  }

  /** All that live, however they were read. */
  whole(all: Pick<AlertsChanged, 'logId' | 'revision' | 'alerts' | 'hidden'>): void {
    this.#take({ ...all, gone: [] })
  }

  #take(message: Pick<AlertsChanged, 'logId' | 'since' | 'revision' | 'alerts' | 'gone' | 'hidden'>): void {
    const { logId, since, revision } = message
    const own = this.#at?.logId === logId ? this.#at : null
    const step = own ? stepOfView(own.revision, message) : since === undefined ? 'take' : 'gap'
    if (since === undefined) this.#askedAt = null
    if (step === 'known') return
    const { alerts, hidden } = this.store.get()
    const next = step === 'take' ? applyAlerts(own && alerts ? { rows: alerts, hidden } : null, message) : null
    if (next) {
      this.#at = { logId, revision }
      this.store.set({ alerts: next.rows, hidden: next.hidden })
    } else this.#want()
  }

  /** Asks for the whole, unless that was done just now. */
  #want(): void {
    const now = this.runtime.now()
    if (this.#askedAt !== null && Math.abs(now - this.#askedAt) < ASK_AGAIN_MS) return
    this.#askedAt = now
    this.ask()
  }
}

/** Has a live session keep the alerts in its store. */
export function followAlerts({ live, follow }: { live: Store<AlertsHeld>; follow(make: (ask: () => void) => ViewHolder): void }): void {
  follow((ask) => new AlertsView(live, runtime, ask))
}
