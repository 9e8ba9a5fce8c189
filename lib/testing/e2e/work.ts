import { randomUUID } from 'node:crypto'
import type { EventAction } from '@/lib/domain/event-actions'

/** People who lead events through their lives and do not give up: what is not answered is asked again under the same requestId. */
export type Work = {
  /** the transitions that were acknowledged: requestId → action */
  readonly done: ReadonlyMap<string, EventAction>
  /** how often a step had to be asked again because no answer, or a failure, came */
  readonly repeats: number
  /** resolves when every step begun has been acknowledged or was refused for good */
  stop(): Promise<void>
}

type Hand = 'dispatcher' | 'handler' | 'supervisor'
export type WorkOptions = {
  url: string
  tokens: Record<Hand, string>
  /** the department that `handler` acts for */
  department: string
  /** an event nobody has acted on yet; null: there is none at the moment */
  next(): string | null
  hands?: number
  /** a hand's rest between steps, so that others come through; none unless said */
  restMs?: number
}

type Step = readonly [hand: Hand, action: EventAction, said?: object]

/** Lives that end in every state there is. */
const livesOf = (department: string): readonly (readonly Step[])[] => {
  const accept: Step = ['dispatcher', 'accept']
  const dispatch: Step = ['dispatcher', 'dispatch', { lead: { kind: 'department', id: department } }]
  const take: Step = ['handler', 'take']
  const handIn: Step = ['handler', 'hand_in', { note: '已处理' }]
  const verify: Step = ['supervisor', 'verify']
  const suspend: Step = ['supervisor', 'suspend', { reason: '等待材料' }]
  return [
    [accept, dispatch, take, handIn, verify, ['dispatcher', 'follow_up', { satisfied: true, solved: true }]],
    [accept, dispatch, take, handIn, ['supervisor', 'send_back', { reason: '未到位' }], handIn, verify],
    [accept, dispatch, suspend, ['supervisor', 'resume'], take, handIn],
    [accept, dispatch, suspend],
    [accept, dispatch, ['handler', 'return', { reason: '不属本部门' }]],
    [['dispatcher', 'void', { reason: '误报' }]],
    [
      ['dispatcher', 'reject', { answer: '不属受理范围' }],
      ['supervisor', 'reopen', { reason: '重新受理' }],
    ],
    [accept],
  ]
}

/** A server that was killed comes back within this. */
const TIMEOUT_MS = 90_000
const PAUSE_MS = 50

/** Leads one event after another through a life, several at a time, until it is stopped. */
export function startWork({ url, tokens, department, next, hands = 2, restMs = 0 }: WorkOptions): Work {
  const lives = livesOf(department)
  const done = new Map<string, EventAction>()
  const state = { stopping: false, repeats: 0 }
  const pause = (ms = PAUSE_MS) => new Promise((resolve) => setTimeout(resolve, ms))
  const ask = (path: string, hand: Hand, body?: object) =>
    fetch(`${url}/api/events/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${tokens[hand]}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(20_000),
      ...(body && { body: JSON.stringify(body) }),
    })

  /** One try: true when the step is done, false when it must be asked again; throws `refused` when it can never be done. */
  const tryStep = async (
    id: string,
    requestId: string,
    seen: { revision?: number; state?: string },
    [hand, action, said = {}]: Step,
  ): Promise<boolean> => {
    const read = await ask(id, hand)
    if (read.status >= 500 || read.status === 429) return false
    // whoever has handed it on, and did not hear so, may see it no longer
    const known = read.status === 404 && seen.revision !== undefined ? seen : Object.assign(seen, await read.json())
    const answer = await ask(`${id}/transitions`, hand, { ...said, requestId, action, expectedRevision: known.revision })
    const text = await answer.text()
    if (answer.status === 200) return true
    if (answer.status >= 500 || answer.status === 429) return false
    // a light moved, or the source said something new, since it was read: look again
    if (answer.status === 409 && JSON.parse(text).event?.revision !== known.revision) return false
    throw new TypeError(`refused: ${action} of ${id} (${known.state}): ${answer.status} ${text.slice(0, 300)}`)
  }
  const doStep = async (id: string, step: Step): Promise<void> => {
    const requestId = randomUUID()
    const seen = {}
    for (const deadline = Date.now() + TIMEOUT_MS; ; await pause()) {
      try {
        if (await tryStep(id, requestId, seen, step)) break
      } catch (error) {
        if (error instanceof TypeError && error.message.startsWith('refused')) throw error
      }
      state.repeats++
      if (Date.now() > deadline) throw new Error(`${step[1]} of ${id} was never answered`)
    }
    done.set(requestId, step[1])
  }
  const hand = async (index: number) => {
    for (let turn = index; !state.stopping; ) {
      const id = next()
      if (id === null) {
        await pause()
        continue
      }
      for (const step of lives[turn++ % lives.length] ?? []) {
        if (state.stopping) break
        await doStep(id, step)
        if (restMs > 0) await pause(restMs)
      }
    }
  }
  const running = Promise.all(Array.from({ length: hands }, (_, i) => hand(i)))
  running.catch(() => {})
  return {
    done,
    get repeats() {
      return state.repeats
    },
    async stop() {
      state.stopping = true
      await running
    },
  }
}
