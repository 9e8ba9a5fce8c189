import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import type { Fence } from '@/lib/db/log/leases'
import { describeEachEngine } from '@/lib/testing/database'
import { evaluate, makeEvaluated, READER } from '@/lib/testing/evaluated'
import { eventually } from '@/lib/testing/eventually'
import { event, NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { startLeasedJob } from './job'
import { holdLeases } from './lease'
import { readerJob } from './reader-job'

describeEachEngine('a job that evaluates the log', () => {
  it('keeps up with it, and goes on after a turn that failed', async () => {
    await saveSmallCounty()
    await makeEvaluated()
    const log = pino({ level: 'silent' })
    let failures = 2
    const job = readerJob({
      reader: READER,
      fault: 'the log could not be evaluated',
      everyMs: 20,
      async work(tx, batch) {
        await evaluate(tx, batch)
        if (failures-- > 0) throw new Error('no')
      },
    })
    const onFault = (error: unknown) => expect.unreachable(String(error))
    const lease = { name: job.lease, start: (fence: Fence) => startLeasedJob(job, fence, log) }
    const holder = holdLeases({ leases: [lease], holder: randomUUID(), ttlMs: 9_000, onFault })
    for (let i = 0; i < 5; i++) await saveEvents([event(), event()], { viewer: viewer(), now: NOW })
    await eventually(async () => {
      const { rows } = await pool().query('SELECT count(*)::int4 AS rows, count(DISTINCT revision)::int4 AS changes FROM evaluated')
      expect(rows).toEqual([{ rows: 10, changes: 10 }])
    })
    expect(failures).toBeLessThan(0)
    await holder.stop()
  })
})
