import * as z from 'zod/mini'
import { ColumnHeader } from '../columns'
import { KPI_RULE, Kpis } from '../figures'
import { GridCode, GridLevel } from '../grid'
import { HeatHeader } from '../heat-answer'
import { HOTSPOT_HOURS, Hotspots } from '../hotspots'
import { KPI_RULES } from '../kpi'
import { ChangesQuery, GridsQuery, HeatQuery, HotspotsQuery, KpisQuery, SnapshotQuery, TrendsQuery } from '../queries'
import type { Routes } from '../route'
import { Trends } from '../trends'
import { Changes, Snapshot } from '../wire'

const GridFeatures = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      id: z.int(),
      geometry: z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(z.array(z.array(z.number())))) }),
      properties: z.object({
        code: GridCode,
        name: z.string(),
        level: GridLevel,
        parentCode: z.string(),
        households: z.int(),
        demo: z.boolean(),
      }),
    }),
  ),
})

const kpiRules = Object.entries(KPI_RULES)
  .map(([name, { label, formula }]) => `${name} ${label}: ${formula}.`)
  .join(' ')

/** What is counted of the events, and where. */
export const boardRoutes = {
  snapshot: {
    method: 'GET',
    path: '/api/snapshot',
    access: 'viewer',
    summary: 'What a page starts from: figures, sums and the last 200 events at one revision',
    query: SnapshotQuery,
    answer: { says: 'the snapshot', json: { Snapshot } },
    problems: [404],
  },
  grids: {
    method: 'GET',
    path: '/api/grids',
    access: 'viewer',
    summary: 'Grids with their boundaries, GeoJSON in WGS84; none for a place outside the scope',
    query: GridsQuery,
    answer: { says: 'the grids', json: { GridFeatures }, type: 'application/geo+json' },
    others: { 304: { says: 'unchanged' } },
  },
  kpis: {
    method: 'GET',
    path: '/api/kpis',
    access: 'viewer',
    summary: 'Figures of a period with numerators and denominators, in all and per child grid or node, and the funnel of now',
    description: `By the rules ${KPI_RULE}. Figures of the life cycle are counted by the whole civil days that the period touches (\`days\`). With \`tree=service\`, \`within\` is a node of the service tree: its events are those of the grids that it lies in; a grid linked with several nodes counts in each, and once above them, and only what the viewer sees one by one counts. ${kpiRules}`,
    query: KpisQuery,
    answer: { says: 'the figures', json: { Kpis } },
    problems: [404],
  },
  trends: {
    method: 'GET',
    path: '/api/trends',
    access: 'viewer',
    summary: 'How today and the last days compare with what is usual; open events by age; sources and their freshness',
    description:
      'What is usual is P10, median and P90 of the same hours of the same weekday of up to 12 weeks before, and null below 4 weeks. Hours and days are those of Asia/Shanghai. While a source is late (its newest event is over an hour old, and at least 8 more would usually have come since), `until` says how far the data reach, and today is compared only up to there.',
    query: TrendsQuery,
    answer: { says: 'the trends', json: { Trends } },
    problems: [404],
  },
  hotspots: {
    method: 'GET',
    path: '/api/hotspots',
    access: 'viewer',
    summary: 'The leaf grids to look at first, at most five, beside their usual, with the types and hours that make them',
    description: `The last ${HOTSPOT_HOURS} hours, the running one included, against the mean of the same hours of the same weekday of up to 12 weeks before (null below 4 weeks).`,
    query: HotspotsQuery,
    answer: { says: 'the hotspots', json: { Hotspots } },
    problems: [404],
  },
  heat: {
    method: 'GET',
    path: '/api/heat',
    access: 'viewer',
    summary: 'A density field in events/km², or with form=cells the counts it is made of',
    description:
      'A field has one column `density` of width × height values: rows from the north-west, linear in Mercator y. The counts have the columns cellX, cellY, type (id), step and count.',
    query: HeatQuery,
    answer: {
      says: 'binary, with the header',
      bytes: 'application/octet-stream',
      header: { HeatHeader: z.extend(HeatHeader, { columns: z.array(ColumnHeader) }) },
    },
    problems: [404],
  },
  changes: {
    method: 'GET',
    path: '/api/changes',
    access: 'viewer',
    summary: 'What a subscriber would have received after a cursor; form=frame in the binary form of the socket',
    description:
      'A frame has the columns revision, number and receivedAt, and, each once with `before` and once with `after`: Revision, Grid, Type, Urgency, OccurredAt, HandledAfter, CellX, CellY. Grid 0: that side is absent. Grids and types are named by the ids of the snapshot, times are epoch milliseconds, HandledAfter is −1 while the event is open and else the milliseconds after OccurredAt, cells are −1 without a position.',
    query: ChangesQuery,
    answer: { says: 'the changes, or a reset', json: { Changes }, bytes: 'application/octet-stream' },
    problems: [404],
  },
} as const satisfies Routes
