import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as z from 'zod/mini'
import { DATABASE } from './connection'

/** DATA_DIR/embedded.json: how to reach the running engine. `socket` is the absolute path of its unix socket. */
const EmbeddedRecord = z.object({ pid: z.int(), socket: z.string(), startedAt: z.string() })
export type EmbeddedRecord = z.infer<typeof EmbeddedRecord>

const PORT = 5432
const FILE = `.s.PGSQL.${PORT}`
/** The kernel's limit of a socket path is 108 bytes, its final zero included. */
const MAX_PATH_BYTES = 107

const recordFile = (dataDir: string) => path.join(dataDir, 'embedded.json')

/** Where the engine of a data folder listens: inside it, or in a private folder for temporary files where the path would be too long. */
export function chooseSocket(dataDir: string): string {
  const inside = path.join(dataDir, 'socket', FILE)
  return Buffer.byteLength(inside) <= MAX_PATH_BYTES ? inside : path.join(mkdtempSync(path.join(tmpdir(), 'gridsight-')), FILE)
}

/** The URL of a database behind a unix socket, for pg, Prisma and psql alike. */
export function socketUrl(socket: string): string {
  return `postgresql:///${DATABASE}?host=${encodeURIComponent(path.dirname(socket))}&port=${PORT}&user=postgres`
}

/** Reads the record; null when there is none or it cannot be read. It may be left over from a process that was killed. */
export function readRecord(dataDir: string): EmbeddedRecord | null {
  try {
    return EmbeddedRecord.parse(JSON.parse(readFileSync(recordFile(dataDir), 'utf8')))
  } catch {
    return null
  }
}

export function writeRecord(dataDir: string, record: EmbeddedRecord): void {
  const file = recordFile(dataDir)
  writeFileSync(`${file}.${record.pid}`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.${record.pid}`, file)
}

export function removeRecord(dataDir: string): void {
  rmSync(recordFile(dataDir), { force: true })
}
