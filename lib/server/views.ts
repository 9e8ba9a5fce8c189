import { type AlertsSource, alertsView } from './alerts-view'
import { kpisView, type ViewSource } from './kpis-view'
import type { View } from './view'

/** The views that rooms are sent beside frames, one a row. A new one is a file like kpis-view.ts, its schema and a row here. */
export const viewsOf = (source: ViewSource & { live: AlertsSource }): readonly View[] => [kpisView(source), alertsView(source.live)]
