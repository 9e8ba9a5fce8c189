import { setTimeout as pause } from 'node:timers/promises'
import { openPool, pool, setPool } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import type { SaveResult } from '@/lib/domain/event'
import { event, NOW, viewer } from './small-county'

/*
 * A process that saves events: `save-worker.ts URL CALLS ROWS`. It makes CALLS calls of up to ROWS rows, some at once, and prints every
 * answer as a line of JSON `{ids, result}`. Tests run several beside each other.
 */
const [url = '', calls = '10', rows = '10'] = process.argv.slice(2)
setPool(openPool(url))
const all = viewer()

async function call(i: number): Promise<void> {
  await pause(i % 7) // so that some calls meet in one transaction and some do not
  const events = Array.from({ length: 1 + (i % Number(rows)) }, () => event())
  const result: SaveResult = await saveEvents(events, { viewer: all, now: NOW })
  process.stdout.write(`${JSON.stringify({ ids: events.map((e) => e.id), result })}\n`)
}

for (let i = 0; i < Number(calls); i += 4) await Promise.all([i, i + 1, i + 2, i + 3].filter((k) => k < Number(calls)).map(call))
await pool().end()
