import { createWriteStream } from 'node:fs'
import { copyFile, mkdir, readdir, realpath, rm, stat } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { copySentFile, findSentFile, MAX_SOURCE_FILE } from '@/lib/db/sources/files'
import type { StoredSource } from '@/lib/db/sources/stored'
import type { SourcePlace } from '@/lib/domain/source'
import { type Env, readEnv } from '@/lib/env'
import { FileError } from './file-error'
import { isPrivate, lookUpPublic } from './public-address'

/** What a file of a source may be called; of a folder the newest of these is taken. */
const TABLE = /\.(csv|csv\.gz|tsv|txt|xlsx)$/i
/** An address that says nothing for so long is given up, and one that is not done by then. */
const SILENT_MS = 30_000
const WHOLE_MS = 600_000
const MAX_SOURCE_MB = MAX_SOURCE_FILE / 1_000_000
/** A file of a folder that has changed within this time is still being written; it is looked at so often. */
const STILL_MS = 30_000
const POLL_MS = 1_000

/** Where files are looked for: `folder` is the setting SOURCES_FOLDER, null: no source comes from a folder; `stillMs`: how long one there must have been as it is. */
export type FilePlaces = { folder: string | null; stillMs?: number }
export const filePlaces = (env: Pick<Env, 'SOURCES_FOLDER'> = readEnv()): FilePlaces => ({ folder: env.SOURCES_FOLDER ?? null })

/** A copy of a source's file that lies still while it is read: what it is called where it came from, and where it lies now. */
export type SourceFile = { name: string; path: string }

/**
 * Runs work with the file of a source as it is now, copied into a folder of its own that goes with the work; what a killed run of the same `key`
 * left there goes first. `most`: bytes of an address that are enough. Throws FileError with what to do.
 */
