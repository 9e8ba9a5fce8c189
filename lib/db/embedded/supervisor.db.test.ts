import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import os, { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { copyDataFolder } from '@/lib/testing/database'
import { rounds } from '@/lib/testing/engines'
import { eventually } from '@/lib/testing/eventually'
import { WAIT_MS } from '@/lib/testing/wait'
import { listen } from '../engine/listen'
import { openPool, type Pool } from '../engine/pool'
import { answers, FolderInUse } from './claim'
import { readRecord, socketUrl } from './record'
import { type Embedded, restartDelay, startEmbedded } from './supervisor'

/** Does the process still run? One that ended stays in the table until its parent asks, which the first process of a container may never do. */
function isRunning(pid: number): boolean {
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ''
  return /\) [^ZX] /.test(stat)
}

describe('the supervised engine', { timeout: 240_000 }, () => {
  const undo: (() => unknown)[] = []
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step()
  })
  const folder = (made: string) => {
    undo.push(() => rmSync(made, { recursive: true, force: true }))
    return made
  }
  const start = async (dataDir: string, log?: (text: string) => void): Promise<{ engine: Embedded; pool: Pool }> => {
    const engine = await startEmbedded({ dataDir, ...(log ? { log } : {}) })
    undo.push(() => engine.stop())
    const pool = openPool(engine.url)
    undo.push(() => pool.end())
    return { engine, pool }
  }

  it('loses nothing that was acknowledged and doubles nothing when it is killed under writes, and clients come back', async () => {
    const said: string[] = []
    const dataDir = folder(await copyDataFolder())
    const { engine, pool } = await start(dataDir, (text) => said.push(text))
    await pool.query('CREATE TABLE kept (writer int, n int, pair int, PRIMARY KEY (writer, n, pair))')
    const { socket = '' } = readRecord(dataDir) ?? {}
    let heard = 0
    const up: number[] = []
    const listener = listen(engine.url, 'kept', { onUp: () => up.push(engine.pid), onNotification: () => heard++, onDown() {} })
    undo.push(() => listener.stop())
    let writing = true
    const acknowledged: [writer: number, n: number][] = []
    const write = async (writer: number) => {
      for (let n = 0; writing; n++) {
        const sql = `WITH rows AS (INSERT INTO kept SELECT ${writer}, ${n}, p FROM generate_series(1, 50) p RETURNING 1) SELECT pg_notify('kept', '') FROM rows LIMIT 1`
        await pool.query(sql).then(
          () => acknowledged.push([writer, n]),
          () => eventually(async () => expect(await answers(socket)).toBe(true), { timeout: WAIT_MS }),
        )
      }
    }
    const writers = [1, 2, 3, 4].map(write)
    const kills = rounds(2, 4)
    for (let round = 0; round < kills; round++) {
      const before = acknowledged.length
      // Somewhere among the writes, a different number of them each time.
      await eventually(() => expect(acknowledged.length).toBeGreaterThan(before + round * 7), { interval: 1 })
      process.kill(engine.pid, 'SIGKILL')
      await eventually(() => expect(engine.restarts).toBe(round + 1))
    }
    const last = acknowledged.length
    await eventually(() => expect(acknowledged.length).toBeGreaterThan(last))
    writing = false
    await Promise.all(writers)

    const { rows } = await pool.query('SELECT writer, n, count(*) AS pairs FROM kept GROUP BY writer, n')
    const stored = new Map(rows.map((row) => [`${row.writer}/${row.n}`, row.pairs]))
    expect(acknowledged.filter(([writer, n]) => stored.get(`${writer}/${n}`) !== 50)).toEqual([])
    expect(rows.filter((row) => row.pairs !== 50)).toEqual([]) // no half of a statement either
    expect(said.filter((text) => text.includes('started again'))).toHaveLength(kills)
    // The listener came back to the last process and hears again.
    await eventually(() => expect(up.at(-1)).toBe(engine.pid))
    const before = heard
    await pool.query(`NOTIFY kept`)
    await eventually(() => expect(heard).toBeGreaterThan(before))
  })

  it('waits longer and longer between starts that do not last', () => {
    expect([1, 2, 3, 4, 8, 20].map(restartDelay)).toEqual([0, 500, 1000, 2000, 30_000, 30_000])
  })

  it('lets the next one in after a stop and after a kill -9, whatever the dead left behind', async () => {
    const dataDir = folder(await copyDataFolder())
    const first = await startEmbedded({ dataDir })
    const stopping = first.stop()
    const second = await startEmbedded({ dataDir }) // waits for the first to close the database
    await stopping
    const { socket } = readRecord(dataDir) ?? { socket: '' }
    expect(await answers(socket)).toBe(true)
    // No supervisor of ours starts it again.
    const pool = openPool(second.url)
    await pool.query('CREATE TABLE left_behind ()')
    await pool.end()
    const stopped = second.stop()
    process.kill(second.pid, 'SIGKILL')
    await stopped
    const { pool: third } = await start(dataDir)
    await third.query('SELECT FROM left_behind')
  })

  it('closes the database when its parent is killed, and the next start waits for that', async () => {
    const dataDir = folder(await copyDataFolder())
    const module = new URL('./supervisor.ts', import.meta.url).href
    const code = `const { startEmbedded } = await import('${module}'); const { pid } = await startEmbedded({ dataDir: '${dataDir}' }); console.log(pid)`
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
    const parent = spawn(process.execPath, ['--import', tsx, '--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
    undo.push(() => parent.kill('SIGKILL'))
    const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (data) => resolve(Number(data.toString()))))
    parent.kill('SIGKILL')
    const { engine, pool } = await start(dataDir)
    expect(engine.pid).not.toBe(pid)
    await eventually(() => expect(isRunning(pid)).toBe(false))
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  it('records its socket for others, in a folder that only its user may enter, gives way to them, and lets no second process have its data', async () => {
    const dataDir = folder(await copyDataFolder())
    const { engine, pool } = await start(dataDir)
    const record = readRecord(dataDir)
    expect(record).toMatchObject({ pid: engine.pid })
    // and gives way to the process that answers, with all its threads
    const threads = readdirSync(`/proc/${engine.pid}/task`).map((thread) => os.getPriority(Number(thread)))
    expect(threads).toEqual(threads.map(() => Math.min(19, os.getPriority() + 10)))
    expect(socketUrl(record?.socket ?? '')).toBe(engine.url)
    expect(statSync(path.dirname(record?.socket ?? '')).mode & 0o777).toBe(0o700)
    expect(statSync(path.join(dataDir, 'postgres')).mode & 0o777).toBe(0o700)
    // one process has a data folder: a second is told which, and the first goes on
    const second = await startEmbedded({ dataDir }).catch((error: unknown) => error)
    expect(second).toBeInstanceOf(FolderInUse)
    expect(second).toMatchObject({ holder: { pid: engine.pid, state: 'serving' } })
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    await engine.stop()
    expect(readRecord(dataDir)).toBeNull()
  })

  it('listens elsewhere when the path of the data folder is too long for a socket', async () => {
    const long = path.join(folder(await copyDataFolder()), 'a'.repeat(60), 'b'.repeat(60))
    mkdirSync(long, { recursive: true })
    // Only the address matters here; the data is the copy's.
    const parent = path.dirname(path.dirname(long))
    for (const name of readdirSync(parent)) if (!name.startsWith('aaa')) renameSync(path.join(parent, name), path.join(long, name))
    const { engine, pool } = await start(long)
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    const { socket } = readRecord(long) ?? { socket: '' }
    expect(socket.startsWith(tmpdir())).toBe(true)
    expect(statSync(path.dirname(socket)).mode & 0o777).toBe(0o700)
    await pool.end()
    undo.splice(-1)
    await engine.stop()
    expect(existsSync(path.dirname(socket))).toBe(false)
  })

  it('makes its data anew when it was killed while it made them first', async () => {
    const dataDir = folder(mkdtempSync(path.join(tmpdir(), 'gridsight-first-')))
    const interrupted = startEmbedded({ dataDir }).catch((error: Error) => error)
    const unfinished = () => readdirSync(dataDir).find((name) => name.startsWith('postgres.new-'))
    await eventually(() => expect(existsSync(path.join(dataDir, unfinished() ?? '-', 'PG_VERSION'))).toBe(true), { timeout: WAIT_MS })
    process.kill(Number(unfinished()?.split('-').at(-1)), 'SIGKILL')
    expect(await interrupted).toMatchObject({ message: expect.stringContaining('SIGKILL') })
    expect(existsSync(path.join(dataDir, 'postgres'))).toBe(false)
    const { pool } = await start(dataDir)
    expect((await pool.query('SELECT postgis_lib_version() IS NOT NULL AS ok')).rows).toEqual([{ ok: true }])
    expect(unfinished()).toBeUndefined()
  })

  it('says why when it cannot start, instead of trying for ever', async () => {
    const dataDir = folder(mkdtempSync(path.join(tmpdir(), 'gridsight-broken-')))
    mkdirSync(path.join(dataDir, 'postgres'))
    await expect(startEmbedded({ dataDir })).rejects.toThrow(/PG_VERSION/)
  })
})
