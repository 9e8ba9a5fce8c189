import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem } from '@/lib/domain/problem'
import { copyDataFolder, startPostgresDatabase } from '@/lib/testing/database'
import { installedEngines, rounds } from '@/lib/testing/engines'
import { event, NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { withClient } from '@/lib/testing/templates'
import { type Embedded, startEmbedded } from '../embedded/supervisor'
import { openPool, pool, setPool } from '../engine/pool'
import { saveEvents } from './events'

const all = viewer()
const save = (rows: readonly unknown[]) => saveEvents(rows, { viewer: all, now: NOW })

/** Waits until the database answers. */
async function backAgain(): Promise<void> {
  while (
    !(await pool()
      .query('SELECT 1')
      .then(
        () => true,
        () => false,
      ))
  )
    await new Promise((resolve) => setTimeout(resolve, 20))
}

/** Every tenth of them is cut off. */
const BATCHES = rounds(20, 30)

/** Saves while `cut` ends connections; whatever was answered must be there, and sending all of it again must change nothing twice. */
async function saveThrough(cut: () => Promise<unknown> | unknown) {
  const batches = Array.from({ length: BATCHES }, () => Array.from({ length: 50 }, () => event()))
  const {
    rows: [before],
  } = await pool().query('SELECT count(*) AS n FROM events')
  const answers: PromiseSettledResult<unknown>[] = []
  for (const [i, rows] of batches.entries()) {
    if (i % 10 === 4) await backAgain()
    const call = Promise.allSettled([save(rows)])
    if (i % 10 === 4) await cut()
    answers.push(...(await call))
  }
  const failed = answers.flatMap((a) => (a.status === 'rejected' ? [a.reason] : []))
  for (const reason of failed) {
    expect(reason).toBeInstanceOf(Problem)
    expect(reason).toMatchObject({ code: 'unavailable' })
  }
  // the same again, until the database is back
  for (const [i, rows] of batches.entries()) {
    for (;;) {
      try {
        const result = await save(rows)
        expect(result.accepted + result.duplicates).toBe(50)
        if (answers[i]?.status === 'fulfilled') expect(result.duplicates).toBe(50)
        break
      } catch (error) {
        expect(error).toMatchObject({ code: 'unavailable' })
        await backAgain()
      }
    }
  }
  const {
    rows: [after],
  } = await pool().query(
    'SELECT count(*) AS n, (SELECT revision FROM log_head) AS revision, (SELECT sum(count)::int FROM changes) AS changes, count(DISTINCT id) AS ids, max(number) AS last FROM events',
  )
  expect(after.n - before.n).toBe(BATCHES * 50)
  expect(after).toMatchObject({ revision: after.changes, ids: after.n, last: after.n })
  return failed.length
}

describe('saveEvents when the database goes away', () => {
  describe('embedded: its process is killed', () => {
    let engine: Embedded
    let folder: string
    beforeAll(async () => {
      folder = await copyDataFolder()
      engine = await startEmbedded({ dataDir: folder })
      setPool(openPool(engine.url))
      await saveSmallCounty()
    })
    afterAll(async () => {
      await pool().end()
      setPool(null)
      await engine.stop()
      rmSync(folder, { recursive: true, force: true })
    })
    it('says unavailable, loses nothing that it answered, and takes a retry as harmless', async () => {
      const failed = await saveThrough(() => process.kill(engine.pid, 'SIGKILL'))
      expect(failed).toBeGreaterThan(0)
    })
  })

  describe.skipIf(!installedEngines.includes('postgresql'))('PostgreSQL: its connections are ended', () => {
    let database: Awaited<ReturnType<typeof startPostgresDatabase>>
    beforeAll(async () => {
      database = await startPostgresDatabase()
      setPool(openPool(database.url))
      await saveSmallCounty()
    })
    afterAll(async () => {
      await pool().end()
      setPool(null)
      await database.stop()
    })
    it('says unavailable, loses nothing that it answered, and takes a retry as harmless', async () => {
      await saveThrough(() =>
        withClient(database.url, (client) =>
          client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'),
        ),
      )
    })
  })
})