export async function withSourceFile<T>(
  { id, place }: Pick<StoredSource, 'id' | 'place'>,
  { key, places, signal, most }: { key: string; places: FilePlaces; signal?: AbortSignal | undefined; most?: number },
  work: (file: SourceFile) => Promise<T>,
): Promise<T> {
  const folder = path.join(tmpdir(), `gridsight-source-${key}`)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { mode: 0o700 })
  try {
    return await work(await fetchFile(id, place, folder, places, signal, most))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function fetchFile(
  source: string,
  place: SourcePlace,
  folder: string,
  places: FilePlaces,
  signal: AbortSignal | undefined,
  most: number | undefined,
): Promise<SourceFile> {
  if (place.kind === 'upload') {
    for (;;) {
      signal?.throwIfAborted()
      const sent = await findSentFile(source)
      if (!sent) throw new FileError('No file was sent for this source yet.', 'nothing_sent')
      const copy = path.join(folder, plainName(sent.name))
      if (await copySentFile(sent, copy)) return { name: sent.name, path: copy }
    }
  }
  if (place.kind === 'folder') {
    const found = await newestIn(place.folder, places)
    const copy = path.join(folder, plainName(path.basename(found)))
    // of which only the beginning is looked at, it may be half
    if (most === undefined) await copyStill(found, copy, places.stillMs ?? STILL_MS, signal)
    else await copyFile(found, copy)
    return { name: path.basename(found), path: copy }
  }
  const called = path.posix.basename(new URL(place.url).pathname)
  const name = TABLE.test(called) ? called : 'table.csv'
  const copy = path.join(folder, plainName(name))
  await download(place, copy, signal, most)
  return { name, path: copy }
}

/** Copies a file of a folder when nobody writes to it any more: it has not changed for so long, by its date or while it was looked at. Throws FileError. */
async function copyStill(from: string, to: string, stillMs: number, signal: AbortSignal | undefined): Promise<void> {
  const look = async () => {
    const { mtimeMs, size, ino } = await stat(from)
    return { mtimeMs, said: `${mtimeMs} ${size} ${ino}` }
  }
  const began = performance.now()
  for (let [last, since] = [await look(), began]; performance.now() - began < WHOLE_MS; ) {
    // its date may be that of another machine's clock
    const isStill = Date.now() - last.mtimeMs >= stillMs || performance.now() - since >= stillMs
    if (isStill) await copyFile(from, to)
    else await sleep(Math.min(POLL_MS, stillMs), undefined, { signal })
    const next = await look()
    if (next.said !== last.said) [last, since] = [next, performance.now()]
    else if (isStill) return
  }
  throw new FileError(`${path.basename(from)} is still being written.`, 'still_written', path.basename(from))
}

/** A name that is no path; the end, which says what kind of file it is, stays. */
const plainName = (name: string): string =>
  name
    .replaceAll(/[^\p{L}\p{N}._-]/gu, '_')
    .slice(-100)
    .replace(/^\.+/, '_')

async function newestIn(below: string, { folder }: FilePlaces): Promise<string> {
  if (folder === null)
    throw new FileError('Sources come from no folder here: the setting SOURCES_FOLDER names the one that they may lie below.', 'no_folders')
  const root = await realpath(folder).catch(() => null)
  const inside = root === null ? null : await realpath(path.join(root, below)).catch(() => null)
  if (root === null || inside === null) throw new FileError(`There is no folder "${below}" below SOURCES_FOLDER.`, 'no_folder', below)
  if (inside !== root && !inside.startsWith(root + path.sep))
    throw new FileError(`The folder "${below}" leads out of SOURCES_FOLDER.`, 'folder_outside', below)
  const files = (await readdir(inside, { withFileTypes: true })).filter((entry) => entry.isFile() && TABLE.test(entry.name))
  const dated = await Promise.all(files.map(async ({ name }) => ({ name, at: (await stat(path.join(inside, name))).mtimeMs })))
  const [newest] = dated.sort((a, b) => b.at - a.at || (a.name < b.name ? 1 : -1))
  if (!newest) throw new FileError(`The folder "${below}" has no table (.csv, .csv.gz, .xlsx).`, 'folder_empty', below)
  return path.join(inside, newest.name)
}

/** Gets an address once into a file. Redirects are not followed, private addresses refused unless they are allowed. */
async function download(
  { url, allowPrivate }: Extract<SourcePlace, { kind: 'http' }>,
  to: string,
  signal: AbortSignal | undefined,
  most: number | undefined,
): Promise<void> {
  const target = new URL(url)
  const host = target.hostname.replace(/^\[|\]$/g, '')
  if (!allowPrivate && isIP(host) !== 0 && isPrivate(host)) throw privateAddress()
  const ends = AbortSignal.any([AbortSignal.timeout(WHOLE_MS), ...(signal ? [signal] : [])])
  try {
    const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const request = (target.protocol === 'https:' ? https : http).get(
        target,
        { agent: false, signal: ends, timeout: SILENT_MS, ...(allowPrivate ? {} : { lookup: lookUpPublic }), headers: { 'user-agent': 'Gridsight' } },
        resolve,
      )
      request.once('error', reject)
      request.once('timeout', () => request.destroy(new Error(`nothing for ${SILENT_MS / 1_000} s`)))
    })
    if (answer.statusCode !== 200) {
      answer.destroy()
      throw new FileError(notReached(`it answered ${answer.statusCode}`), 'answered', String(answer.statusCode))
    }
    await pipeline(answer, limited(most ?? MAX_SOURCE_FILE, most !== undefined), createWriteStream(to, { mode: 0o600 }))
  } catch (error) {
    if (error instanceof FileError || signal?.aborted || (error instanceof Error && error.message === ENOUGH)) {
      if (error instanceof Error && error.message === ENOUGH) return
      throw error
    }
    if (error instanceof Error && error.name === 'PrivateAddress') throw privateAddress()
    const what = error instanceof Error ? ('code' in error ? String(error.code) : error.message) : ''
    throw new FileError(notReached(what), 'unreached', what)
  }
}
const notReached = (why: string): string => `The address could not be read: ${why}.`
const privateAddress = () => new FileError(notReached('a private address'), 'private_address')
const ENOUGH = 'enough was read'

/** Passes so many bytes; what is longer is cut off there (`cut`), or refused. */
function limited(most: number, cut: boolean): Transform {
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length
      if (size <= most) done(null, chunk)
      else if (cut) {
        this.push(chunk.subarray(0, chunk.length - (size - most)))
        done(new Error(ENOUGH))
      } else done(new FileError(`The file is larger than ${MAX_SOURCE_MB} MB.`, 'too_large', String(MAX_SOURCE_MB)))
    },
  })
}
