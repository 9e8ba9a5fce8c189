/** A table as an object of rows: its names in order, with their type. */
export function namesOf<T extends object>(rows: T): Extract<keyof T, string>[] {
  const names: Extract<keyof T, string>[] = []
  for (const name in rows) names.push(name)
  return names
}

/** The same names, each with what is made of its row. */
export function mapRows<T extends object, U>(
  rows: T,
  make: (row: T[Extract<keyof T, string>], name: Extract<keyof T, string>) => U,
): { readonly [K in keyof T]: U }
export function mapRows(rows: object, make: (row: unknown, name: string) => unknown): object {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, make(row, name)]))
}

/** The rows by a key of each, in their order. */
export function grouped<K, T>(rows: Iterable<T>, keyOf: (row: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}
