// 10,000 clients that get a frame of 250 events each second: CPU of the server's process and the time until a client has it; peer: bare ws with the same frames.
import { readFileSync } from 'node:fs'
import { createToken } from '@/lib/db/accounts/tokens'
import { startDatabase } from './parts/database'
import type { Arrived, BeClients, BeServer, Collect, SendFrames, Spent, StandIdle } from './parts/fan-out'
import { type Helper, startHelper } from './parts/helpers'
import { openCounty } from './parts/ingest'
import { load, readOptions, showProgress } from './parts/options'
import { printTable } from './parts/race'
import { quantile } from './parts/witness'

const options = readOptions({ clients: 10_000, events: 250, frames: 8, rounds: 3, processes: 2 })
const { events, frames, rounds, processes } = options
/** So many clients share a token: the server counts requests by token. */
const A_TOKEN = 200
const EVERY_MS = 1_000
const WAIT_MS = 20_000
const IDLE_MS = 5_000
const AIM = { cpu: 1.5, p99: 1.2 }

/** Files a process may have open; each connection is one, on either side. */
const mostFiles = Number(/Max open files\s+\S+\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 4_096)
const clients = Math.min(options.clients, mostFiles - 500)
if (clients < options.clients) console.log(`A process may open ${mostFiles} files here (ulimit -Hn), so there are ${clients} clients.`)

const contenders = ['ours', 'ws'] as const
type Side = {
  name: (typeof contenders)[number]
  server: Helper
  places: number[]
  sent: number
  spent: Spent[]
  took: number[]
  lost: number
  changes: number
}

const began = performance.now()
const database = await startDatabase()
const crowds = Array.from({ length: processes }, () => startHelper('fan-clients-process'))
const sides = contenders.map(
  (name): Side => ({ name, server: startHelper('fan-server-process'), places: [], sent: 0, spent: [], took: [], lost: 0, changes: 0 }),
)
const share = (i: number) => Math.floor((clients * (i + 1)) / processes) - Math.floor((clients * i) / processes)

/** A round of frames on one side; what is not in time at a client is lost. */
async function round(side: Side, count: number, counts: boolean): Promise<void> {
  const asked = side.server.ask<Spent>({ frames: { count, events, everyMs: EVERY_MS } } satisfies SendFrames)
  const spent = await asked
  const arrived = await Promise.all(
    crowds.map((crowd, i) => crowd.ask<Arrived>({ collect: { server: side.places[i] ?? 0, from: side.sent, count, ms: WAIT_MS } } satisfies Collect)),
  )
  side.sent += count
  side.changes = Math.min(...arrived.map((one) => one.changes))
  if (!counts) return
  side.spent.push(spent)
  for (const { at } of arrived) {
    at.forEach((ms, i) => {
      if (Number.isNaN(ms)) side.lost++
      else side.took.push(ms - (spent.sentAt[i % count] ?? 0))
    })
  }
}

try {
  showProgress('preparing the county')
  const { pool } = await openCounty(database.url)
  const scope = { kind: 'grids' as const, prefixes: [''] }
  const tokens: string[] = []
  for (let i = 0; i < clients; i += A_TOKEN)
    tokens.push((await createToken({ name: `bench ${i}`, role: 'supervisor', scope, expiresAt: null })).token)
  for (const side of sides) {
    showProgress(`${clients} clients of ${side.name} connect`)
    const url = await side.server.ask<string>({ be: { kind: side.name, databaseUrl: database.url } } satisfies BeServer)
    const speaks = side.name === 'ours' ? 'gridsight' : 'ws'
    side.places = await Promise.all(
      crowds.map((crowd, i) => crowd.ask<number>({ connect: { url, clients: share(i), speaks, tokens } } satisfies BeClients)),
    )
  }
  for (let i = 0; i <= rounds; i++) {
    for (const side of i % 2 ? sides : [...sides].reverse()) {
      showProgress(i === 0 ? `warming up: ${side.name}` : `frames: round ${i} of ${rounds}, ${side.name}`)
      await round(side, i === 0 ? 3 : frames, i > 0)
    }
  }
  showProgress('heartbeats only')
  const idle = await Promise.all(sides.map(({ server }) => server.ask<Spent>({ idle: { ms: IDLE_MS } } satisfies StandIdle)))
  const busy = load()
  showProgress('')
  await pool.end()

  const rows = sides.map((side, i) => {
    const sum = (of: (spent: Spent) => number) => side.spent.reduce((total, spent) => total + of(spent), 0)
    const wall = sum((s) => s.wall)
    const rate = (idle[i]?.cpu ?? 0) / (idle[i]?.wall ?? 1)
    const all = sum((s) => s.cpu)
    const sends = side.spent.reduce((n, { sentAt }) => n + sentAt.length, 0)
    const took = Float64Array.from(side.took).sort()
    const frame = Math.max(0, all - wall * rate) / sends
    return {
      name: side.name,
      frame,
      whole: all / sends,
      rate,
      bytes: sum((s) => s.bytes) / sends / clients / events,
      p50: quantile(took, 0.5),
      p99: quantile(took, 0.99),
      most: took.at(-1) ?? 0,
    }
  })
  console.log(
    `${clients} clients in ${processes} processes over loopback, a frame of ${events} events a second, ${rounds} rounds of ${frames} frames in turns`,
  )
  printTable([
    ['', 'CPU ms a frame', 'with heartbeats', 'µs a client', 'bytes an event', 'p50 ms', 'p99 ms', 'most ms'],
    ...rows.map((r) => [
      r.name,
      r.frame.toFixed(0),
      r.whole.toFixed(0),
      ((r.frame * 1_000) / clients).toFixed(1),
      r.bytes.toFixed(2),
      ...[r.p50, r.p99, r.most].map((ms) => ms.toFixed(0)),
    ]),
  ])
  for (const side of sides) {
    if (side.lost) console.log(`${side.name}: ${side.lost} frames did not reach a client in ${WAIT_MS / 1_000} s`)
    if (side.changes !== side.sent * events) console.log(`${side.name}: a client read ${side.changes} events and not ${side.sent * events}`)
  }
  const [ours, ws] = rows
  if (ours && ws) {
    console.log(
      `heartbeats: ours ${(ours.rate * 100).toFixed(1)}% of a core, ws has none (${(ws.rate * 100).toFixed(1)}%); with them CPU is ${(ours.whole / ws.whole).toFixed(2)}x`,
    )
    const aim = (what: string, ratio: number, most: number) =>
      console.log(`${what}: ${ratio.toFixed(2)}x (aim: at most ${most.toFixed(2)}x) ${ratio <= most ? 'reached' : 'NOT reached'}`)
    aim('server CPU of frames to that of ws', ours.frame / ws.frame, AIM.cpu)
    aim('p99 of sent → at the client to that of ws', ours.p99 / ws.p99, AIM.p99)
  }
  console.log(`took ${((performance.now() - began) / 1_000).toFixed(0)} s; load of the machine (1 min) ${busy}`)
} finally {
  for (const helper of [...crowds, ...sides.map((side) => side.server)]) helper.end()
  await database.stop()
}
