import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { answerQuestions } from './helpers'

/** Begins to ask a database for nothing, again and again; or ends it, and answers how long each answer took (ms). */
export type Waiting = { ask: string } | { stop: true }

const EACH_MS = 10
let over = false
let asking: Promise<number[]> = Promise.resolve([])

async function ask(url: string): Promise<number[]> {
  const client = new pg.Client(url)
  await client.connect()
  const waits: number[] = []
  while (!over) {
    const began = performance.now()
    await client.query('SELECT 1')
    waits.push(performance.now() - began)
    await sleep(EACH_MS)
  }
  await client.end()
  return waits
}

answerQuestions<Waiting>(async (question) => {
  over = 'stop' in question
  if ('ask' in question) {
    asking = ask(question.ask)
    return null
  }
  return Float64Array.from(await asking).sort()
})
