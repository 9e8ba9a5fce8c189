// From the answer to a POST until the event is applied in each of 1,000 clients, at 200 events a second; the peer asks /api/changes every second.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createToken } from '@/lib/db/accounts/tokens'
import { migrate } from '@/lib/db/engine/migrate'
import { openPool, setPool } from '@/lib/db/engine/pool'
import { saveSmallCounty, spot } from '@/lib/testing/small-county'
import { withClient } from '@/lib/testing/templates'
import { startDatabase } from './parts/database'
import { startHelper } from './parts/helpers'
import { load, readOptions, showProgress } from './parts/options'
import { printTable } from './parts/race'
import { cpuOf, openPoster, startService } from './parts/service'
import { type Collecting, clock, delays, quantile, type Seen, type Watching } from './parts/witness'

const { clients, rate, seconds, pollers } = readOptions({ clients: 1_000, rate: 200, seconds: 20, pollers: 20 })
/** Processes that the clients are in. */
const PROCESSES = 2
/** So many clients share a token: the server counts requests by token. */
const A_TOKEN = 200
/** Connections that post, each one event at a time. */
const POSTERS = 16
const WARM_UP_MS = 3_000
const WAIT_MS = 15_000
const AIM_MS = 250

type Post = { sent: number; answered: number; revision: number }

/** Posts single events at the rate, whether or not those before are answered, and answers when each was sent and answered. */
async function postEvents(posters: ReturnType<typeof openPoster>[]): Promise<Post[]> {
  const posts: Post[] = []
  const all: Promise<void>[] = []
  const free = [...posters]
  const waiting: (() => void)[] = []
  const post = async (number: number) => {
    if (free.length === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    const poster = free.pop()
    if (!poster) return
    const event = { id: randomUUID(), occurredAt: new Date().toISOString(), type: '0101', position: spot(number % 8, 0), source: 'bench' }
    const sent = clock()
    const { revision } = await poster(JSON.stringify(event))
    if (number >= (WARM_UP_MS * rate) / 1_000) posts.push({ sent, answered: clock(), revision })
    free.push(poster)
    waiting.shift()?.()
  }
  const began = performance.now()
  const end = WARM_UP_MS + seconds * 1_000
  for (let now = 0; now < end; now = performance.now() - began) {
    while (all.length < (now * rate) / 1_000) all.push(post(all.length))
    showProgress(`posting: ${all.length} events, ${((end - now) / 1_000).toFixed(0)} s to go`)
    await sleep(2)
  }
  await Promise.all(all)
  return posts
}

const began = performance.now()
const database = await startDatabase()
const sockets = Array.from({ length: PROCESSES }, () => startHelper('witness-process'))
const polling = startHelper('witness-process')
const ends: (() => Promise<unknown>)[] = [() => database.stop()]
try {
  showProgress('starting the server')
  await withClient(database.url, migrate)
  const pool = openPool(database.url)
  ends.push(() => pool.end())
  setPool(pool)
  await saveSmallCounty()
  const service = await startService(database.url)
  ends.push(() => service.stop())
  const scope = { kind: 'grids' as const, prefixes: [''] }
  const tokens: string[] = []
  for (let i = 0; i < clients; i += A_TOKEN)
    tokens.push((await createToken({ name: `bench ${i}`, role: 'supervisor', scope, expiresAt: null })).token)
  const posters = Array.from({ length: POSTERS }, () => openPoster(service.url, service.tokens.reporter))

  showProgress(`${clients} clients connect`)
  const share = (i: number) => Math.floor((clients * (i + 1)) / PROCESSES) - Math.floor((clients * i) / PROCESSES)
  const { url } = service
  await Promise.all(sockets.map((helper, i) => helper.ask({ watch: { url, tokens, clients: share(i), by: 'socket' } } satisfies Watching)))
  await polling.ask({ watch: { url, tokens, clients: pollers, by: 'polling' } } satisfies Watching)

  const used = cpuOf(service.pid)
  const started = performance.now()
  const posts = await postEvents(posters)
  const cores = (cpuOf(service.pid) - used) / (performance.now() - started)
  showProgress('waiting for the last')
  const collecting: Collecting = { collect: { revision: Math.max(...posts.map((p) => p.revision)), ms: WAIT_MS } }
  const [polled, ...seen] = await Promise.all([polling, ...sockets].map((helper) => helper.ask<Seen>(collecting)))
  const busy = load()
  showProgress('')

  const of = (moment: (post: Post) => number, of: readonly Seen[]) => {
    const moments = posts.map((post) => ({ revision: post.revision, at: moment(post) }))
    const parts = of.map((one) => delays(moments, one))
    return Float64Array.from(parts.flatMap((part) => [...part])).sort()
  }
  const answered = of((post) => post.answered, seen)
  const byPolling = of((post) => post.answered, polled ? [polled] : [])
  const row = (name: string, sorted: Float64Array) => [
    name,
    ...[0.5, 0.95, 0.99, 1].map((share) => quantile(sorted, share).toFixed(0)),
    sorted.length.toLocaleString('en'),
  ]
  console.log(
    `${posts.length} events posted one by one in ${seconds} s over ${POSTERS} connections, on ${database.engine}; ${clients} clients in ${PROCESSES} processes on the same machine`,
  )
  printTable([
    ['', 'p50 ms', 'p95 ms', 'p99 ms', 'most ms', 'measured'],
    row('POST answered → applied in a client', answered),
    row(
      'POST sent → applied in a client',
      of((post) => post.sent, seen),
    ),
    row('POST sent → answered', Float64Array.from(posts.map((post) => post.answered - post.sent)).sort()),
    row(`POST answered → applied, ${pollers} clients that ask each second`, byPolling),
  ])
  const late = seen.reduce((sum, one) => sum + one.behind, 0)
  if (late) console.log(`${late} clients did not have the last event ${WAIT_MS / 1_000} s later; what they did not get is not in the table.`)
  const p99 = quantile(answered, 0.99)
  console.log(`the server used ${cores.toFixed(2)} cores`)
  console.log(`p99 of POST answered → applied: ${p99.toFixed(0)} ms (aim: at most ${AIM_MS} ms) ${p99 <= AIM_MS ? 'reached' : 'NOT reached'}`)
  const times = (share: number) => (quantile(byPolling, share) / quantile(answered, share)).toFixed(1)
  console.log(`asking each second to ours: ${times(0.5)}x at p50, ${times(0.99)}x at p99`)
  console.log(`took ${((performance.now() - began) / 1_000).toFixed(0)} s; load of the machine (1 min) ${busy}`)
} finally {
  for (const helper of [...sockets, polling]) helper.end()
  for (const end of ends.reverse()) await end()
}
