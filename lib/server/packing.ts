import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** Does whoever asks take an answer packed with gzip? */
export const takesGzip = (accepts: string | string[] | undefined): boolean => /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(String(accepts ?? ''))

/** Packs a whole answer, beside the event loop. */
export const pack = promisify(gzip)

const kept = new WeakMap<Uint8Array, Promise<Buffer>>()

/** Packs bytes that may be sent again, such as the grids of a scope: what is sent of the same ones later is what was packed first, for as long as somebody keeps them. */
export function packKept(bytes: Uint8Array): Promise<Buffer> {
  const packed = kept.get(bytes) ?? pack(bytes)
  kept.set(bytes, packed)
  return packed
}
