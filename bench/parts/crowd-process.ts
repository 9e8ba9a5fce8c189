import * as z from 'zod/mini'
import { decodeChanges } from '@/lib/domain/change'
import type { Opening, Reached, Waiting } from './crowd'
import { answerQuestions } from './helpers'
import { openLines, unpack } from './line'

/** The name of an event stands in the first bytes of a message. */
const NAME_WITHIN = 64
const Frame = z.tuple([z.literal('events:changed'), z.object({ frame: z.instanceof(Uint8Array) })])

let clients = 0
let changes = 0
const heard: number[] = []
const bytes: number[] = []
let waiting: { kind: number; total: number; done(reached: boolean): void } | null = null

function check(): void {
  if (!waiting || (heard[waiting.kind] ?? 0) < waiting.total) return
  const { done } = waiting
  waiting = null
  done(true)
}

async function open({ open }: Opening): Promise<void> {
  clients = open.clients
  await openLines(open.url, open.clients, open, (client, message) => {
    const kind = open.kinds.findIndex(({ name, least }) => message.length >= least && message.subarray(0, NAME_WITHIN).includes(name))
    if (kind < 0) return
    heard[kind] = (heard[kind] ?? 0) + 1
    bytes[kind] = (bytes[kind] ?? 0) + message.length
    // one client reads what it is sent, so that nothing but frames is counted as frames
    if (client === 0 && open.kinds[kind]?.name === 'events:changed') changes += decodeChanges(Frame.parse(unpack(message).data)[1].frame).length
    check()
  })
}

async function until({ until: { kind, messages, ms } }: Waiting): Promise<Reached> {
  const reached = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => {
      waiting = null
      resolve(false)
    }, ms)
    waiting = {
      kind,
      total: messages * clients,
      done: (reached) => {
        clearTimeout(timer)
        resolve(reached)
      },
    }
    check()
  })
  return { reached, bytes: bytes[kind] ?? 0, changes }
}

answerQuestions<Opening | Waiting>((question) => ('open' in question ? open(question) : until(question)))
