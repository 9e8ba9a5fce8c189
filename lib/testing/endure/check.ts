import { setTimeout as pause } from 'node:timers/promises'
import { verifyAudit } from '@/lib/db/audit/audit-chain'
import { isWithin } from '@/lib/domain/grid'
import { verifyBoard } from '@/lib/live/verify'
import { alwaysCritical, compareAlerts, compareShown } from './alerts'
import { compareCounts, compareEvents, compareSteps, doubled, type Finding, lost } from './compare'
import { compareJobs, compareServices } from './compare-services'
import { LogFold } from './log-fold'
import type { Model } from './model'
import { readLogAfter, readTruth, type Truth, unchained } from './truth'
import { compareSums, expectedFigures, expectedSums, figureCounts } from './views'
import { persist, until } from './wait'
import type { Watcher } from './watchers'

/** A client that still differs after this has lost something: they hear of everything within six seconds. */
const AGREE_MS = 30_000
const POLL_MS = 60

/** Compares, while nothing is on its way: the model, the tables, the log, and all that the clients show. */
export class Check {
  #fold = new LogFold()
  #logId = ''
  /** how long the alerts took at most to be what the events ask for, once it was quiet, and how many there were */
  alerts = { slowestMs: 0, raised: 0 }
  /** the same of what jobs do for services, and what there is of these */
  services = { slowestMs: 0, orders: 0, lapsed: 0, bookings: 0, items: 0, findings: 0 }

  constructor(
    private readonly model: Model,
    private readonly watchers: readonly Watcher[],
  ) {}

  /** All that differs; nothing when all is well. */
  async run(): Promise<Finding[]> {
    const truth = await persist(readTruth)
    const found = [...this.#tables(truth), ...(await this.#log(truth))]
    if (found.length > 0) return found
    const untold = await this.#alerts()
    if (untold.length > 0) return untold
    const undone = await this.#jobs()
    if (undone.length > 0) return undone
    const seen = await this.#clients()
    return [...seen, ...(await this.#sleepers()), ...this.watchers.flatMap((watcher) => watcher.faults())]
  }

  #tables({ events, steps, audited, services }: Truth): Finding[] {
    const { model } = this
    const found = [...compareEvents(model.expected(), events, model.unanswered.events), ...compareSteps(model.steps, steps, model.unanswered.steps)]
    found.push(...compareCounts('audit', new Map([['steps', steps.length]]), new Map([['steps', audited]])))
    return [...found, ...compareServices(model.services.kept, services)]
  }

  async #log({ logId, revision, events }: Truth): Promise<Finding[]> {
    // after a restore the log is read from its beginning
    if (logId !== this.#logId) this.#fold = new LogFold()
    this.#logId = logId
    const found = this.#fold.take(await persist(() => readLogAfter(this.#fold.revision, revision)))
    if (this.#fold.revision < revision) found.push(lost(`the log ends at ${this.#fold.revision}, its head says ${revision}`))
    return [...found, ...this.#fold.compare(events)]
  }

  /** They are evaluated after the events are kept, by whoever has the lease. */
  async #alerts(): Promise<Finding[]> {
    const always = alwaysCritical(this.model.events.values())
    const began = performance.now()
    for (;;) {
      const { events, alerts } = await persist(readTruth)
      const found = compareAlerts(events, alerts, always)
      const ms = performance.now() - began
      if (found.length > 0 && ms < AGREE_MS) {
        await pause(POLL_MS)
        continue
      }
      this.alerts = { slowestMs: Math.max(this.alerts.slowestMs, ms), raised: alerts.length }
      return found
    }
  }

  /** Offers lapse and items of duties are made after a while, by whoever has the lease. */
  async #jobs(): Promise<Finding[]> {
    for (const began = performance.now(); ; await pause(POLL_MS)) {
      const { services } = await persist(readTruth)
      const found = compareJobs(this.model.services.kept, services, Date.now())
      const ms = performance.now() - began
      if (found.length > 0 && ms < AGREE_MS) continue
      const { orders, orderSteps, bookings, items, findings } = services
      const lapsed = orderSteps.filter(({ action }) => action === 'lapse').length
      const counts = { orders: orders.length, lapsed, bookings: bookings.length, items: items.length, findings: findings.length }
      this.services = { slowestMs: Math.max(this.services.slowestMs, ms), ...counts }
      return found
    }
  }

  /** A light may move meanwhile, so the tables are read anew until all clients show what they hold. */
  async #clients(): Promise<Finding[]> {
    for (const deadline = performance.now() + AGREE_MS; ; await pause(POLL_MS)) {
      const truth = await persist(readTruth)
      const found = this.watchers.flatMap((watcher) => compareWatcher(watcher, truth))
      if (found.length === 0 || performance.now() > deadline) return found
      await this.#moved(truth)
    }
  }

  /** Waits until a client has moved, since reading the tables costs more than looking at clients. */
  async #moved({ revision }: Truth): Promise<void> {
    const state = () => this.watchers.map((w) => [w.state().board, w.state().figures, w.state().alerts])
    const before = state()
    const same = () => state().every((now, i) => now.every((part, k) => part === before[i]?.[k]))
    await until(() => !same(), `nothing moved after revision ${revision}`, 2_000).catch(() => {})
  }

  /** Those who slept ask for what they missed, and must then show the same. */
  async #sleepers(): Promise<Finding[]> {
    const found: Finding[] = []
    for (const watcher of this.watchers) {
      const deadline = performance.now() + AGREE_MS
      for (;;) {
        const [truth, sums] = [await persist(readTruth), await persist(() => watcher.wake())]
        const differing = sums ? compareSums(`${watcher.name} after sleep`, expectedSums(watcher.viewer, watcher.within, truth.events), sums) : []
        if (differing.length === 0) break
        if (performance.now() < deadline) continue
        found.push(...differing)
        break
      }
    }
    return found
  }

  /** What `gridsight doctor --figures` and `--audit` compare. */
  async doctor(): Promise<Finding[]> {
    const { differences } = await persist(() => verifyBoard(Date.now(), () => {}))
    await until(async () => (await persist(unchained)) === 0, 'rows of the audit were never chained')
    const { broken } = await persist(() => verifyAudit())
    const found = differences.map(({ what, where, board, recounted }) => {
      const text = `doctor --figures: ${what} ${where} is ${board} on the board and ${recounted} by SQL`
      return board < recounted ? lost(text, recounted - board) : doubled(text, board - recounted)
    })
    return broken ? [...found, lost(`doctor --audit: ${broken.what}`)] : found
  }
}

function compareWatcher(watcher: Watcher, { logId, events, places, alerts }: Truth): Finding[] {
  const { name, viewer, within } = watcher
  const { board, figures, alerts: shown } = watcher.state()
  if (!board || !figures || board.logId !== logId) return [lost(`${name}: shows nothing of this log`)]
  const { scope } = viewer
  const covers = (grid: string) => scope.kind === 'grids' && scope.prefixes.some((prefix) => isWithin(grid, prefix)) && isWithin(grid, within ?? '')
  return [
    ...compareSums(name, expectedSums(viewer, within, events), watcher.sums()),
    ...compareCounts(`figures of ${name}`, expectedFigures(viewer, within, events, places, Date.now()), figureCounts(figures)),
    ...compareShown(name, covers, alerts, new Set(shown?.keys())),
  ]
}
