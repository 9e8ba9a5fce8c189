import * as z from 'zod/mini'
import { readAlertBook } from '@/lib/db/alerts/alert-rows'
import type { Viewer } from '@/lib/domain/access'
import { ALERTS, type AlertChange, AlertRecord, isLive } from '@/lib/domain/alert-record'
import { alertFor, hiddenAlerts, type Names } from '@/lib/domain/alert-told'
import { type AlertsShown, alertsShown } from '@/lib/domain/alerts-view'
import { defineBook } from './book'
import type { Difference } from './difference'

/** Alerts that have ended and are kept, those that changed last: so many end in weeks. */
const MAX_ENDED = 500

/** The alerts as the log tells them: those that live, and the last that ended, each in the order of their last change. */
export class AlertBook {
  readonly living = new Map<string, AlertRecord>()
  readonly ended = new Map<string, AlertRecord>()
  /** of the last change of an alert */
  revision = 0

  take(alert: AlertRecord): void {
    this.living.delete(alert.id)
    this.ended.delete(alert.id)
    const kept = isLive(alert) ? this.living : this.ended
    kept.set(alert.id, alert)
    this.revision = Math.max(this.revision, alert.revision)
    const [first] = this.ended.keys()
    if (this.ended.size > MAX_ENDED && first !== undefined) this.ended.delete(first)
  }

  /** All that are kept, in the order of their last change. */
  all(): AlertRecord[] {
    return [...this.living.values(), ...this.ended.values()].sort((a, b) => a.revision - b.revision)
  }

  /** The living alerts as this viewer may know them, and how many more there are. */
  shownTo(viewer: Viewer, names: Names): AlertsShown {
    const alerts = [...this.living.values()].flatMap((alert) => alertFor(alert, viewer, names) ?? [])
    return alertsShown(alerts, hiddenAlerts(viewer, this.living.values(), names))
  }
}

const Saved = z.array(AlertRecord)

const bookOf = (alerts: readonly AlertRecord[]): AlertBook => {
  const book = new AlertBook()
  for (const alert of [...alerts].sort((a, b) => a.revision - b.revision)) book.take(alert)
  return book
}

/** Where two books differ: an alert that one does not have, or has otherwise. */
function differences(held: AlertBook, counted: AlertBook): Difference[] {
  const [own, other] = [new Map(held.all().map((alert) => [alert.id, alert])), new Map(counted.all().map((alert) => [alert.id, alert]))]
  const texts = (alert: AlertRecord | undefined) => (alert ? JSON.stringify(AlertRecord.parse(alert)) : '')
  return [...new Set([...own.keys(), ...other.keys()])].flatMap((id) => {
    const [a, b] = [own.get(id), other.get(id)]
    return texts(a) === texts(b) ? [] : [{ what: 'revision', where: `alert ${id}`, board: a?.revision ?? 0, recounted: b?.revision ?? 0 }]
  })
}

/** Alerts (风险预警) as a kind of change: folded beside the events, told to each as far as they see their events. */
export const alertBook = defineBook<AlertChange, AlertBook>({
  kind: ALERTS,
  empty: () => new AlertBook(),
  fold(book, changes) {
    for (const { alert } of changes) book.take(alert)
  },
  snapshot(book, viewer, atlas) {
    const { rows, hidden } = book.shownTo(viewer, atlas)
    return { alerts: [...rows.values()], hidden }
  },
  save: (book) => new TextEncoder().encode(JSON.stringify(book.all())),
  restore: (saved) => bookOf(Saved.parse(JSON.parse(new TextDecoder().decode(saved)))),
  async recount() {
    const { revision, alerts } = await readAlertBook(MAX_ENDED)
    return { revision, differences: (book) => differences(book, bookOf(alerts)) }
  },
})
