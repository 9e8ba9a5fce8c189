import { randomUUID } from 'node:crypto'
import { expect, it, vi } from 'vitest'
import { chainAudit } from '@/lib/db/audit/audit-chain'
import { pool } from '@/lib/db/engine/pool'
import { passDeadlines } from '@/lib/db/events/lights'
import { takeLease } from '@/lib/db/log/leases'
import { advanceReader } from '@/lib/db/log/log-readers'
import { takeRun } from '@/lib/db/sources/runs'
import { describeEachEngine } from '@/lib/testing/database'
import { evaluate, makeEvaluated, READER } from '@/lib/testing/evaluated'
import { saveSmallCounty } from '@/lib/testing/small-county'

describeEachEngine('jobs that have nothing to do', () => {
  it('begin no transaction, each of which would be a row locked and written every second', async () => {
    await saveSmallCounty()
    await makeEvaluated()
    const fence = await takeLease('idle', randomUUID(), 600_000)
    if (!fence) throw new Error('nobody else has this database')
    const turn = async () => {
      while ((await advanceReader(fence, READER, evaluate)).more);
      while ((await chainAudit(fence)) > 0);
      await passDeadlines(fence, Date.now())
      await takeRun(fence)
    }
    // a transaction takes a connection for itself, a query lends one with a callback
    const connect = vi.spyOn(pool(), 'connect')
    const begun = () => connect.mock.calls.filter((args: readonly unknown[]) => args.length === 0).length
    await turn()
    const once = begun()
    expect(once).toBeGreaterThan(0)
    await turn()
    expect(begun()).toBe(once)
  })
})
