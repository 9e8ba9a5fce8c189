import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { Problem } from '@/lib/domain/problem'

/** How a request says by which id and of which revision it asks: no part of what it asks for, and a phone that tries again may know of a later one. */
type Asking = { requestId: string; expectedRevision?: number | undefined }

/** A hash of what a request asks for, of a body that was parsed: the same in the order of its schema. */
export function askedHash<T extends Asking>({ requestId: _request, expectedRevision: _expected, ...said }: T): Buffer {
  return createHash('sha256').update(JSON.stringify(said)).digest()
}

/** Throws Problem('conflict') where something else was asked for under this id; null is of before hashes were kept, and taken for the same. */
export function needSame(kept: Uint8Array | null, asked: Uint8Array): void {
  if (kept !== null && !asked.every((byte, i) => byte === kept[i])) throw new Problem('conflict', 'This requestId was used for something else.')
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/**
 * Is something as it is `wanted` already, though not any more as it was seen? Then it is done, whoever did it: the answer may have been lost. Throws
 * Problem('conflict') where it is not any more as whoever changes it has seen it: of what has no revision of its own. `seen` undefined: they do not
 * say, and it is changed as it is.
 */
export function needSeen(is: unknown, seen: unknown, wanted?: unknown): boolean {
  const isAs = (other: unknown) => isDeepStrictEqual(plain(other), plain(is ?? null))
  if (seen === undefined || isAs(seen)) return false
  if (wanted !== undefined && isAs(wanted)) return true
  throw new Problem('conflict', 'Somebody has changed it meanwhile.')
}
