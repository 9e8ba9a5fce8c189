import { actingParties, maySee, type Seen, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { countsInTotal } from '@/lib/domain/figures'
import { ROLES } from '@/lib/domain/roles'
import type { Condition } from './figure-sql'

/** Conditions with numbered parameters, joined by AND. */
export class Where {
  readonly values: unknown[] = []
  private readonly parts: string[] = []
  /** Adds a condition; `?` stands for the values in turn. */
  add(sql: string, ...values: unknown[]): this {
    this.parts.push(this.place({ sql, values }))
    return this
  }
  /** Numbers the parameters of a condition that stands somewhere else in the statement. */
  place({ sql, values }: Condition): string {
    const queue = [...values]
    return sql.replace(/\?/g, () => `$${this.values.push(queue.shift())}`)
  }
  get sql(): string {
    return this.parts.length ? `WHERE ${this.parts.map((p) => `(${p})`).join(' AND ')}` : ''
  }
}

/** What an event may be for the viewer. */
type Sight = (viewer: Viewer, event: Seen & { street: string }) => boolean

/**
 * The predicate of visibility (access.ts) in SQL: by grid for plain events and for sensitive ones, and by whom an event was given to.
 * Null when nothing can be seen.
 */
export const visible = (viewer: Viewer, atlas: Atlas): Condition | null => inSight(viewer, atlas, maySee)

/** What counts in the viewer's total (figures.ts): what is visible, and sensitive events that are told as counts of a street. */
export const inTotal = (viewer: Viewer, atlas: Atlas): Condition | null => inSight(viewer, atlas, countsInTotal)

function inSight(viewer: Viewer, atlas: Atlas, sees: Sight): Condition | null {
  const given = actingParties(viewer, atlas.grids)
  const streetOf = (id: number) => atlas.byId.get(atlas.streetOf(id) ?? 0)?.code ?? ''
  const inGrids = (parties: readonly string[], sensitive: boolean) =>
    atlas.grids.filter(({ id, code }) => sees(viewer, { grid: code, street: streetOf(id), sensitive, parties })).map((g) => g.id)
  const [plain, sensitive] = [inGrids([], false), inGrids([], true)]
  // sensitive only through a party: that is asked of the party, in these grids
  const byParty = given.length ? inGrids(given, true) : []
  if (plain.length === 0 && sensitive.length === 0 && byParty.length === 0) return null
  const types = [...atlas.typeById.values()]
  const typeIds = (of: boolean) => types.filter((t) => t.sensitive === of).map((t) => t.id)
  return {
    sql: `e.grid_id = ANY(?::int4[]) AND e.type_id = ANY(?::int4[]) OR e.grid_id = ANY(?::int4[]) AND e.type_id = ANY(?::int4[])
      OR e.parties <> '{}'::text[] AND e.parties && ?::text[] AND e.grid_id = ANY(?::int4[])`,
    values: [plain, typeIds(false), sensitive, typeIds(true), given, byParty],
  }
}

/** The predicate of words (access.ts `mayReadWords`) in SQL, of events that the viewer sees; null when none are read. */
export function readsWords(viewer: Viewer, atlas: Atlas): Condition | null {
  switch (ROLES[viewer.role].actsOn) {
    case 'all':
      return { sql: 'TRUE', values: [] }
    case 'given':
      return { sql: "e.parties <> '{}'::text[] AND e.parties && ?::text[]", values: [actingParties(viewer, atlas.grids)] }
    case 'own':
      return { sql: 'e.reported_by = ?', values: [viewer.id] }
    case 'none':
      return null
  }
}
