import { parseArgs } from 'node:util'
import { pino } from 'pino'
import * as z from 'zod/mini'
import { EventType } from '@/lib/domain/category'
import { GridNode, leavesOf } from '@/lib/domain/grid'
import type { MultiPolygon } from '@/lib/domain/position'
import { readEnv, SettingError } from '@/lib/env'
import { type Api, ApiRefused, makeApi } from './api'
import { leadLives } from './feed-life'
import { runLoad } from './feed-load'
import { planFeed } from './feed-plan'
import { runFeed } from './feed-run'
import { nearestWatcher, Watchers } from './feed-watchers'
import { type Model, makeModel } from './history-model'

const Geometry = z.object({
  type: z.literal('MultiPolygon'),
  coordinates: z.array(z.array(z.array(z.tuple([z.number(), z.number()])))),
})
const Grids = z.object({ features: z.array(z.object({ properties: z.omit(GridNode, { id: true }), geometry: Geometry })) })
const Snapshot = z.object({ types: z.array(EventType) })

/** Tokens of those who act on the demonstration's events: an operator, a supervisor, and of the departments by name. */
const HandTokens = z.object({ operator: z.string(), supervisor: z.string(), departments: z.record(z.string(), z.string()) })

/** The model of the county as the API shows it: leaves, households and types. */
async function readModel(api: Api): Promise<Model> {
  const grids = (await api.get('/grids', Grids))?.features ?? []
  const types = (await api.get('/snapshot', Snapshot))?.types ?? []
  const shapes = grids.map(({ properties, geometry }) => ({ ...properties, geometry: shapeOf(geometry) }))
  if (shapes.length === 0 || types.length === 0) throw new SettingError('The feed sees no grids or no event types: its token must reach the county.')
  return makeModel(leavesOf(shapes), types)
}

const shapeOf = ({ coordinates }: z.infer<typeof Geometry>): MultiPolygon => ({ type: 'MultiPolygon', coordinates })

/**
 * The demonstration's live feed, a system like any other: it reads and posts over HTTP with a token of its own (GRIDSIGHT_URL,
 * GRIDSIGHT_TOKEN). With GRIDSIGHT_HANDS, tokens of those who act, it leads its events through the life cycle too. `--history-end` is when the history ends. GRIDSIGHT_DEMO_RATE: the rhythm of the history, a load, or nothing.
 */
async function main(signal: AbortSignal): Promise<void> {
  const env = readEnv()
  const { values } = parseArgs({ options: { 'history-end': { type: 'string' } } })
  const end = Date.parse(values['history-end'] ?? '')
  const { GRIDSIGHT_URL: url, GRIDSIGHT_TOKEN: token, GRIDSIGHT_HANDS: handsText, GRIDSIGHT_DEMO_RATE: rate } = env
  if (!url || !token) throw new SettingError('The feed needs GRIDSIGHT_URL and GRIDSIGHT_TOKEN.')
  if (rate === 0) return
  const log = pino({ name: 'demo-feed', level: env.LOG_LEVEL }, process.stderr)
  const onWait = (why: string, waitMs: number) => log.info({ why, waitMs: Math.round(waitMs) }, 'the feed waits')
  const api = makeApi({ url, token, signal, onWait })
  const model = await readModel(api)
  if (rate !== 'history') await runLoad({ api, model, perMinute: rate, log, signal })
  else if (Number.isNaN(end)) throw new SettingError('The feed needs --history-end, the time at which the history ends.')
  else {
    const plan = planFeed(model, end)
    const as = (token: string) => makeApi({ url, token, signal, onWait })
    const tokens = handsText ? HandTokens.parse(JSON.parse(handsText)) : null
    const supervisor = tokens && as(tokens.supervisor)
    const watchers = (await supervisor?.get('/departments', Watchers))?.watchers ?? []
    const hands = tokens &&
      supervisor && {
        ...{ dispatcher: api, operator: as(tokens.operator), supervisor, watcherOf: (grid: string) => nearestWatcher(watchers, grid) },
        departments: new Map(Object.entries(tokens.departments).map(([name, of]) => [name, as(of)])),
      }
    const lives = hands ? [leadLives({ hands, plan, log, signal })] : []
    await Promise.race([runFeed({ api, plan, log, signal }), ...lives])
  }
}

const stop = new AbortController()
// It ends with its parent: the channel between them closes however the parent dies.
for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(event, () => stop.abort())
main(stop.signal).then(
  () => process.exit(0),
  (error: unknown) => {
    if (stop.signal.aborted) process.exit(0)
    const expected = error instanceof SettingError || error instanceof ApiRefused
    process.stderr.write(`${expected || !(error instanceof Error) ? String(error) : error.message}\n`)
    process.exit(1)
  },
)
