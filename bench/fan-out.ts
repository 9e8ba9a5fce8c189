// Server CPU and bytes an event with 2,000 clients, in frames of 250 and 1,000 events: ours against bare ws with the same frame and Socket.IO with one emit an event. Then what figures take: the changed rows against all of them; and how often a viewer asks for what is beside the board.
import { setTimeout as sleep } from 'node:timers/promises'
import { createToken } from '@/lib/db/accounts/tokens'
import { changeMaker } from './parts/changes'
import { type Crowd, openCrowd, startProcesses } from './parts/crowd'
import { startDatabase } from './parts/database'
import { figuresToViewers } from './parts/figure-rows'
import { openCounty } from './parts/ingest'
import { load, readOptions, showProgress } from './parts/options'
import { printTable } from './parts/race'
import { requestsOfViewers } from './parts/requests'
import { bareWs, emitEach, gridsight, type Sender } from './parts/senders'

const { clients, frames, seconds } = readOptions({ clients: 2_000, frames: 30, seconds: 7 })
/** Processes that the clients of one server are in. */
const PROCESSES = 2
/** So many clients share a token: the server counts requests by token. */
const A_TOKEN = 200
/** Frames before the clock starts, by when the code is compiled. */
const WARM_UP = 4
/** As long as it takes until each client has had a heartbeat. */
const IDLE_MS = 5_000
/** Our rooms hold a frame back until the one before is this old; `ws` is not sent any faster, since a busy processor sends at less cost. */
const FRAME_MS = 100
/** Events of a round of the emitting peer, whose cost is the same for each event. */
const EMITTED = 20

type Cost = { sends: number; cpu: number; wall: number; bytes: number }
const nothing = (): Cost => ({ sends: 0, cpu: 0, wall: 0, bytes: 0 })

/** CPU of this process, which is the server and nothing else, in milliseconds. */
const cpu = (since?: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1_000
}

/** Sends once and waits until all have it; adds what that cost. False: it took too long, and nothing was added. */
async function spend(cost: Cost, sender: Sender, send: () => void, arrived: () => Promise<boolean>): Promise<boolean> {
  const before = sender.written()
  const began = performance.now()
  const used = process.cpuUsage()
  send()
  if (!(await arrived())) return false
  cost.cpu += cpu(used)
  cost.wall += performance.now() - began
  cost.bytes += sender.written() - before
  cost.sends++
  return true
}

/** CPU of the open connections when nothing is sent: heartbeats. Milliseconds a millisecond. */
async function idle(): Promise<number> {
  showProgress('heartbeats only')
  const began = performance.now()
  const used = process.cpuUsage()
  await sleep(IDLE_MS)
  return cpu(used) / (performance.now() - began)
}

