import { useWithout } from '@/components/ui/use-without'
import { ColumnsMenu } from './columns-menu'

/** Which columns stand in a table, kept in the address under `name` (`useWithout`). */
export function AddressColumns<Column extends string>({
  columns,
  names,
  name,
}: {
  columns: readonly Column[]
  names: Readonly<Record<Column, string>>
  name?: string
}) {
  const [without, say] = useWithout(columns, name)
  return <ColumnsMenu columns={columns} names={names} without={without} onChange={say} />
}
