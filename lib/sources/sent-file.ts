import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { FileError } from './file-error'

/** Runs work with bytes that were sent, as a file of the same ending in a folder of its own, which goes with the work. A FileError names the file as its sender does. */
export async function withSentFile<T>({ name, bytes }: { name: string; bytes: Uint8Array }, work: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gridsight-sent-'))
  const file = path.join(folder, `file${/(\.[a-z]+){1,2}$/i.exec(name)?.[0].toLowerCase() ?? ''}`)
  try {
    await writeFile(file, bytes, { mode: 0o600 })
    return await work(file)
  } catch (error) {
    throw error instanceof FileError ? error.named(file, name) : error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
