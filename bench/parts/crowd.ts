import { type Helper, startHelper } from './helpers'
import type { LineOptions } from './line'

/** What is counted: messages that begin with a name (an event of Socket.IO; '' is any) and have at least so many bytes. */
export type Kind = { name: string; least: number }
export type Opening = { open: { url: string; clients: number; speaks: LineOptions['speaks']; tokens: readonly string[]; kinds: readonly Kind[] } }
export type Waiting = { until: { kind: number; messages: number; ms: number } }
/** Of one process: whether all its clients have all the messages, their bytes, and how many changes the first of the clients has read. */
export type Reached = { reached: boolean; bytes: number; changes: number }

/** Many clients in processes of their own. */
export type Crowd = {
  /** waits until the clients have had so many messages of a kind each since the start; false: not in time */
  until(kind: number, messages: number): Promise<boolean>
  /** changes that a client has read so far; one in each process reads */
  readonly changes: number
  /** of the messages of the kind that was last waited for, all that the clients have had since the start */
  readonly bytes: number
  close(): void
}

const WAIT_MS = 20_000

/** Starts the processes, to be filled by `openCrowd`. */
export const startProcesses = (count: number): Helper[] => Array.from({ length: count }, () => startHelper('crowd-process'))

/** Connects `clients` clients from these processes, and waits until all are in. */
export async function openCrowd(helpers: readonly Helper[], { clients, ...open }: Opening['open']): Promise<Crowd> {
  const share = (i: number) => Math.floor((clients * (i + 1)) / helpers.length) - Math.floor((clients * i) / helpers.length)
  await Promise.all(helpers.map((helper, i) => helper.ask({ open: { ...open, clients: share(i) } } satisfies Opening)))
  let [changes, bytes] = [0, 0]
  return {
    async until(kind, messages) {
      const waiting: Waiting = { until: { kind, messages, ms: WAIT_MS } }
      const answers = await Promise.all(helpers.map((helper) => helper.ask<Reached>(waiting)))
      changes = Math.min(...answers.map((answer) => answer.changes))
      bytes = answers.reduce((sum, answer) => sum + answer.bytes, 0)
      return answers.every((answer) => answer.reached)
    },
    get changes() {
      return changes
    },
    get bytes() {
      return bytes
    },
    close: () => {
      for (const helper of helpers) helper.end()
    },
  }
}
