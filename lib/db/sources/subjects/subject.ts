import type { SourceSubject } from '@/lib/domain/source'
import type { PoolClient } from '../../engine/pool'
import type { ItemOf } from '../item'
import type { StoredSource } from '../stored'

/** Rows of a subject in the database. */
export type StoredSubject<S extends SourceSubject> = {
  /** where that which is made of a row lies */
  table: string
  /** of that `t` and the record `r` that it was made of: does it stand as it was made? */
  stands: string
  /** the id there of what is made of a row */
  idOf(source: StoredSource, item: ItemOf<S>): string
  /** writes what rows say, in the transaction of their records; null: that was done before, by a path of its own */
  write: ((tx: PoolClient, source: StoredSource, items: readonly ItemOf<S>[]) => Promise<void>) | null
  /** takes what was made out of lists and figures, and loses nothing of it; null: nothing of it leaves */
  leave: ((tx: PoolClient, ids: readonly string[], at: Date) => Promise<void>) | null
  /** those here, as `h` with id, name, phone, address and grid_code; null: they are not held against a source */
  here: string | null
  /** those here in the grids `$1`, by what they can be known */
  matchable: string | null
}