const began = performance.now()
const database = await startDatabase()
const helpers = Array.from({ length: 3 }, () => startProcesses(PROCESSES))
const [ownHelpers = [], wsHelpers = [], emitHelpers = []] = helpers
try {
  showProgress('preparing the county')
  const { pool, atlas } = await openCounty(database.url)
  const scope = { kind: 'grids' as const, prefixes: [''] }
  const tokens: string[] = []
  for (let i = 0; i < clients; i += A_TOKEN)
    tokens.push((await createToken({ name: `bench ${i}`, role: 'supervisor', scope, expiresAt: null })).token)
  const make = changeMaker(atlas)

  const enter = async (sender: Sender, processes: typeof ownHelpers, name: string): Promise<Crowd> => {
    showProgress(`${clients} clients of ${name} connect`)
    const { url, speaks, kinds } = sender
    return openCrowd(processes, { url, clients, speaks, tokens, kinds })
  }
  const own = await gridsight(atlas)
  const ws = await bareWs()
  const ownCrowd = await enter(own, ownHelpers, 'ours')
  const wsCrowd = await enter(ws, wsHelpers, 'ws')

  // Ours and ws in turns, frame by frame, and each first in turn, so that a slow moment of the machine hits both.
  let sent = 0
  let broken = false
  const costs = new Map([250, 1_000].map((size) => [size, { own: nothing(), ws: nothing() }]))
  for (const [size, cost] of costs) {
    const end = performance.now() + seconds * 1_000
    for (let i = -WARM_UP; i < frames && !broken && (i < 5 || performance.now() < end); i++) {
      showProgress(i < 0 ? `frames of ${size}: warming up` : `frames of ${size}: ${i + 1} of at most ${frames}`)
      const changes = make(own.revision(), size)
      sent++
      const to = i < 0 ? { own: nothing(), ws: nothing() } : cost
      const ownSend = () => own.send(changes)
      const wsSend = () => setTimeout(() => ws.send(changes), FRAME_MS)
      const turns = [() => spend(to.own, own, ownSend, () => ownCrowd.until(0, sent)), () => spend(to.ws, ws, wsSend, () => wsCrowd.until(0, sent))]
      for (const turn of i % 2 ? turns : turns.reverse()) broken ||= !(await turn())
    }
  }
  const read = ownCrowd.changes
  const beats = await idle()
  ownCrowd.close()
  wsCrowd.close()
  await own.stop()
  await ws.stop()

  const emit = await emitEach()
  const emitCrowd = await enter(emit, emitHelpers, 'Socket.IO')
  const emitted = nothing()
  const end = performance.now() + seconds * 1_000
  for (let i = -1; i < 5 && !broken && (i < 1 || performance.now() < end); i++) {
    showProgress(i < 0 ? 'an emit an event: warming up' : `an emit an event: round ${i + 1} of at most 5`)
    const changes = make(i * EMITTED + 1_000_000, EMITTED)
    const send = () => emit.send(changes)
    broken ||= !(await spend(i < 0 ? nothing() : emitted, emit, send, () => emitCrowd.until(0, (i + 2) * EMITTED)))
  }
  const emitBeats = await idle()
  emitCrowd.close()
  await emit.stop()
  const figures = await figuresToViewers(atlas, tokens)
  const requests = await requestsOfViewers()
  await pool.end()
  showProgress('')

  if (broken) console.log('Messages did not arrive in 20 s; the figures are of those that did.')
  const expected = [...costs].reduce((sum, [size, { own }]) => sum + size * (own.sends + WARM_UP), 0)
  if (!broken && read !== expected) console.log(`A client read ${read} changes and not ${expected}: the figures are not of whole frames.`)
  // What the heartbeats took meanwhile is no cost of an event.
  const net = (cost: Cost, rate: number) => Math.max(0, cost.cpu - cost.wall * rate) / cost.sends
  const row = (name: string, cost: Cost, events: number, rate: number) => {
    const ms = net(cost, rate)
    const bytes = cost.bytes / cost.sends / clients
    return [
      name,
      String(cost.sends),
      ms.toFixed(1),
      ((ms * 1_000) / clients).toFixed(1),
      ((ms * 1_000) / events).toFixed(1),
      (bytes / events).toFixed(2),
    ]
  }
  console.log(`${clients} clients over loopback in ${PROCESSES} processes; CPU of the server process (user and system), bytes as given to TCP`)
  printTable([
    ['', 'sends', 'CPU ms a send', 'CPU µs a client', 'CPU µs an event', 'bytes an event and client'],
    ...[...costs].flatMap(([size, cost]) => [
      row(`ours, frames of ${size}`, cost.own, size, beats),
      row(`ws, frames of ${size}`, cost.ws, size, beats),
    ]),
    row(`Socket.IO, one emit an event`, emitted, EMITTED, emitBeats),
  ])
  const heartbeat = (rate: number) => `${(rate * 100).toFixed(1)}% of a core`
  console.log(`not counted above: heartbeats (ours ${heartbeat(beats)}, Socket.IO ${heartbeat(emitBeats)}) and, at most once a second, the figures`)
  console.log('figures of a viewer when ten leaves have changed since a second ago: bytes of the messages, and milliseconds of the server a room')
  printTable(figures.rows)
  console.log('requests of a viewer while ten changes a second come, by the functions that pages read with and a clock of their own')
  printTable(requests.rows)
  const most = costs.get(1_000)
  if (most) {
    const ours = net(most.own, beats)
    const fewer = net(emitted, emitBeats) / EMITTED / (ours / 1_000)
    const bytes = most.own.bytes / most.own.sends / clients / 1_000
    const toWs = ours / net(most.ws, beats)
    const aim = (what: string, value: string, wanted: string, reached: boolean) =>
      console.log(`${what}: ${value} (aim: ${wanted}) ${reached ? 'reached' : 'NOT reached'}`)
    aim('CPU of an emit an event to that of frames of 1,000', `${fewer.toFixed(0)}x`, 'at least 300x', fewer >= 300)
    aim('bytes an event in frames of 1,000', bytes.toFixed(2), 'at most 16', bytes <= 16)
    aim('CPU of frames of 1,000 to that of ws', `${toWs.toFixed(2)}x`, 'at most 1.50x', toWs <= 1.5)
    aim('bytes of figures a second and viewer', figures.most.toFixed(0), 'at most 2048', figures.most <= 2_048)
    aim('requests a minute and viewer for one thing beside the board', requests.beside.toFixed(1), 'at most 12', requests.beside <= 12)
    aim('requests a minute of a hidden tab', requests.hidden.toFixed(1), '0', requests.hidden === 0)
    aim('telling what changed to reading the figures', `${figures.telling.toFixed(2)}x`, 'at most 1.00x', figures.telling <= 1)
  }
  console.log(`took ${((performance.now() - began) / 1_000).toFixed(0)} s; load of the machine (1 min) ${load()}`)
} finally {
  for (const helper of helpers.flat()) helper.end()
  await database.stop()
}
