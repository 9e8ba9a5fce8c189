import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const NAME = 'faketime/libfaketimeMT.so.1'
const FOLDERS = ['/usr/lib', '/usr/local/lib', '/usr/lib64']

/** Where libfaketime lies on this machine; null when it is not there. */
function findLibrary(): string | null {
  const folders = FOLDERS.flatMap((folder) => (existsSync(folder) ? [folder, ...readdirSync(folder).map((name) => path.join(folder, name))] : []))
  return folders.map((folder) => path.join(folder, NAME)).find((file) => existsSync(file)) ?? null
}

/** The clock of the server's processes, off from that of this one by whole seconds. */
export type FakeClock = {
  /** settings that put a process under it */
  settings: Record<string, string>
  set(seconds: number): void
  /** takes away what a process that was killed left in memory */
  sweep(pid: number): void
}

/** The clock that a file decides, or why there is none. Elapsed time is left alone, as it is when a real clock is set. */
export function fakeClock(folder: string): FakeClock | { missing: string } {
  const library = findLibrary()
  if (!library) return { missing: 'libfaketime is not installed (Debian: faketime)' }
  const file = path.join(folder, 'clock')
  const set = (seconds: number) => writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}s\n`)
  set(0)
  return {
    settings: { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' },
    set,
    sweep(pid) {
      for (const name of [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`]) rmSync(path.join('/dev/shm', name), { force: true })
    },
  }
}
