import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod/mini'
import { decodeChanges } from '@/lib/domain/change'
import type { Arrived, BeClients, Collect } from './fan-out'
import { answerQuestions } from './helpers'
import { openLines, unpack } from './line'
import { clock } from './witness'

/** A message of a frame is longer than this, one of an empty frame shorter. */
const MIN_FRAME = 500
const NAME = Buffer.from('events:changed')
const POLL_MS = 20
const Frame = z.tuple([z.literal('events:changed'), z.object({ frame: z.instanceof(Uint8Array) })])

/** By server, by client: when each frame came. */
const servers: { came: number[][]; changes: number }[] = []

async function connect({ connect: { url, clients, speaks, tokens } }: BeClients): Promise<number> {
  const own = { came: Array.from({ length: clients }, (): number[] => []), changes: 0 }
  const index = servers.push(own) - 1
  await openLines(url, clients, { speaks, tokens }, (client, message) => {
    if (message.length < MIN_FRAME || (speaks === 'gridsight' && !message.subarray(0, 64).includes(NAME))) return
    own.came[client]?.push(clock())
    // one client reads what it is sent, so that nothing but whole frames is counted
    if (client === 0) own.changes += decodeChanges(speaks === 'ws' ? message : Frame.parse(unpack(message).data)[1].frame).length
  })
  return index
}

async function collect({ collect: { server, from, count, ms } }: Collect): Promise<Arrived> {
  const { came = [], changes = 0 } = servers[server] ?? {}
  for (let left = ms; left > 0 && came.some((frames) => frames.length < from + count); left -= POLL_MS) await sleep(POLL_MS)
  return { at: Float64Array.from(came.flatMap((frames) => Array.from({ length: count }, (_, i) => frames[from + i] ?? Number.NaN))), changes }
}

answerQuestions<BeClients | Collect>((question) => ('connect' in question ? connect(question) : collect(question)))
