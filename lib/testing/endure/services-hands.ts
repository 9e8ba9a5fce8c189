import { setTimeout as pause } from 'node:timers/promises'
import type { Network } from '../e2e/network'
import { type Answer, ask } from './ask'
import { below, oneOf } from './chance'
import type { Part } from './people'
import type { Town } from './town'
import { Overdue } from './wait'
import type { WriterContext } from './writers'

const MAX_PAUSE_MS = 300
const RETRY_MS = 60
const TIMEOUT_MS = 120_000
/** Of so many acknowledged requests one is sent again, or twice at once, as phones do that heard nothing. */
const AGAIN = 0.3

/** What those who ask for services and give them have at hand. `busy`: what somebody is at, by its id, so that the model knows what is to come of it. */
export type ServicesContext = WriterContext & { network: Network; town: Town; busy: Set<string> }

/** Does one piece of work after the other, until the gate is ended. */
export async function runServices(work: (context: ServicesContext) => Promise<void>, context: ServicesContext): Promise<void> {
  const { gate, random } = context
  while (!gate.over) {
    await gate.through(() => work(context))
    await pause(below(random, MAX_PAUSE_MS))
  }
}

/** Works on one of these while nobody else does; on none where all are taken. */
export async function alone<T>(
  of: readonly T[],
  key: (one: T) => string,
  { busy, random }: ServicesContext,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const free = of.filter((one) => !busy.has(key(one)))
  if (free.length === 0) return
  const one = oneOf(random, free)
  busy.add(key(one))
  try {
    await work(one)
  } finally {
    busy.delete(key(one))
  }
}

export type Asking = (path: string, body?: object) => Promise<Answer>

/** Somebody who works here, as one who asks. */
export const worker =
  ({ network, people }: ServicesContext, part: Part): Asking =>
  (path, body) =>
    ask(network, path, people[part].token, body)

/** Asks the same until it is answered. What a clock that is being set refuses is asked again too. */
export async function insist(
  asking: Asking,
  path: string,
  body: object | undefined,
  { counted, isClockSet }: ServicesContext,
): Promise<NonNullable<Answer>> {
  for (const deadline = Date.now() + TIMEOUT_MS; ; await pause(RETRY_MS)) {
    const answer = await asking(path, body)
    if (answer && !(isClockSet() && answer.status === 400)) return answer
    counted.retried++
    if (Date.now() > deadline) throw new Overdue(`${path} was not answered for ${TIMEOUT_MS / 1_000} s; last: ${JSON.stringify(answer)}`)
  }
}

/** Asks until it is done; at times twice at once, or again when it has been. Throws when it is refused. */
export async function see(asking: Asking, path: string, body: object, context: ServicesContext): Promise<NonNullable<Answer>> {
  const { random } = context
  const again = random.next() < AGAIN ? (random.next() < 0.5 ? 'at once' : 'afterwards') : 'never'
  const [answer, twin] = await Promise.all([insist(asking, path, body, context), again === 'at once' ? insist(asking, path, body, context) : null])
  const later = again === 'afterwards' ? await insist(asking, path, body, context) : twin
  for (const one of [answer, later]) if (one && one.status !== 200 && one.status !== 201) throw refused(path, body, one)
  return answer
}

export const refused = (path: string, body: object, answer: Answer): Error =>
  new Error(`${path} ${JSON.stringify(body)} was refused: ${JSON.stringify(answer).slice(0, 500)}`)
