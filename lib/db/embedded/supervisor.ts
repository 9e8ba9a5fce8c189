import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export type Embedded = { url: string; stop(): Promise<void> }

/** Starts the embedded engine in a child process. */
export async function startEmbedded({ dataDir }: { dataDir: string }): Promise<Embedded> {
  const folder = path.join(dataDir, 'socket')
  const socket = path.join(folder, '.s.PGSQL.5432')
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const child: ChildProcess = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [dataDir, socket], {
    execArgv: ['--import', tsx],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code, signal) => reject(new Error(`the embedded database ended (${code ?? signal})`)))
  })
  return {
    url: `postgresql:///postgres?host=${encodeURIComponent(folder)}&port=5432&user=postgres`,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.send('stop')
      }),
  }
}
