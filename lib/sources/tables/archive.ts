import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { unzipSync } from 'fflate'
import { FileError } from '../file-error'

/** Files larger than these are not opened at all: their content would not fit into memory beside what is made of it. */
const MAX_PACKED = 1 << 30
const MAX_UNPACKED = 2 ** 30
const MB = (bytes: number) => `${Math.round(bytes / 1_000_000)} MB`

/** The bytes of a whole file. Throws FileError when it is too large to be read at once. */
export async function readWhole(file: string, limit = MAX_PACKED): Promise<Uint8Array> {
  const { size } = await stat(file)
  if (size > limit)
    throw new FileError(
      `${file} has ${MB(size)}, and files of this kind are read up to ${MB(limit)}: split it.`,
      'unpacks_too_large',
      MB(size),
      MB(limit),
    )
  return await readFile(file)
}

/** One file in an archive. */
export type Entry = { name: string; size: number; read(): Uint8Array }

/**
 * The files in a zip, folders and the leftovers of macOS apart. Names without the mark of UTF-8 are read as UTF-8 or GB18030. Throws
 * FileError when it is none, is damaged, or would unpack to more than `limit` bytes.
 */
export function openArchive(bytes: Uint8Array, file: string, limit = MAX_UNPACKED): Entry[] {
  const broken = () =>
    new FileError(`${file} is no zip archive that can be read: it is damaged or cut off; copy it again or pack it anew.`, 'damaged')
  const listed: { raw: string; size: number }[] = []
  try {
    unzipSync(bytes, {
      filter({ name, originalSize }) {
        listed.push({ raw: name, size: originalSize })
        return false
      },
    })
  } catch {
    throw broken()
  }
  const total = listed.reduce((sum, { size }) => sum + size, 0)
  if (total > limit)
    throw new FileError(`${file} would unpack to ${MB(total)}, and up to ${MB(limit)} are read: split it.`, 'unpacks_too_large', MB(total), MB(limit))
  return listed
    .filter(({ raw }) => !raw.endsWith('/') && !raw.startsWith('__MACOSX/') && !path.posix.basename(raw).startsWith('._'))
    .map(({ raw, size }) => ({
      name: plainName(raw),
      size,
      read() {
        try {
          const found = unzipSync(bytes, { filter: ({ name }) => name === raw })[raw]
          if (found?.byteLength === size) return found
        } catch {
          // told below
        }
        throw broken()
      },
    }))
}

/** fflate reads names without the mark of UTF-8 as Latin-1, byte for byte. */
function plainName(raw: string): string {
  if ([...raw].some((c) => c > 'ÿ') || !/[\u0080-ÿ]/.test(raw)) return raw
  const bytes = Buffer.from(raw, 'latin1')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
