import { kpisView, type ViewSource } from './kpis-view'
import type { View } from './view'

/** The views that rooms are sent beside frames, one a row. A new one is a file like kpis-view.ts, its schema in wire.ts and a row here. */
export const viewsOf = (source: ViewSource): readonly View[] => [kpisView(source)]
