import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import { openDatabase } from '@/lib/db/engine/connect'
import { copyDataFolder } from '@/lib/testing/database'
import { startServer, type TestServer } from '@/lib/testing/server'
import { health } from '@/lib/testing/server-process'
import { newEvent, saveSmallCounty } from '@/lib/testing/small-county'

const MB = 1_048_576
const disk = mkdtempSync(path.join(tmpdir(), 'gridsight-disk-'))
// A disk of its own can be had by root alone.
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=600m', 'tmpfs', disk]).status === 0
afterAll(() => {
  if (mounted) spawnSync('umount', [disk])
  rmSync(disk, { recursive: true, force: true })
})

const Answer = z.looseObject({ code: z.optional(z.string()), trouble: z.optional(z.string()) })

describe.skipIf(!mounted)('a full disk', { timeout: 300_000 }, () => {
  let server: TestServer
  const filler = path.join(disk, 'filler')
  beforeAll(async () => {
    const made = await copyDataFolder()
    const dataDir = path.join(disk, 'data')
    cpSync(made, dataDir, { recursive: true })
    rmSync(made, { recursive: true, force: true })
    server = await startServer({ on: { dataDir, databaseUrl: null }, county: 'none' })
    await saveSmallCounty()
    await vi.waitUntil(async () => (await health(server.url)).grids === 34, { timeout: 20_000, interval: 50 })
  }, 300_000)
  afterAll(async () => {
    await server.stop()
  })

  const post = async (count: number) => {
    const answer = await server.post(Array.from({ length: count }, () => newEvent({ description: '很长的描述'.repeat(40) })))
    return { status: answer.status, code: Answer.parse(await answer.json()).code }
  }

  it('is named from the first request on, loses nothing, and is over when there is space again', async () => {
    expect(await post(10)).toEqual({ status: 200, code: undefined })
    const free = () => Number(execFileSync('df', ['--output=avail', '-B1', disk]).toString().trim().split('\n')[1])
    writeFileSync(filler, Buffer.alloc(free() - 2 * MB))
    const elsewhere = { engine: 'embedded', dataDir: path.join(disk, 'new'), DATABASE_URL: undefined } as const
    await expect(openDatabase(elsewhere)).rejects.toThrow(/cannot start: no space is left on the disk of the data folder/)
    rmSync(elsewhere.dataDir, { recursive: true, force: true })
    let kept = 10
    const refused: unknown[] = []
    for (let i = 0; i < 40 && refused.length < 5; i++) {
      const answer = await post(500)
      if (answer.status === 200) kept += 500
      else refused.push(answer)
    }
    expect(refused).toEqual(Array(5).fill({ status: 503, code: 'no_space' }))
    await vi.waitUntil(async () => (await health(server.url)).status === 'degraded', { timeout: 30_000, interval: 100 })
    const said = Answer.parse(await (await server.fetch('/api/health', null)).json())
    expect(said.trouble).toMatch(/No space is left on the disk/)
    expect(server.output()).toContain('no space is left on a disk')

    // to the last byte: what is small enough for the pages there are now fails in the write-ahead log, and the engine breaks off
    writeFileSync(path.join(disk, 'rest'), Buffer.alloc(free()))
    const last: unknown[] = []
    for (let i = 0; i < 40 && last.length < 5; i++) {
      const answer = await post(1)
      if (answer.status === 200) kept += 1
      else last.push(answer)
    }
    expect(last).toEqual(Array(5).fill({ status: 503, code: 'no_space' }))
    rmSync(path.join(disk, 'rest'))

    rmSync(filler)
    const read = async () => {
      const answer = await server.fetch('/api/kpis', server.tokens.wall)
      return answer.status === 200 && (await health(server.url)).status === 'ready'
    }
    await vi.waitUntil(() => read().catch(() => false), { timeout: 120_000, interval: 200 })
    expect(await post(1)).toEqual({ status: 200, code: undefined })
    const { total } = z
      .looseObject({ total: z.looseObject({ reported: z.int() }) })
      .parse(await (await server.fetch('/api/kpis', server.tokens.wall)).json())
    expect(total.reported).toBe(kept + 1)
  })
})
