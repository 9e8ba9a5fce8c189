import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { decodeChanges } from '@/lib/domain/change'
import { describeEachEngine } from '@/lib/testing/database'
import { evaluate, makeEvaluated, READER } from '@/lib/testing/evaluated'
import { eventually } from '@/lib/testing/eventually'
import { event, NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { workerFile } from '@/lib/testing/worker'
import { pool } from '../engine/pool'
import { saveEvents } from '../events/events'
import { type Fence, takeLease } from './leases'
import { readHead, readLog, renewLog } from './log'
import { advanceReader, listReaders } from './log-readers'

const worker = workerFile('reader')
const STEPS = [
  'before the transaction',
  'after reading',
  'after the writes',
  'before the commit',
  'while the commit is on its way',
  'after the commit',
]

/** The lease of the reader for a new holder, whoever has it. */
async function takeOver(): Promise<Fence> {
  await pool().query(`UPDATE leases SET expires_at = now() - interval '1 ms' WHERE name = $1`, [READER.name])
  const fence = await takeLease(READER.name, randomUUID(), 60_000)
  if (!fence) throw new Error('somebody has the lease')
  return fence
}

async function post(count: number): Promise<void> {
  for (let i = 0; i < count; i++)
    await saveEvents(
      Array.from({ length: 3 }, () => event()),
      { viewer: viewer(), now: NOW },
    )
}

async function catchUp(fence: Fence, maxChanges?: number): Promise<void> {
  while ((await advanceReader(fence, READER, evaluate, maxChanges)).more);
}

/** What was evaluated against what the log holds: rows, sums of revisions and of numbers, and rows that came twice. */
async function compare(): Promise<void> {
  const inLog = (await readLog(0, 1_000_000)).flatMap((row) => decodeChanges(row.body))
  const sum = (of: (change: (typeof inLog)[number]) => number) => inLog.reduce((total, change) => total + of(change), 0)
  const { rows } = await pool().query(
    `SELECT count(*)::int4 AS count, COALESCE(sum(revision), 0)::float8 AS revisions, COALESCE(sum(number), 0)::float8 AS numbers,
       (count(*) - count(DISTINCT revision))::int4 AS twice FROM evaluated`,
  )
  expect(rows[0]).toEqual({ count: inLog.length, revisions: sum((c) => c.revision), numbers: sum((c) => c.number), twice: 0 })
}

describeEachEngine('readers of the log', (db) => {
  const children: ChildProcess[] = []
  const run = (fence: Fence, signal: 'KILL' | 'STOP', step: string) => {
    const args = [worker, db.url, String(fence.token), signal, step]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    children.push(child)
    let said = ''
    child.stdout.on('data', (data) => {
      said += String(data)
    })
    const ended = new Promise<{ said: string; signal: string | null }>((resolve) => child.on('close', (_, by) => resolve({ said, signal: by })))
    return { child, ended }
  }
  const isStopped = (child: ChildProcess) =>
    readFileSync(`/proc/${child.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .startsWith('T')

  beforeAll(async () => {
    await saveSmallCounty()
    await makeEvaluated()
  })
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })

  it('evaluate all that the log holds, in order, in transactions of a bounded size', async () => {
    await post(7)
    await catchUp(await takeOver(), 5)
    await compare()
    const { rows } = await pool().query<{ since: number; revision: number }>('SELECT revision FROM evaluated ORDER BY ctid')
    expect(rows.map((row) => row.revision)).toEqual(rows.map((_, i) => i + 1))
    expect(await listReaders()).toMatchObject([{ name: 'evaluated', revision: 21, behind: 0 }])
    await post(1)
    expect(await listReaders()).toMatchObject([{ behind: 3 }])
  })

  it('begin at the head where they are to, however late they run again', async () => {
    const fence = await takeLease('from-the-head', randomUUID(), 60_000)
    const seen: number[] = []
    const reader = { name: 'from-the-head', startAt: 'head' } as const
    const read = async () => {
      const work: Parameters<typeof advanceReader>[2] = async (_, batch) => void seen.push(batch.revision)
      if (fence) while ((await advanceReader(fence, reader, work)).more);
    }
    await read()
    const { revision } = await readHead()
    await post(1)
    await read()
    expect(seen).toEqual([revision + 3])
  })

  it('undo a work that failed, with the cursor', async () => {
    const fence = await takeOver()
    await post(2)
    const failing = advanceReader(fence, READER, async (tx, batch) => {
      await evaluate(tx, batch)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await catchUp(fence)
    await compare()
  })

  it.each(STEPS)('evaluate each change once though their process is killed %s', async (step) => {
    await post(2)
    expect(await run(await takeOver(), 'KILL', step).ended).toEqual({ said: '', signal: 'SIGKILL' })
    await post(1)
    await catchUp(await takeOver())
    await compare()
  })

  it('are refused when another took over while they hung before their transaction', async () => {
    await post(2)
    const { child, ended } = run(await takeOver(), 'STOP', 'before the transaction')
    await eventually(() => expect(isStopped(child)).toBe(true))
    await catchUp(await takeOver())
    await compare()
    child.kill('SIGCONT')
    expect(await ended).toEqual({ said: 'conflict', signal: null })
    await compare()
  })

  // One session for all: on the embedded engine everybody waits for an open transaction, so nobody can take over beside it.
  it.skipIf(db.engine === 'embedded').each(STEPS.slice(1, 4))('cannot commit when the database ended them while they hung %s', async (step) => {
    await post(2)
    const { child, ended } = run(await takeOver(), 'STOP', step)
    await eventually(() => expect(isStopped(child)).toBe(true))
    const taking = takeOver() // waits for the transaction that hangs
    const idle = `state = 'idle in transaction' AND datname = current_database() AND pid <> pg_backend_pid()`
    await eventually(async () => {
      const { rows } = await pool().query(
        `SELECT count(*)::int4 AS waits FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      )
      expect(rows[0].waits).toBeGreaterThan(0)
    })
    await pool().query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${idle}`) // as idle_in_transaction_session_timeout does
    await catchUp(await taking)
    await compare()
    child.kill('SIGCONT')
    expect(await ended).toEqual({ said: 'lost', signal: null })
    await compare()
  })

  it('are told once that the log is another one, and go on from its head', async () => {
    const fence = await takeOver()
    await post(2)
    await catchUp(fence)
    await post(1)
    const { logId, revision } = await renewLog('test')
    expect((await listReaders()).find(({ name }) => name === READER.name)?.behind).toBeNull()
    await catchUp(fence)
    await catchUp(fence)
    const events = (await pool().query('SELECT count(*)::int4 AS count FROM events')).rows[0].count
    expect((await pool().query('SELECT log_id AS "logId", revision, events FROM resets')).rows).toEqual([{ logId, revision, events }])
    await post(1)
    await catchUp(fence)
    expect(
      (await pool().query('SELECT max(revision) AS last, count(*) FILTER (WHERE revision > $1)::int4 AS after FROM evaluated', [revision])).rows,
    ).toEqual([{ last: revision + 3, after: 3 }])
  })
})
