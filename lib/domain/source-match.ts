import * as z from 'zod/mini'

/**
 * How a row of a source is known to be somebody here: `own`: it is kept of this source; by number of identity, by telephone, by address, or by name (a unit);
 * `none`: nobody here is it; `several`: more than one may be, so none is taken.
 */
export const RecordMatch = z.enum(['own', 'idNumber', 'phone', 'address', 'name', 'none', 'several'])
export type RecordMatch = z.infer<typeof RecordMatch>

/** A row or a household of one community, by what it can be known. */
export type Matchable = { id: string; name: string; phone: string | null; idNumber: string | null; address: string | null }

type MatchKey = readonly [RecordMatch, (one: Matchable) => string | null]
/** By what somebody is known, the surest first. */
export const PERSON_KEYS: readonly MatchKey[] = [
  ['idNumber', (one) => one.idNumber],
  // one telephone often stands for two generations
  ['phone', (one) => one.phone && `${one.phone} ${one.name}`],
  ['address', (one) => one.address && `${one.address.replace(/\s/g, '')} ${one.name}`],
]
/** By what an organisation is known. */
export const UNIT_KEYS: readonly MatchKey[] = [['name', (one) => one.name.replace(/\s/g, '')]]

/**
 * Finds for each row who it is of those who are here, in one community, by each of the keys in their order. Each here is one row's at most; where a key has several rows or several here, nobody is guessed.
 */
export function matchRows(
  rows: readonly Matchable[],
  here: readonly Matchable[],
  keys = PERSON_KEYS,
): Map<string, { id: string | null; match: RecordMatch }> {
  const found = new Map<string, { id: string | null; match: RecordMatch }>()
  const taken = new Set<string>()
  for (const [match, keyOf] of keys) {
    const grouped = (of: readonly Matchable[]) => {
      const by = new Map<string, Matchable[]>()
      for (const one of of) {
        const key = keyOf(one)
        if (key) by.set(key, [...(by.get(key) ?? []), one])
      }
      return by
    }
    const those = grouped(here.filter(({ id }) => !taken.has(id)))
    for (const [key, these] of grouped(rows.filter(({ id }) => found.get(id)?.id == null))) {
      const candidates = those.get(key)
      if (!candidates) continue
      const [row, ...otherRows] = these
      const [one, ...others] = candidates
      if (row && one && otherRows.length === 0 && others.length === 0) {
        found.set(row.id, { id: one.id, match })
        taken.add(one.id)
      } else for (const { id } of these) if (!found.has(id)) found.set(id, { id: null, match: 'several' })
    }
  }
  for (const { id } of rows) if (!found.has(id)) found.set(id, { id: null, match: 'none' })
  return found
}
