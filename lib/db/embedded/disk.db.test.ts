import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { copyDataFolder } from '@/lib/testing/database'
import { eventually } from '@/lib/testing/eventually'
import { openPool } from '../engine/pool'
import { startEmbedded } from './supervisor'

const disk = mkdtempSync(path.join(tmpdir(), 'gridsight-wal-'))
// A disk of its own can be had by root alone.
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400m', 'tmpfs', disk]).status === 0
afterAll(() => {
  if (mounted) spawnSync('umount', [disk])
  rmSync(disk, { recursive: true, force: true })
})

it.skipIf(!mounted)('an engine that breaks off because its log cannot be written says that the disk is full', { timeout: 240_000 }, async () => {
  const made = await copyDataFolder()
  const dataDir = path.join(disk, 'data')
  cpSync(made, dataDir, { recursive: true })
  rmSync(made, { recursive: true, force: true })
  const said: string[] = []
  const engine = await startEmbedded({ dataDir, log: (text) => said.push(text) })
  const pool = openPool(engine.url)
  try {
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(path.join(disk, 'filler'), Buffer.alloc(bavail * bsize - 1_000_000))
    // into the write-ahead log alone, until it needs a file of its own
    const log = () => pool.query(`SELECT pg_logical_emit_message(true, 'test', repeat('x', 4000000))`)
    const fault = await (async () => {
      for (let i = 0; i < 40; i++) await log()
    })().catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: '53100' })
    await eventually(() => expect(said.join('\n')).toContain('no space is left on the disk of the data folder'))
    rmSync(path.join(disk, 'filler'))
    await eventually(async () => expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]), { timeout: 120_000, interval: 200 })
  } finally {
    await pool.end()
    await engine.stop()
  }
})
