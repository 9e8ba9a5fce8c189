import * as z from 'zod/mini'
import { CrewMember, DUTY_SORTS, type DutySort, DutyState, DutyValue } from '@/lib/domain/duty-item'
import type { Light } from '@/lib/domain/life'
import type { OrderBy } from '@/lib/domain/list-order'
import type { PlacedTerm } from '@/lib/domain/search-text'
import { keyset, Placed, type SortColumns } from '../engine/keyset'
import { type PoolClient, pool } from '../engine/pool'

/** An item as it is kept; `state` as it was written (dutyStateAt tells how it stands). Times are epoch milliseconds. */
const ItemRow = z.object({
  id: z.string(),
  template: z.string(),
  subject: z.string(),
  grids: z.array(z.string()),
  period: z.string(),
  startsAt: z.number(),
  nearAt: z.number(),
  dueAt: z.number(),
  endsAt: z.number(),
  state: DutyState,
  scheduledFor: z.nullable(z.number()),
  doneAt: z.nullable(z.number()),
  lastDoneAt: z.nullable(z.number()),
  households: z.nullable(z.int()),
  values: z.array(DutyValue),
  words: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  given: z.nullable(z.string()),
  crew: z.array(CrewMember),
  findings: z.int(),
  events: z.int(),
  revision: z.int(),
})
export type DutyItemRow = z.infer<typeof ItemRow>
const Listed = z.extend(ItemRow, Placed.shape)

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`
const NOW = '$1::timestamptz'
/** How an item `i` stands at `$1`, by the rules of lib/domain/duty-machine.ts. */
const STATE = `CASE WHEN i.state IN ('planned', 'assigned') AND ${NOW} >= i.ends_at THEN 'missed' ELSE i.state END`
const LIGHT = `CASE WHEN i.state = 'excused' THEN 'normal' WHEN CASE WHEN i.state = 'done' THEN i.done_at ELSE ${NOW} END >= i.due_at THEN 'overdue'
  WHEN i.state <> 'done' AND ${NOW} >= i.near_at THEN 'near' ELSE 'normal' END`
/** When the subject of an item was last done before. */
const LAST = `(SELECT max(p.done_at) FROM duty_items p WHERE p.template_id = i.template_id AND p.subject = i.subject AND p.starts_at < i.starts_at AND p.state = 'done')`
const seenFinding = (hidden: number) => `f.item_id = i.id AND (f.type IS NULL OR f.type <> ALL($${hidden}::text[]))`

/** Columns of an item `i`; `hidden`: the parameter of the event types whose findings are not told. */
const columns = (
  hidden: number,
) => `i.id::text AS id, i.template_id::text AS template, i.subject, i.grids, i.period, ${ms('i.starts_at')} AS "startsAt",
  ${ms('i.near_at')} AS "nearAt", ${ms('i.due_at')} AS "dueAt", ${ms('i.ends_at')} AS "endsAt", i.state, ${ms('i.scheduled_for')} AS "scheduledFor",
  ${ms('i.done_at')} AS "doneAt", ${ms(LAST)} AS "lastDoneAt", i.households, i.answers AS values, i.words, i.reason, i.source AS given, i.revision,
  (SELECT COALESCE(jsonb_agg(jsonb_build_object('role', c.role, 'person', c.person_id) ORDER BY c.slot), '[]') FROM duty_crew c WHERE c.item_id = i.id) AS crew,
  (SELECT count(*)::int4 FROM duty_findings f WHERE ${seenFinding(hidden)}) AS findings,
  (SELECT count(*)::int4 FROM duty_findings f WHERE ${seenFinding(hidden)} AND NOT f.solved) AS events`

/** An item is of these grids when one of its own lies below one of the prefixes; null: all are. */
const within = (parameter: number) =>
  `($${parameter}::text[] IS NULL OR EXISTS (SELECT FROM unnest(i.grids) AS g (code), unnest($${parameter}::text[]) AS u (prefix) WHERE starts_with(g.code, u.prefix)))`

/** Which items; `mine`: those in which one of these people goes, and those of these grids; `after`: a cursor of the same order. */
export type ItemsFilter = {
  prefixes: readonly string[] | null
  template?: string | undefined
  period?: string | undefined
  states?: readonly DutyState[] | undefined
  lights?: readonly Light[] | undefined
  found?: 'any' | 'solved' | 'event' | undefined
  mine?: { people: readonly string[]; prefixes: readonly string[] } | undefined
  ids?: readonly string[] | undefined
  /** event types whose findings the viewer is not told one by one */
  hidden: readonly string[]
  terms?: readonly PlacedTerm[] | undefined
  order?: OrderBy<DutySort> | undefined
  after?: string | undefined
  limit: number
}

const SORTS: SortColumns<DutySort> = {
  due: { sql: 'i.due_at', as: 'instant', always: true },
  since: { sql: `-COALESCE(${ms(`COALESCE(i.done_at, ${LAST})`)}, 0)`, as: 'float8', always: true },
  subject: { sql: `COALESCE(i.grids[1], '')`, as: 'code', always: true },
  crew: { sql: '(SELECT count(*)::float8 FROM duty_crew c WHERE c.item_id = i.id)', as: 'float8', always: true },
  state: {
    sql: `array_position(ARRAY[${DutyState.options.map((state) => `'${state}'`).join(', ')}]::text[], (${STATE})::text)::float8`,
    as: 'float8',
    always: true,
  },
}
const keysetOf = (order: OrderBy<DutySort> = 'due') => keyset(order, DUTY_SORTS, SORTS, 'i.id')
/** What the page behind an item begins with. */
export const itemCursor = (row: DutyItemRow & Placed, order?: OrderBy<DutySort>): string => keysetOf(order).cursorOf(row)

function whereOf(
  { prefixes, template, period, states, lights, found, mine, ids, hidden, terms = [] }: ItemsFilter,
  now: number,
): { where: string; values: unknown[] } {
  const values: unknown[] = [new Date(now).toISOString(), hidden, prefixes]
  const add = (value: unknown) => values.push(value)
  const parts = [within(3)]
  if (template !== undefined) parts.push(`i.template_id = $${add(template)}::uuid`)
  if (period !== undefined) parts.push(`i.period = $${add(period)}`)
  if (states) parts.push(`${STATE} = ANY($${add(states)}::text[])`)
  if (lights) parts.push(`${LIGHT} = ANY($${add(lights)}::text[])`)
  if (ids) parts.push(`i.id = ANY($${add(ids)}::uuid[])`)
  for (const { term, places } of terms) {
    const pattern = add(`%${term.replace(/[\\%_]/g, '\\$&')}%`)
    parts.push(
      `(${within(add(places))} OR EXISTS (SELECT FROM units u WHERE u.id::text = i.subject AND lower(normalize(u.name, NFKC)) LIKE $${pattern}))`,
    )
  }
  if (found)
    parts.push(
      `EXISTS (SELECT FROM duty_findings f WHERE ${seenFinding(2)} ${found === 'any' ? '' : `AND ${found === 'event' ? 'NOT' : ''} f.solved`})`,
    )
  if (mine) {
    const [people, grids] = [add(mine.people), add(mine.prefixes)]
    parts.push(`i.starts_at <= ${NOW}`)
    parts.push(`(EXISTS (SELECT FROM duty_crew c WHERE c.item_id = i.id AND c.person_id = ANY($${people}::uuid[])) OR ${within(grids)})`)
  }
  return { where: `WHERE ${parts.join(' AND ')} AND ${NOW} IS NOT NULL AND $2::text[] IS NOT NULL`, values }
}

/** Items, by the page, each with what it is sorted by. */
export async function listItems(filter: ItemsFilter, now: number): Promise<(DutyItemRow & Placed)[]> {
  const { where, values } = whereOf(filter, now)
  const add = (value: unknown) => `$${values.push(value)}`
  const sorted = keysetOf(filter.order)
  const { rows } = await pool().query(
    `SELECT ${columns(2)}, ${sorted.columns} FROM duty_items i ${where} AND ${sorted.behind(filter.after, add)}
     ORDER BY ${sorted.order} LIMIT ${add(filter.limit)}`,
    values,
  )
  return z.parse(z.array(Listed), rows)
}

/** How many items `listItems` would list. */
export async function countItems(filter: ItemsFilter, now: number): Promise<number> {
  const { where, values } = whereOf(filter, now)
  const { rows } = await pool().query<{ n: number }>(`SELECT count(*)::int4 AS n FROM duty_items i ${where}`, values)
  return rows[0]?.n ?? 0
}

/** The item of this id, locked where a transaction asks for it; null: there is none. */
export async function readItem(id: string, hidden: readonly string[], tx?: PoolClient): Promise<DutyItemRow | null> {
  const { rows } = await (tx ?? pool()).query(`SELECT ${columns(2)} FROM duty_items i WHERE i.id = $1::uuid ${tx ? 'FOR UPDATE OF i' : ''}`, [
    id,
    hidden,
  ])
  return z.parse(z.array(ItemRow), rows)[0] ?? null
}

const Finding = z.object({
  id: z.string(),
  words: z.nullable(z.string()),
  solved: z.boolean(),
  type: z.nullable(z.string()),
  event: z.nullable(z.string()),
  at: z.number(),
})
/** What was found, the first first. */
export async function readFindings(item: string): Promise<z.infer<typeof Finding>[]> {
  const { rows } = await pool().query(
    `SELECT id::text AS id, words, solved, type, event_id::text AS event, ${ms('created_at')} AS at FROM duty_findings WHERE item_id = $1::uuid ORDER BY created_at, id`,
    [item],
  )
  return z.parse(z.array(Finding), rows)
}

/** What was done with an item, the first first. */
export async function readSteps(item: string): Promise<{ action: string; by: string; at: number }[]> {
  const { rows } = await pool().query<{ action: string; by: string; at: number }>(
    `SELECT action, actor_name AS by, ${ms('at')} AS at FROM duty_steps WHERE item_id = $1::uuid ORDER BY at, request_id`,
    [item],
  )
  return rows
}

/** Names of people, in clear. */
export async function readNames(people: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await pool().query<{ id: string; name: string }>('SELECT id::text AS id, name FROM people WHERE id = ANY($1::uuid[])', [people])
  return new Map(rows.map(({ id, name }) => [id, name]))
}
