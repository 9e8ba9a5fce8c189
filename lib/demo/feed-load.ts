import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { EventIn } from '@/lib/domain/event'
import { cumulative, makeRandom, pick } from '@/lib/domain/random'
import { type Api, pause } from './api'
import type { Model } from './history-model'

const TICK_MS = 100
const MAX_ROWS = 1_000
const IN_FLIGHT = 4
/** What could not be sent within this time is let go: a load is a rate, not a debt. */
const DEBT_MS = 2_000

export type LoadOptions = { api: Api; model: Model; perMinute: number; log: Pick<Logger, 'info' | 'warn'>; signal: AbortSignal }

/**
 * Sends events of now at a steady rate, marked `source: load` (warnings ignore them): for trying out what a system bears. Runs until
 * `signal` is aborted, by throwing its reason.
 */
export async function runLoad({ api, model, perMinute, log, signal }: LoadOptions): Promise<never> {
  const random = makeRandom('load', randomUUID())
  const types = cumulative(model.rhythm.shares)
  const flying = new Set<Promise<void>>()
  const made = (): EventIn => {
    const type = pick(random, types)
    const { position } = model.places.draw(random, type)
    return { id: randomUUID(), occurredAt: new Date().toISOString(), type: model.types[type]?.code ?? '', position, source: 'load' }
  }
  const faults: unknown[] = []
  const perMs = perMinute / 60_000
  let budget = 0
  let last = Date.now()
  let dropped = 0
  log.info({ perMinute }, 'load')
  for (;;) {
    signal.throwIfAborted()
    const at = Date.now()
    budget += perMs * (at - last)
    last = at
    const most = Math.max(1, perMs * DEBT_MS)
    if (budget > most) {
      if (dropped === 0) log.warn({}, 'the system takes less than the load; the rest is let go')
      dropped += budget - most
      budget = most
    }
    while (budget >= 1 && flying.size < IN_FLIGHT) {
      const rows = Math.min(MAX_ROWS, Math.floor(budget))
      budget -= rows
      const sending: Promise<void> = api
        .post(Array.from({ length: rows }, made))
        .then(({ rejected }) => {
          const first = rejected[0]
          if (first) log.warn({ rejected: rejected.length, code: first.code }, first.message)
        })
        .catch((error: unknown) => void faults.push(error))
        .finally(() => flying.delete(sending))
      flying.add(sending)
    }
    await pause(TICK_MS, signal)
    if (faults.length > 0) throw faults[0]
  }
}
