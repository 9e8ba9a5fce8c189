import { readFileSync } from 'node:fs'
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { answerQuestions } from './helpers'

/** Begins to ask for a path again and again on one connection; or ends it, and answers how long it took (ms). */
export type Health = { ask: string; pid: number; token?: string } | { stop: true }
/**
 * Sorted times of the answers, the longest time between two of them and when it ended, ms after the first question, and how many were not 200. `work`: the most that the server's own
 * thread worked between two answers, ms. `queued`: how long of the longest silence it was ready and waited for a core, ms; what is missing to the silence then, it was held up
 * by something else, as by a page of memory that had to be read.
 */
export type Heard = { waits: Float64Array; silence: number; silentAt: number; work: number; queued: number; failed: number }

const EACH_MS = 20
let over = false
let asking: Promise<Heard> = Promise.resolve({ waits: new Float64Array(), silence: 0, silentAt: 0, work: 0, queued: 0, failed: 0 })

const get = (url: string, agent: http.Agent, token: string | undefined) =>
  new Promise<number>((resolve, reject) => {
    http
      .get(url, { agent, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } }, (answer) => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode ?? 0))
      })
      .on('error', reject)
  })

/** What the main thread of a process has worked so far, and waited for a core, ms (Linux). */
function spentOf(pid: number): { work: number; queued: number } {
  const [work, queued] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')
  return { work: Number(work) / 1e6, queued: Number(queued) / 1e6 }
}

async function ask(url: string, pid: number, token: string | undefined): Promise<Heard> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const waits: number[] = []
  const first = performance.now()
  let [silence, silentAt] = [0, 0]
  let [work, queued, failed] = [0, 0, 0]
  for (let last = first, spent = spentOf(pid); !over; ) {
    const began = performance.now()
    if ((await get(url, agent, token)) !== 200) failed++
    const now = performance.now()
    waits.push(now - began)
    const before = spent
    spent = spentOf(pid)
    if (now - last > silence) [silence, silentAt, queued] = [now - last, now - first, spent.queued - before.queued]
    last = now
    work = Math.max(work, spent.work - before.work)
    await sleep(EACH_MS)
  }
  agent.destroy()
  return { waits: Float64Array.from(waits).sort(), silence, silentAt, work, queued, failed }
}

answerQuestions<Health>(async (question) => {
  if ('ask' in question) {
    over = false
    asking = ask(question.ask, question.pid, question.token)
    asking.catch(() => {})
    return null
  }
  over = true
  return asking
})
