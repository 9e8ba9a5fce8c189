import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'

/** A small file system that can be filled; null (with the reason) where none can be mounted. */
export type Disk = { folder: string; fill(): void; free(): void; unmount(): void }

const SIZE_MB = 640
const MB = Buffer.alloc(1_000_000, 1)

/** Mounts a file system in memory on a folder. Answers why not where that is not possible. */
export function mountDisk(folder: string): Disk | { missing: string } {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m,mode=0755`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch {
    return { missing: 'a small file system cannot be mounted here, which takes root' }
  }
  const ballast = path.join(folder, 'ballast')
  return {
    folder,
    fill() {
      const file = openSync(ballast, 'w')
      try {
        // the last bytes by small pieces, so that nothing is left
        for (const piece of [MB, MB.subarray(0, 4096), MB.subarray(0, 1)]) fillWith(file, piece)
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(ballast, { force: true }),
    unmount: () => void execFileSync('umount', ['-l', folder], { stdio: 'pipe' }),
  }
}

function fillWith(file: number, piece: Buffer): void {
  for (;;) {
    try {
      if (writeSync(file, piece) < piece.length) return
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return
      throw error
    }
  }
}
