import pino from 'pino'
import { makeMetrics } from '@/lib/live/metrics'
import type { Runtime } from '@/lib/live/runtime'

/** What a server would tell its handlers about its process, silent. */
export const testRuntime = (fields: Partial<Runtime> = {}): Runtime => ({
  version: 'test',
  engine: 'embedded',
  publicOrigin: null,
  tls: false,
  historyProgress: null,
  historyFrom: null,
  trouble: null,
  log: pino({ level: 'silent' }),
  metrics: makeMetrics(),
  ...fields,
})
