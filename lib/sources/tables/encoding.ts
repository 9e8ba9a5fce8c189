import { createReadStream } from 'node:fs'
import { type Duplex, pipeline, type Readable, Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { FileError } from '../file-error'

/** Encodings that `--encoding` takes; without it a text is UTF-8 where it is valid, and GB18030 (with GBK and GB2312 in it) where not. */
export const ENCODINGS = ['utf-8', 'gb18030', 'big5', 'utf-16le'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** `pipe` alone would leave the error of the first stream to nobody. */
export function joined<T extends Duplex>(from: Readable, to: T): T {
  pipeline(from, to, () => {}) // destroys `to` with the error, which its reader then gets
  return to
}

/** The bytes of a file, unpacked when it ends in .gz, or of standard input (`-`); `read` counts bytes of the file as it lies there. */
export function openBytes(file: string): { bytes: Readable; read(): number } {
  const source: Readable & { bytesRead?: number } = file === '-' ? process.stdin : createReadStream(file)
  return { bytes: file.endsWith('.gz') ? joined(source, createGunzip()) : source, read: () => source.bytesRead ?? 0 }
}

/**
 * The encoding of a file that lies on disk, found by reading it to its first character that is no UTF-8. Bytes that are neither UTF-8
 * nor GB18030 are a FileError.
 */
export async function findEncoding(file: string): Promise<Encoding> {
  const mark = await firstBytes(file)
  if (mark[0] === 0xff && mark[1] === 0xfe) return 'utf-16le'
  for (const label of ['utf-8', 'gb18030'] as const) if (await isValid(file, label)) return label
  throw new FileError(`${file} is neither UTF-8 nor GB18030 text: name its encoding by --encoding, or save it as "CSV UTF-8".`, 'encoding')
}

async function firstBytes(file: string): Promise<Uint8Array> {
  for await (const chunk of openBytes(file).bytes) if (chunk instanceof Uint8Array) return chunk
  return new Uint8Array()
}

async function isValid(file: string, label: Encoding): Promise<boolean> {
  const decoder = new TextDecoder(label, { fatal: true })
  const { bytes } = openBytes(file)
  let invalid = false
  const take = (chunk?: Uint8Array) => {
    try {
      decoder.decode(chunk, { stream: chunk !== undefined })
    } catch {
      invalid = true
    }
  }
  for await (const chunk of bytes) {
    if (chunk instanceof Uint8Array) take(chunk)
    if (invalid) return false // leaves the loop, which closes the file
  }
  take()
  return !invalid
}

/** Makes text of bytes; what is no character of the encoding becomes U+FFFD, or ends it with a TypeError where it is `fatal`. */
export function decodeStream(label: Encoding, fatal = false): Transform {
  const decoder = new TextDecoder(label, { fatal })
  const decode = (done: (error: Error | null, text?: string) => void, chunk?: Uint8Array) => {
    try {
      done(null, decoder.decode(chunk, { stream: chunk !== undefined }) || undefined)
    } catch (error) {
      done(error instanceof Error ? error : new TypeError(String(error)))
    }
  }
  return new Transform({
    readableObjectMode: true,
    transform: (chunk, _, done) => decode(done, chunk),
    flush: (done) => decode(done),
  })
}
