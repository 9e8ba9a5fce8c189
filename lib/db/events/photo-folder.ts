import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '@/lib/domain/problem'
import { PHOTO_PARTS, type PhotoStore, photoName } from './photo-name'

const isAbsent = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'
async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new Problem('unavailable', 'The folder of photos cannot be used.', {}, { cause })
  }
}

/** Photos in a folder, made when the first comes. A file appears whole or not at all, and is on the disk when `write` returns. */
export function openPhotoFolder(folder: string): PhotoStore {
  const fileOf = (name: string) => path.join(folder, name)
  return {
    async write(id, part, bytes) {
      const file = fileOf(photoName(id, part))
      const draft = `${file}.${randomBytes(4).toString('hex')}`
      await orUnavailable(
        (async () => {
          await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
          const handle = await open(/* turbopackIgnore: true */ draft, 'wx', 0o600)
          try {
            await handle.writeFile(bytes)
            await handle.sync()
          } finally {
            await handle.close()
          }
          await rename(draft, file)
        })().catch(async (error) => {
          await rm(draft, { force: true }).catch(() => {}) // the first error tells more
          throw error
        }),
      )
    },
    async read(id, part) {
      const file = fileOf(photoName(id, part))
      return orUnavailable(
        // what lies in the folder is no part of the program, and the build need not look for it
        readFile(/* turbopackIgnore: true */ file).catch((error) => {
          if (isAbsent(error)) return null
          throw error
        }),
      )
    },
    async remove(id) {
      for (const name of PHOTO_PARTS.map((part) => photoName(id, part))) await orUnavailable(rm(fileOf(name), { force: true }))
    },
  }
}
