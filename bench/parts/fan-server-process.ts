import { setTimeout as sleep } from 'node:timers/promises'
import { openPool, setPool } from '@/lib/db/engine/pool'
import { loadAtlas } from '@/lib/db/ground/grids'
import { changeMaker } from './changes'
import type { BeServer, SendFrames, Spent, StandIdle } from './fan-out'
import { answerQuestions } from './helpers'
import { bareWs, gridsight, type Sender } from './senders'
import { clock } from './witness'

let sender: Sender | null = null
let make: ReturnType<typeof changeMaker> | null = null
let revision = 0

const cpu = (since: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1_000
}

async function be({ be: { kind, databaseUrl } }: BeServer): Promise<string> {
  setPool(openPool(databaseUrl))
  const atlas = await loadAtlas()
  make = changeMaker(atlas)
  sender = kind === 'ours' ? await gridsight(atlas) : await bareWs()
  return sender.url
}

async function send({ frames: { count, events, everyMs } }: SendFrames): Promise<Spent> {
  const prepared = Array.from({ length: count }, () => {
    const changes = make?.(revision, events) ?? []
    revision += events
    return changes
  })
  const sentAt: number[] = []
  const written = sender?.written() ?? 0
  const used = process.cpuUsage()
  const began = performance.now()
  for (const [i, changes] of prepared.entries()) {
    await sleep(Math.max(0, began + i * everyMs - performance.now()))
    sentAt.push(clock())
    sender?.send(changes)
  }
  await sleep(everyMs)
  return { cpu: cpu(used), wall: performance.now() - began, sentAt, bytes: (sender?.written() ?? 0) - written }
}

async function idle({ idle: { ms } }: StandIdle): Promise<Spent> {
  const used = process.cpuUsage()
  const began = performance.now()
  await sleep(ms)
  return { cpu: cpu(used), wall: performance.now() - began, sentAt: [], bytes: 0 }
}

answerQuestions<BeServer | SendFrames | StandIdle>((question) => {
  if ('be' in question) return be(question)
  return 'frames' in question ? send(question) : idle(question)
})
