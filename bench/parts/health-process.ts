import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { answerQuestions } from './helpers'

/** Begins to ask for /api/health again and again on one connection; or ends it, and answers how long it took (ms). */
export type Health = { ask: string } | { stop: true }
/** Sorted times of the answers, and the longest time between two of them. */
export type Heard = { waits: Float64Array; silence: number }

const EACH_MS = 20
let over = false
let asking: Promise<Heard> = Promise.resolve({ waits: new Float64Array(), silence: 0 })

const get = (url: string, agent: http.Agent) =>
  new Promise<void>((resolve, reject) => {
    http
      .get(new URL('/api/health', url), { agent }, (answer) => {
        answer.resume()
        answer.on('end', resolve)
      })
      .on('error', reject)
  })

async function ask(url: string): Promise<Heard> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const waits: number[] = []
  let silence = 0
  for (let last = performance.now(); !over; ) {
    const began = performance.now()
    await get(url, agent)
    const now = performance.now()
    waits.push(now - began)
    silence = Math.max(silence, now - last)
    last = now
    await sleep(EACH_MS)
  }
  agent.destroy()
  return { waits: Float64Array.from(waits).sort(), silence }
}

answerQuestions<Health>(async (question) => {
  if ('ask' in question) {
    over = false
    asking = ask(question.ask)
    asking.catch(() => {})
    return null
  }
  over = true
  return asking
})
