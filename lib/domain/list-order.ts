import * as z from 'zod/mini'

/** An order of a list: the column that it goes by, behind a hyphen where it descends. */
export type OrderBy<Column extends string> = Column | `-${Column}`

/** What a query may say of the order of a list with these columns. */
export const orderBy = <const Column extends string>(columns: readonly Column[]) =>
  z.enum(columns.flatMap((column): OrderBy<Column>[] => [column, `-${column}`]))

/** The column of an order and whether it descends; null: it goes by none of these. */
export function columnOf<Column extends string>(order: string, columns: readonly Column[]): { by: Column; descends: boolean } | null {
  const descends = order.startsWith('-')
  const by = columns.find((column) => column === (descends ? order.slice(1) : order))
  return by === undefined ? null : { by, descends }
}
