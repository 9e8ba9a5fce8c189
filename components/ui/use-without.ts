import { useAddressPart } from '@/lib/client/use-address'

/** The columns that are left out of a table, as the address says under `name`, and how to leave out others. */
export function useWithout<Column extends string>(
  columns: readonly Column[],
  name = 'without',
): readonly [without: readonly Column[], say: (without: readonly Column[]) => void] {
  const [said, say] = useAddressPart(name)
  const named = new Set(said?.split(','))
  return [columns.filter((column) => named.has(column)), (without) => say(without.join(','))]
}
