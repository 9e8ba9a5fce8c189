import { randomUUID } from 'node:crypto'
import { HOUR_MS } from '@/lib/domain/clock'

/** A system that sends events and does not give up: what is not answered is sent again, as contract and retries allow. */
export type Load = {
  /** ids that were acknowledged, with how often each was sent anew as an update */
  readonly acknowledged: ReadonlySet<string>
  /** batches that had to be sent more than once */
  readonly repeats: number
  /** resolves when everything begun has been acknowledged */
  stop(): Promise<void>
}

export type LoadOptions = {
  url: string
  token: string
  types: readonly string[]
  /** [west, south, east, north] of places that lie in the area */
  bounds: readonly [number, number, number, number]
  clients?: number
  batch?: number
  /** share of rows that update an event sent before */
  updates?: number
  /** of new events, how long ago the earliest happened; an hour unless said */
  agoMs?: number
  /** a client's rest between batches, so that others come through; none unless said */
  restMs?: number
  /** whether an update says that the event was handled; true unless said */
  handled?: boolean
}

type Row = { id: string; occurredAt: string; updatedAt: string; handledAt?: string; type: string; position: [number, number] }

/** A server that was killed comes back within this. */
const TIMEOUT_MS = 90_000

/** Posts batches from several clients until it is stopped. */
export function startLoad(options: LoadOptions): Load {
  const { url, token, types, bounds, clients = 2, batch = 20, updates = 0.2, agoMs = HOUR_MS, restMs = 0, handled = true } = options
  const acknowledged = new Set<string>()
  const sent: Row[] = []
  const state = { stopping: false, repeats: 0, refusal: '' }
  const [west, south, east, north] = bounds
  const some = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)]
  const row = (): Row => {
    const now = Date.now()
    const place: [number, number] = [west + Math.random() * (east - west), south + Math.random() * (north - south)]
    const old = Math.random() < updates ? some(sent) : undefined
    const base = { type: some(types) ?? '', position: place, updatedAt: new Date(now).toISOString() }
    if (old) return { ...base, id: old.id, occurredAt: old.occurredAt, ...(handled && { handledAt: new Date(now).toISOString() }) }
    return { ...base, id: randomUUID(), occurredAt: new Date(now - Math.random() * agoMs).toISOString() }
  }
  const send = async (rows: Row[]): Promise<boolean> => {
    try {
      const response = await fetch(`${url}/api/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(rows),
        signal: AbortSignal.timeout(20_000),
      })
      if (response.status >= 500 || response.status === 429) {
        state.refusal = `${response.status} ${await response.text()}`
        return false
      }
      const answer = await response.json()
      if (response.status !== 200 || answer.rejected.length > 0) throw new TypeError(`refused: ${JSON.stringify(answer).slice(0, 500)}`)
      return true
    } catch (error) {
      if (error instanceof TypeError && error.message.startsWith('refused')) throw error
      state.refusal = String(error)
      return false
    }
  }
  const client = async () => {
    while (!state.stopping) {
      const rows = Array.from({ length: batch }, row)
      const deadline = Date.now() + TIMEOUT_MS
      for (let tries = 1; !(await send(rows)); tries++) {
        if (tries === 1) state.repeats++
        if (Date.now() > deadline) throw new Error(`the server did not come back: ${state.refusal}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      for (const r of rows) if (!acknowledged.has(r.id)) sent.push(r)
      for (const r of rows) acknowledged.add(r.id)
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs))
    }
  }
  const running = Promise.all(Array.from({ length: clients }, client))
  running.catch(() => {})
  return {
    acknowledged,
    get repeats() {
      return state.repeats
    },
    async stop() {
      state.stopping = true
      await running
    },
  }
}
