import { expect, it } from 'vitest'
import { nextSorting, orderOf, type Sorting, sortingOf, sortRows } from './sort-rows'

type Row = { name: string; open: number | null }
const rows: Row[] = [
  { name: '第10网格', open: 3 },
  { name: '第2网格', open: null },
  { name: '第1网格', open: 12 },
  { name: '第3网格', open: 3 },
]
const keys = { name: ({ name }: Row) => name, open: ({ open }: Row) => open }
const namesBy = (sorting: Sorting<'name' | 'open'>) => sortRows(rows, keys, sorting).map(({ name }) => name)

it('rows are sorted by a column, numbers in names as numbers, what has nothing last either way, and the alike as they came', () => {
  expect(namesBy({ by: 'name', way: 'ascending' })).toEqual(['第1网格', '第2网格', '第3网格', '第10网格'])
  expect(namesBy({ by: 'open', way: 'ascending' })).toEqual(['第10网格', '第3网格', '第1网格', '第2网格'])
  expect(namesBy({ by: 'open', way: 'descending' })).toEqual(['第1网格', '第10网格', '第3网格', '第2网格'])
  expect(sortRows(rows, keys, null)).toBe(rows)
})

it('a column goes up, down and back, and another begins anew', () => {
  const up = nextSorting<'name' | 'open'>(null, 'name')
  const down = nextSorting(up, 'name')
  expect([up, down, nextSorting(down, 'name')]).toEqual([{ by: 'name', way: 'ascending' }, { by: 'name', way: 'descending' }, null])
  expect(nextSorting(down, 'open')).toEqual({ by: 'open', way: 'ascending' })
})

it('an order is said as an address and a query have it, and one of another list is none', () => {
  const columns = ['name', 'open'] as const
  for (const order of ['name', '-open'] as const) expect(orderOf(sortingOf(order, columns))).toBe(order)
  for (const other of ['came', '--name', '-', '', null]) expect(sortingOf(other, columns)).toBe(null)
})
