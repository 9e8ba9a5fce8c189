import { isLive } from '@/lib/domain/alert-record'
import { hiddenIn, seesAlert } from '@/lib/domain/alert-told'
import { type AlertsShown, alertsShown, hashAlerts } from '@/lib/domain/alerts-view'
import type { Atlas } from '@/lib/domain/atlas'
import { alertBook } from '@/lib/live/alert-book'
import type { Book } from '@/lib/live/book'
import { makeView, type View } from './view'

/** What the view of alerts reads: the books of now, where they stand, and the names of the ground. */
export type AlertsSource = { readonly logId: string; readonly revision: number; readonly atlas: Atlas; readonly books: readonly Book[] }

/** The name of the counts by street among what was touched. */
const HIDDEN = 'hidden'

/** The alerts that live (`alerts:changed`). They move with the log, and with the names and types of the ground. */
export function alertsView(live: AlertsSource): View {
  const content = () => alertBook.contentIn(live.books)
  return makeView<AlertsShown>({
    name: 'alerts',
    cursor: () => live,
    rows: ({ viewer }) => content()?.shownTo(viewer, live.atlas) ?? alertsShown([], []),
    // one that could not be folded for a while comes back as another
    moment: () => `${live.atlas.version} ${content() !== null}`,
    touches({ viewer }) {
      let [seen, visible, hidden] = [0, new Set<string>(), new Map<string, string>()]
      const look = (touched: Set<number | string> | null) => {
        const book = content()
        if (!book || book.revision === seen) return
        if (book.revision < seen) [seen, visible, hidden] = [0, new Set(), new Map()]
        for (const alert of book.all()) {
          if (alert.revision <= seen) continue
          const [was, is] = [visible.has(alert.id), seesAlert(viewer, alert)]
          // one that has gone out of sight is told to whoever may have seen it, and to nobody else
          if (was || is) touched?.add(alert.id)
          // of what has ended nothing is shown any more: a room that stands for weeks does not gather it
          if (is && isLive(alert)) visible.add(alert.id)
          else visible.delete(alert.id)
          // what is done about one that is only counted moves nothing
          const streets = hiddenIn(viewer, alert, live.atlas).join()
          if (streets !== (hidden.get(alert.id) ?? '')) touched?.add(HIDDEN)
          if (streets === '') hidden.delete(alert.id)
          else hidden.set(alert.id, streets)
        }
        seen = book.revision
      }
      look(null)
      return (_changes, _now, touched) => look(touched)
    },
    whole: (place, { rows, hidden }) => ({ event: 'alerts:changed', body: { ...place, alerts: [...rows.values()], gone: [], hidden: [...hidden] } }),
    changed(place, { rows, hidden }, before, touched) {
      const alerts = [...rows.values()].filter(({ id, updatedAt }) => touched.has(id) || before.rows.get(id)?.updatedAt !== updatedAt)
      const gone = [...new Set([...touched, ...before.rows.keys()])].flatMap((id) =>
        typeof id === 'string' && id !== HIDDEN && !rows.has(id) ? [id] : [],
      )
      const counted = touched.has(HIDDEN) || JSON.stringify(hidden) !== JSON.stringify(before.hidden)
      if (alerts.length === 0 && gone.length === 0 && !counted) return null
      return { event: 'alerts:changed', body: { ...place, alerts, gone, ...(counted && { hidden: [...hidden] }) } }
    },
    hash: hashAlerts,
  })
}
