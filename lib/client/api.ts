import type * as z from 'zod/mini'
import type { ChangesMessage } from '@/lib/domain/apply'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import type { GridLevel } from '@/lib/domain/grid'
import type { HeatWindow } from '@/lib/domain/heat'
import type { Route } from '@/lib/domain/route'
import { changesRoute } from '@/lib/domain/routes/changes'
import { gridsRoute } from '@/lib/domain/routes/grids'
import { heatRoute } from '@/lib/domain/routes/heat'
import { snapshotRoute } from '@/lib/domain/routes/snapshot'
import { trendsRoute } from '@/lib/domain/routes/trends'
import { Trends } from '@/lib/domain/trends'
import { Changes, type EventChangeOut, Snapshot } from '@/lib/domain/wire'
import type { Key } from './board'
import { type GridTree, readGrids } from './grids'
import { type Backend, Denied } from './ports'
import { type Input, request } from './request'

/** GET of a route. Throws Denied on 401 and 403, Error on anything else that is not 200. */
async function get<Q extends z.ZodMiniType>(
  route: Route<Q, z.ZodMiniType, z.ZodMiniType, z.ZodMiniType, 'viewer'>,
  query?: Input<Q, z.ZodMiniType, z.ZodMiniType>['query'],
  owner?: string,
): Promise<Response> {
  const response = await request(route, { query, owner })
  if (response.status === 401 || response.status === 403) throw new Denied(`${route.path}: ${response.status}`)
  if (!response.ok) throw new Error(`${route.path}: ${response.status}`)
  return response
}

/** The facts of a change from the API's words, in the ids of the key; throws RangeError for a name that the key does not hold. */
function factsOf(facts: NonNullable<EventChangeOut['before']>, key: Key): EventFacts {
  const grid = key.gridIds.get(facts.grid)
  const type = key.typeIds.get(facts.type)
  if (grid === undefined || type === undefined) throw new RangeError(`unknown grid or type ${facts.grid} ${facts.type}`)
  const [cellX, cellY] = facts.cell ?? [-1, -1]
  return {
    revision: facts.revision,
    grid,
    type,
    urgency: facts.urgency,
    occurredAt: Date.parse(facts.occurredAt),
    handledAt: facts.handledAt === null ? null : Date.parse(facts.handledAt),
    cellX,
    cellY,
  }
}

/** What `/api/changes` answered, as a message of the socket would have brought it; null when a snapshot is needed. */
export function readChanges(answer: unknown, at: number, key: Key): ChangesMessage | null {
  const changes = Changes.parse(answer)
  if ('reset' in changes) return null
  const { logId, since, revision } = changes
  const list = changes.changes.flatMap((c): EventChange[] => {
    if (c.kind !== 'event') return []
    const [before, after] = [c.before && factsOf(c.before, key), c.after && factsOf(c.after, key)]
    return [{ revision: c.revision, number: c.number, receivedAt: Date.parse(c.receivedAt), before, after }]
  })
  return { logId, since, revision, at, changes: list }
}

/** The server's clock of an answer, or the page's own. */
const clockOf = (response: Response): number => Date.parse(response.headers.get('date') ?? '') || Date.now()

/** The HTTP side of a session. */
export function httpBackend(within: string | undefined): Backend {
  return {
    snapshot: async () => Snapshot.parse(await (await get(snapshotRoute, { within })).json()),
    async changes(since, log, key) {
      const response = await get(changesRoute, { since, log, within })
      return readChanges(await response.json(), clockOf(response), key)
    },
  }
}

/** The grids of a place, of all levels or of one. */
export const fetchGrids = async (within?: string, level?: GridLevel): Promise<GridTree> =>
  readGrids(await (await get(gridsRoute, { within, ...(level === undefined ? {} : { level: String(level) }) })).json())

/** The same of one's own area as they were given, to be kept; `owner`: for whom (request.ts). */
export const fetchGridsAsGiven = async (owner: string): Promise<unknown> => (await get(gridsRoute, undefined, owner)).json()

/** The counts by cell, type and step, packed; the worker unpacks them. */
export const fetchHeatCells = async (window: HeatWindow, within?: string): Promise<ArrayBuffer> =>
  (await get(heatRoute, { form: 'cells', window, within })).arrayBuffer()

/** What is usual, and how the last days ran. */
export const fetchTrends = async (within?: string): Promise<Trends> => Trends.parse(await (await get(trendsRoute, { within })).json())
