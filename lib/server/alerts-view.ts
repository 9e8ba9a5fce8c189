import { seenMembers } from '@/lib/domain/alert-told'
import { type AlertRows, alertRows, hashAlerts } from '@/lib/domain/alerts-view'
import type { Atlas } from '@/lib/domain/atlas'
import { alertBook } from '@/lib/live/alert-book'
import type { Book } from '@/lib/live/book'
import { makeView, type View } from './view'

/** What the view of alerts reads: the books of now, where they stand, and the names of the ground. */
export type AlertsSource = { readonly logId: string; readonly revision: number; readonly atlas: Atlas; readonly books: readonly Book[] }

/** The alerts that live (`alerts:changed`). They move with the log, and with the names and types of the ground. */
export function alertsView(live: AlertsSource): View {
  const content = () => alertBook.contentIn(live.books)
  return makeView<AlertRows>({
    name: 'alerts',
    cursor: () => live,
    rows: ({ viewer }) => alertRows(content()?.livingFor(viewer, live.atlas) ?? []),
    // one that could not be folded for a while comes back as another
    moment: () => `${live.atlas.version} ${content() !== null}`,
    touches({ viewer }) {
      let [seen, visible] = [0, new Set<string>()]
      const look = (touched: Set<number | string> | null) => {
        const book = content()
        if (!book || book.revision === seen) return
        if (book.revision < seen) [seen, visible] = [0, new Set()]
        for (const alert of book.all()) {
          if (alert.revision <= seen) continue
          const [was, is] = [visible.has(alert.id), seenMembers(viewer, alert).length > 0]
          // one that has gone out of sight is told to whoever may have seen it, and to nobody else
          if (was || is) touched?.add(alert.id)
          if (is) visible.add(alert.id)
          else visible.delete(alert.id)
        }
        seen = book.revision
      }
      look(null)
      return (_changes, _now, touched) => look(touched)
    },
    whole: (place, rows) => ({ event: 'alerts:changed', body: { ...place, alerts: [...rows.values()], gone: [] } }),
    changed(place, rows, before, touched) {
      const alerts = [...rows.values()].filter(({ id, updatedAt }) => touched.has(id) || before.get(id)?.updatedAt !== updatedAt)
      const gone = [...new Set([...touched, ...before.keys()])].flatMap((id) => (typeof id === 'string' && !rows.has(id) ? [id] : []))
      if (alerts.length === 0 && gone.length === 0) return null
      return { event: 'alerts:changed', body: { ...place, alerts, gone } }
    },
    hash: hashAlerts,
  })
}
