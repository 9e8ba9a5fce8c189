/**
 * A part of what a viewer sees one by one: in these grids events of these types (ids); where `parties` is given, only those that were
 * given to one of these (party keys).
 */
export type VisiblePart = { grids: readonly number[]; types: readonly number[]; parties?: readonly string[] }

/** The condition on `events e` that an event is in one of the parts; its values are put behind those that there are. */
export function visibleSql(seen: readonly VisiblePart[], values: unknown[]): string {
  const parts = seen.map(({ grids, types, parties }) => {
    const place = (value: unknown) => `$${values.push(value)}`
    const inPart = `e.grid_id = ANY(${place(grids)}::int4[]) AND e.type_id = ANY(${place(types)}::int4[])`
    return parties ? `${inPart} AND e.parties && ${place(parties)}::text[]` : inPart
  })
  return `(${parts.join(' OR ') || 'FALSE'})`
}
