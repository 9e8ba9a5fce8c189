import { spawn } from 'node:child_process'
import { beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { decodeChanges } from '@/lib/domain/change'
import { SaveResult } from '@/lib/domain/event'
import { describeEachEngine } from '@/lib/testing/database'
import { saveSmallCounty } from '@/lib/testing/small-county'
import { workerFile } from '@/lib/testing/worker'
import { pool } from '../engine/pool'
import { readHead, readLog } from './log'

const Line = z.object({ ids: z.array(z.string()), result: SaveResult })
const worker = workerFile('save')

/** Runs a writer in a process of its own; its answers. */
function write(url: string, calls: number, rows: number): Promise<z.infer<typeof Line>[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [worker, url, String(calls), String(rows)], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [out, err] = ['', '']
    child.stdout.on('data', (data) => {
      out += data
    })
    child.stderr.on('data', (data) => {
      err += data
    })
    child.on('error', reject)
    child.on('exit', (code) => {
      if (code === 0)
        resolve(
          out
            .trim()
            .split('\n')
            .map((line) => Line.parse(JSON.parse(line))),
        )
      else reject(new Error(`writer ended with ${code}: ${err}`))
    })
  })
}

/** A reader by cursor, as every board is one: reads on until `done`, and notes every revision it was given. */
async function follow(since: number, done: () => boolean): Promise<{ revisions: number[]; numbers: number[] }> {
  const [revisions, numbers]: [number[], number[]] = [[], []]
  for (let cursor = since, last = false; ; ) {
    const rows = await readLog(cursor, 50)
    for (const row of rows) {
      for (const change of decodeChanges(row.body)) {
        if (change.revision <= cursor) continue
        revisions.push(change.revision)
        numbers.push(change.number)
        cursor = change.revision
      }
    }
    if (rows.length === 0 && last) return { revisions, numbers }
    last = done()
  }
}

describeEachEngine('writers in several processes', (db) => {
  beforeAll(saveSmallCounty)

  it('leave a log that a reader beside them sees whole, gapless and in order', async () => {
    const before = await readHead()
    let done = false
    const writers = Promise.all([write(db.url, 60, 9), write(db.url, 60, 5), write(db.url, 60, 7)]).finally(() => {
      done = true
    })
    const readers = Promise.all([follow(before.revision, () => done), follow(before.revision, () => done)])
    const answers = (await writers).flat()
    const accepted = answers.reduce((n, { result }) => n + result.accepted, 0)
    expect(accepted).toBe(answers.reduce((n, { ids }) => n + ids.length, 0))
    const expected = Array.from({ length: accepted }, (_, i) => before.revision + 1 + i)
    for (const { revisions, numbers } of await readers) {
      expect(revisions).toEqual(expected)
      expect(new Set(numbers).size).toBe(accepted)
    }
    expect((await readHead()).revision).toBe(before.revision + accepted)

    // what an answer promised is there, at or below the revision it named
    const { rows } = await pool().query('SELECT id::text AS id, revision FROM events')
    const revisionOf = new Map(rows.map((row) => [row.id, row.revision]))
    for (const { ids, result } of answers) for (const id of ids) expect(revisionOf.get(id)).toBeLessThanOrEqual(result.revision)
    const {
      rows: [unique],
    } = await pool().query(
      'SELECT count(DISTINCT number) AS numbers, count(DISTINCT (case_day, case_seq)) AS cases, max(case_seq) AS last FROM events',
    )
    expect(unique).toEqual({ numbers: accepted, cases: accepted, last: accepted })
  })
})
