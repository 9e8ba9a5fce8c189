import { randomUUID } from 'node:crypto'
import { Problem } from '@/lib/domain/problem'
import { type PoolClient, pool, transaction } from '../engine/pool'
import type { Photo } from './photo'
import { photoStore } from './photo-store'

/** Files that no row has come of for so long have none: writing one takes seconds. */
const WITHOUT_ROW = `interval '1 hour'`

/**
 * Keeps a photo under a new id: its files, and the row that `write` writes in a transaction. Where none is written, since it throws or the photo is there already
 * (`isNew` is false), the files go at once. Where the commit got no answer nobody knows yet: that the files are to go was noted before they came, and the
 * transaction of the row takes it back, so that they stay as long as the row does and no longer.
 */
export async function keepPhoto<T>(
  { photo, thumbnail }: Photo,
  write: (tx: PoolClient, id: string) => Promise<{ row: T; isNew: boolean }>,
): Promise<T> {
  const id = randomUUID()
  let mayBeKept = false
  try {
    await pool().query(`INSERT INTO removed_photos (id, removed_at) VALUES ($1::uuid, now() + ${WITHOUT_ROW})`, [id])
    // first the bytes: a row always has its picture
    await photoStore().write(id, 'photo', photo)
    await photoStore().write(id, 'thumbnail', thumbnail)
    return await transaction(async (tx) => {
      const { row, isNew } = await write(tx, id)
      if (isNew && (await tx.query('DELETE FROM removed_photos WHERE id = $1::uuid', [id])).rowCount !== 1)
        throw new Problem('unavailable', 'Writing the photo took too long.')
      mayBeKept = isNew
      return row
    })
  } finally {
    // what cannot be removed now is removed later
    if (!mayBeKept) await removeFiles(id).catch(() => {})
  }
}

async function removeFiles(id: string): Promise<void> {
  await photoStore().remove(id)
  await pool().query('DELETE FROM removed_photos WHERE id = $1::uuid', [id])
}

/** Removes the files of photos whose rows are gone or never came, also those that a broken run left; what fails is tried again by the next run. */
export async function removePhotoFiles(): Promise<void> {
  const { rows } = await pool().query<{ id: string }>('SELECT id::text AS id FROM removed_photos WHERE removed_at <= now() ORDER BY removed_at, id')
  for (const { id } of rows) await removeFiles(id)
}
