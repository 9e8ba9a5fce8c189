import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod/mini'

/** DATA_DIR/server.json: where commands of this machine reach the server of the data folder. Of several servers, the last that started. */
const ServerRecord = z.object({ pid: z.int(), url: z.url({ protocol: /^https?$/ }) })

const recordFile = (dataDir: string) => path.join(dataDir, 'server.json')

function readRecord(dataDir: string): z.infer<typeof ServerRecord> | null {
  try {
    return ServerRecord.parse(JSON.parse(readFileSync(recordFile(dataDir), 'utf8')))
  } catch {
    return null
  }
}

/** The address that the server of a data folder wrote down, null: none. One that was killed left it behind, and is back there soon. */
export const serverOf = (dataDir: string): string | null => readRecord(dataDir)?.url ?? null

/** Writes down where this process is reached; what is returned takes that away again, unless another server has written since. */
export function recordServer(dataDir: string, url: string): () => void {
  const file = recordFile(dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify({ pid: process.pid, url })}\n`, { mode: 0o600 })
  renameSync(`${file}.${process.pid}`, file)
  return () => {
    if (readRecord(dataDir)?.pid === process.pid) rmSync(file, { force: true })
  }
}
