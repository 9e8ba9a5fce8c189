import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { freemem } from 'node:os'
import path from 'node:path'

/** Where Linux keeps files in memory. */
const MEMORY = '/dev/shm'
const TMPFS = 0x01021994
/** The tests take a gigabyte of it at most (df, while `npm test` ran), and the processes beside it five. */
const MIN_BYTES = 10 * 2 ** 30
const PREFIX = 'gridsight-tests-'

/** May programs be started from it? A test starts the bundle that it unpacked. */
function runsPrograms(folder: string): boolean {
  const program = path.join(folder, 'program')
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o700 })
  try {
    execFileSync(program)
    return true
  } catch {
    return false
  } finally {
    rmSync(program)
  }
}

const isAlive = (pid: number) => existsSync(`/proc/${pid}`)

/**
 * Has this process and all that it starts make their temporary files in memory, where there is plenty: each data folder is a thousand small
 * files, for which a disk's file system looks longer than it copies them. Elsewhere, and where TMPDIR says so, all stays as it is.
 */
export function keepTemporaryFilesInMemory(): void {
  if (process.env.TMPDIR || process.platform !== 'linux' || !existsSync(MEMORY)) return
  const { type, bavail, bsize } = statfsSync(MEMORY)
  // what a container may take counts its files in memory too
  const room = Math.min(bavail * bsize, freemem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
  if (type !== TMPFS || room < MIN_BYTES) return
  // what a run that was killed has left
  for (const name of readdirSync(MEMORY)) {
    const pid = Number(name.startsWith(PREFIX) && name.slice(PREFIX.length).split('-')[0])
    if (pid > 0 && !isAlive(pid)) rmSync(path.join(MEMORY, name), { recursive: true, force: true })
  }
  const folder = mkdtempSync(path.join(MEMORY, `${PREFIX}${process.pid}-`))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  if (!runsPrograms(folder)) return
  chmodSync(folder, 0o755) // PostgreSQL runs as another user than root
  process.env.TMPDIR = folder
}
