import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod/mini'
import { decodeChanges } from '@/lib/domain/change'
import { decodeColumns } from '@/lib/domain/columns'
import { EventsChanged } from '@/lib/domain/wire'
import { answerQuestions } from './helpers'
import { openLines, unpack } from './line'
import { type Collecting, clock, type Seen, type Watching } from './witness'

const POLL_MS = 1_000
const CHECK_MS = 50
const NAME = Buffer.from('events:changed')
const Message = z.tuple([z.literal('events:changed'), EventsChanged])
const Gap = z.object({ revision: z.int() })

const client: number[] = []
const revision: number[] = []
const at: number[] = []
/** the revision each client has applied */
const reached: number[] = []

function note(who: number, applied: number): void {
  if (applied <= (reached[who] ?? -1)) return
  client.push(who)
  revision.push(applied)
  at.push(clock())
  reached[who] = applied
}

let last: { message: Buffer; revision: number } | null = null

/**
 * The revision a message brings its client to, once its frame is decoded. All clients of a room get the same bytes, and each would decode
 * them on a machine of its own; here the first of them does, so that no client waits for the work of hundreds of others.
 */
function read(message: Buffer): number {
  if (last?.message.equals(message)) return last.revision
  const { frame, revision } = Message.parse(unpack(message).data)[1]
  decodeChanges(frame)
  last = { message, revision }
  return revision
}

async function watch({ watch: { url, clients, tokens, by } }: Watching): Promise<void> {
  for (let i = 0; i < clients; i++) reached[i] = -1
  if (by === 'socket') {
    await openLines(url, clients, { speaks: 'gridsight', tokens }, (who, message) => {
      if (!message.subarray(0, 64).includes(NAME)) return
      note(who, read(message))
    })
  } else {
    const agent = new http.Agent({ keepAlive: true })
    for (let i = 0; i < clients; i++) void poll(url, tokens[i % tokens.length] ?? '', i, agent)
  }
}

/** Asks each second, from a moment of its own, for what came after its revision, in the binary form. */
async function poll(url: string, token: string, who: number, agent: http.Agent): Promise<void> {
  const options = { agent, headers: { authorization: `Bearer ${token}` } }
  await sleep(Math.random() * POLL_MS)
  for (let since = 0; ; ) {
    const began = performance.now()
    const body = await new Promise<Buffer>((resolve, reject) => {
      const request = http.get(new URL(`/api/changes?since=${since}&form=frame`, url), options, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => (answer.statusCode === 200 ? resolve(Buffer.concat(parts)) : reject(new Error(`/api/changes: ${answer.statusCode}`))))
      })
      request.on('error', reject)
    })
    decodeChanges(body)
    since = Gap.parse(decodeColumns(body).fields).revision
    note(who, since)
    await sleep(Math.max(0, POLL_MS - (performance.now() - began)))
  }
}

async function collect({ collect }: Collecting): Promise<Seen> {
  const behind = () => reached.filter((r) => r < collect.revision).length
  for (let left = collect.ms; left > 0 && behind() > 0; left -= CHECK_MS) await sleep(CHECK_MS)
  return { client: Float64Array.from(client), revision: Float64Array.from(revision), at: Float64Array.from(at), behind: behind() }
}

answerQuestions<Watching | Collecting>((question) => ('watch' in question ? watch(question) : collect(question)))
