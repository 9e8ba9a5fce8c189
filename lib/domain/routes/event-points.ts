import * as z from 'zod/mini'
import { EventStatus } from '../event'
import { Light } from '../life'
import { Position } from '../position'
import type { Route } from '../route'
import { EventsQuery } from './event-list'

/** As many events of a list as are drawn on a map, in the order of the list. */
export const MAX_POINTS = 3_000

const PointsQuery = z.omit(EventsQuery, { figure: true, rows: true, limit: true, cursor: true })

/** An event of a list on the map: what its mark needs, and no words. */
const EventPoint = z.object({
  number: z.int(),
  caseNumber: z.string(),
  type: z.string(),
  status: EventStatus,
  light: Light,
  grid: z.string(),
  position: Position,
})
export type EventPoint = z.infer<typeof EventPoint>

const EventPoints = z.object({
  points: z.array(EventPoint),
  /** how many of the same events have no position, and stand only in the list */
  unplaced: z.int(),
  /** the list goes on behind them */
  more: z.boolean(),
})
export type EventPoints = z.infer<typeof EventPoints>

export const eventPointsRoute = {
  method: 'GET',
  path: '/api/events/points',
  access: 'viewer',
  summary: 'Where the events of a list are, for a map; not for screens',
  description: `The first ${MAX_POINTS.toLocaleString('en-US')} events that \`GET /api/events\` lists by the same filter and order, as points without words.`,
  query: PointsQuery,
  answer: { says: 'the points', json: { EventPoints } },
  problems: [403],
} as const satisfies Route
