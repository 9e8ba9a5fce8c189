import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Problem } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { pool, transaction } from '../engine/pool'
import type { Doer } from './stored'

/** A file that is sent may be this large, in all its parts. */
export const MAX_SOURCE_FILE = 500_000_000

/** A part of a file that is sent for a source. `file`: the id that the sender gave it; parts are numbered from 0. */
export type SentPart = { source: string; file: string; part: number; last: boolean; name: string; bytes: Uint8Array }

/**
 * Keeps a part; the same part again takes the place of the one before. With the last the file is whole, and those before it are gone.
 * Throws Problem: `conflict` where parts are missing, `too_large`.
 */
export async function keepPart({ source, file, part, last, name, bytes }: SentPart, { actor, address }: Doer): Promise<void> {
  await transaction(async (tx) => {
    await tx.query(`INSERT INTO source_files (id, source_id, name, sent_by) VALUES ($1::uuid, $2::uuid, $3, $4) ON CONFLICT (id) DO NOTHING`, [
      file,
      source,
      name,
      actor.name,
    ])
    const { rows: of } = await tx.query<{ source: string; whole: boolean }>(
      'SELECT source_id::text AS source, is_whole AS whole FROM source_files WHERE id = $1::uuid FOR UPDATE',
      [file],
    )
    if (of[0]?.source !== source || of[0].whole) throw new Problem('conflict', 'This file is whole already; send another one under a new id.')
    await tx.query(
      `INSERT INTO source_file_parts (file_id, part, bytes) VALUES ($1::uuid, $2, $3) ON CONFLICT (file_id, part) DO UPDATE SET bytes = excluded.bytes`,
      [file, part, Buffer.from(bytes)],
    )
    const { rows } = await tx.query<{ parts: number; size: number }>(
      'SELECT count(*)::int4 AS parts, sum(length(bytes))::int8 AS size FROM source_file_parts WHERE file_id = $1::uuid',
      [file],
    )
    const { parts = 0, size = 0 } = rows[0] ?? {}
    if (size > MAX_SOURCE_FILE) throw new Problem('too_large', `The file is larger than ${MAX_SOURCE_FILE / 1_000_000} MB; send it packed (.gz).`)
    if (!last) return
    if (parts !== part + 1) throw new Problem('conflict', `Parts of the file are missing: ${parts} of ${part + 1} have come.`)
    await tx.query('UPDATE source_files SET is_whole = true, size = $2 WHERE id = $1::uuid', [file, size])
    await tx.query('DELETE FROM source_files WHERE source_id = $1::uuid AND id <> $2::uuid', [source, file])
    await writeAudit(tx, { actor, address, action: 'source.file_sent', object: { kind: 'source', id: source }, detail: { name, size } })
  })
}

/** A file that was sent, of `size` bytes. */
type SentFile = { id: string; name: string; size: number }

/** The file that was sent last and is whole; null: none. */
export async function findSentFile(source: string): Promise<SentFile | null> {
  const { rows } = await pool().query<SentFile>(
    'SELECT id::text AS id, name, size::float8 AS size FROM source_files WHERE source_id = $1::uuid AND is_whole ORDER BY sent_at DESC LIMIT 1',
    [source],
  )
  return rows[0] ?? null
}

/** Writes a file that was sent to a path, a part at a time. False: it is not whole, since its parts went when another was sent meanwhile. */
export async function copySentFile({ id, size }: SentFile, path: string): Promise<boolean> {
  const copy = createWriteStream(path, { mode: 0o600 })
  await pipeline(Readable.from(partsOf(id)), copy)
  return copy.bytesWritten === size
}

async function* partsOf(file: string): AsyncGenerator<Buffer> {
  for (let part = 0; ; part++) {
    const { rows } = await pool().query<{ bytes: Buffer }>('SELECT bytes FROM source_file_parts WHERE file_id = $1::uuid AND part = $2', [file, part])
    if (!rows[0]) return
    yield rows[0].bytes
  }
}
