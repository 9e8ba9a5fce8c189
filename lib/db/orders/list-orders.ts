import * as z from 'zod/mini'
import { civilDate } from '@/lib/domain/clock'
import type { OrderBy } from '@/lib/domain/list-order'
import {
  ORDER_COLUMNS,
  ORDER_SORTS,
  type OrderColumn,
  type OrderFacets,
  type OrderFigure,
  type OrderFigures,
  type OrderSort,
} from '@/lib/domain/order'
import type { OrderDue } from '@/lib/domain/order-due'
import { OPEN_ORDER_STATES, OrderState } from '@/lib/domain/order-life'
import { orderHolds } from '@/lib/domain/order-search'
import type { PlacedTerm } from '@/lib/domain/search-text'
import { keyset, Placed, type SortColumns } from '../engine/keyset'
import { pool } from '../engine/pool'
import { holdsOn } from '../units/unit-book'
import { ENDED_AT, findOrders, instantAt, ms, type StoredOrder, TAKER_LEFT } from './order-rows'
import { mayHold, SEARCHED_COLUMNS } from './search-orders'

/**
 * Which orders: below these prefixes of grids (null: all), that came between two instants, or, `of` the board, those that are open and those that ended between
 * them; that hold all `terms`.
 */
export type OrdersWhere = {
  prefixes: readonly string[] | null
  from: number
  to: number
  of?: 'came' | 'board' | undefined
  terms?: readonly PlacedTerm[] | undefined
  states?: readonly OrderState[] | undefined
  services?: readonly string[] | undefined
  late?: boolean | undefined
  complained?: boolean | undefined
  /** taken by somebody who has left since */
  left?: boolean | undefined
  figure?: OrderFigure | undefined
  counted?: 'in' | 'out' | 'all'
  number?: { day: string; sequence: number } | undefined
}

/**
 * What figures count of an order `o`, as of the instant that a parameter says: its denominator and, of that, the numerator. A response is in time where it was taken
 * while the offers of its service stood; one that is assigned is none, and one whose time still runs is not counted yet.
 */
const figuresAt = (now: number): Record<OrderFigure, { of: string; in: string }> => ({
  response: {
    of: `(o.first_offered_at IS NOT NULL AND o.state <> 'withdrawn' AND (o.taken_at IS NOT NULL OR o.answer_by <= ${instantAt(now)}))`,
    in: '(o.taken_at IS NOT NULL AND NOT o.assigned AND o.taken_at <= o.answer_by)',
  },
  completion: { of: `(o.state <> 'withdrawn')`, in: `(o.state IN ('served', 'rated'))` },
  solved: { of: `(o.state = 'rated')`, in: '(o.solved)' },
  satisfied: { of: `(o.state = 'rated')`, in: '(o.satisfied)' },
})

const WITHIN = `($1::text[] IS NULL OR EXISTS (SELECT FROM unnest($1::text[]) AS u (prefix) WHERE starts_with(o.grid_code, u.prefix)))`
/** It ended in the period: was rated, or withdrawn. */
const ENDED = `${ENDED_AT} >= ${instantAt(2)} AND ${ENDED_AT} < ${instantAt(3)}`
const CAME = `o.created_at >= ${instantAt(2)} AND o.created_at < ${instantAt(3)}`

/** Nobody has taken it while its offers stood, or the time that was wished for is over. */
const lateAt = (now: number) =>
  `((o.state IN ('requested', 'offered', 'lapsed') AND o.answer_by <= ${instantAt(now)}) OR (o.state IN ('requested', 'offered', 'lapsed', 'taken') AND o.wanted_at <= ${instantAt(now)}))`
const OPEN = `o.state IN (${OPEN_ORDER_STATES.map((state) => `'${state}'`).join(', ')})`

type Add = (value: unknown) => string
function whereOf({ figure, counted = 'all', ...asked }: OrdersWhere, now: number): { sql: string; values: unknown[]; add: Add } {
  const values: unknown[] = [asked.prefixes, asked.from, asked.to]
  const add: Add = (value) => `$${values.push(value)}`
  const conditions = [WITHIN, asked.of === 'board' ? `(${OPEN} OR (${ENDED}))` : CAME]
  if (asked.states) conditions.push(`o.state = ANY(${add(asked.states)}::text[])`)
  if (asked.services) conditions.push(`o.service = ANY(${add(asked.services)}::text[])`)
  if (asked.late) conditions.push(lateAt(values.push(now)))
  if (asked.complained) conditions.push('o.complaint IS NOT NULL AND o.complaint_answer IS NULL')
  if (asked.left) conditions.push(TAKER_LEFT)
  if (asked.number) conditions.push(`o.day = ${add(asked.number.day)}::date AND o.sequence = ${add(asked.number.sequence)}`)
  if (asked.terms) conditions.push(...asked.terms.map((term) => mayHold(term, add)))
  if (figure) {
    const { of, in: counts } = figuresAt(figure === 'response' ? values.push(now) : 0)[figure]
    conditions.push(of)
    if (counted !== 'all') conditions.push(`${counted === 'in' ? '' : 'NOT '}COALESCE(${counts}, false)`)
  }
  return { sql: conditions.join(' AND '), values, add }
}

/** What the order `urgent` goes by: what has to be done first, and of what is alike what has waited longest or lapses soonest; of what is over the last. */
const URGENT = `CASE WHEN o.complaint IS NOT NULL AND o.complaint_answer IS NULL THEN ${ms('o.complained_at')}
  WHEN o.state = 'lapsed' OR ${TAKER_LEFT} THEN 1e13 + ${ms('o.created_at')} WHEN o.state = 'requested' THEN 2e13 + ${ms('COALESCE(o.wanted_at, o.created_at)')}
  WHEN o.state = 'offered' THEN 3e13 + ${ms('o.offer_until')} WHEN o.state = 'taken' THEN 4e13 + ${ms('COALESCE(o.wanted_at, o.taken_at)')}
  WHEN o.state = 'served' THEN 5e13 + ${ms('o.served_at')} ELSE 9e13 - ${ms('COALESCE(o.rated_at, o.withdrawn_at)')} END`
/** Of volunteers, as of all who are masked, only the first character is told, and so they are sorted by nothing else. */
const SORTS: SortColumns<OrderSort> = {
  urgent: { sql: `(${URGENT})::float8`, as: 'float8' },
  number: { sql: `((o.day - DATE '2000-01-01') * 1e9 + o.sequence)::float8`, as: 'float8' },
  service: { sql: 'o.service', as: 'code', always: true },
  place: { sql: 'o.grid_code', as: 'code', always: true },
  state: { sql: `array_position(ARRAY[${OrderState.options.map((state) => `'${state}'`).join(', ')}]::text[], o.state::text)::float8`, as: 'float8' },
  wanted: { sql: 'o.wanted_at', as: 'instant' },
  who: { sql: '(SELECT left(p.name, 1) FROM people p WHERE p.id = COALESCE(o.taken_by, o.offered_to))', as: 'text' },
  came: { sql: 'o.created_at', as: 'instant', always: true },
}

const Searched = z.extend(Placed, { state: OrderState, service: z.string(), late: z.boolean(), ...SEARCHED_COLUMNS.shape })
/** Rows of a search that are read at a time, and how many of those that are found are counted by facets. */
const SEARCHED = 500
const MAX_COUNTED = 10_000

/** What a list begins with behind a cursor, as far as lists sort, count and search by it; of a search, what SQL takes for it and the masked words are not, is left out. */
async function* scan(where: OrdersWhere, order: OrderBy<OrderSort>, after: string | undefined, limit: number, now: number) {
  const sorted = keyset(order, ORDER_SORTS, SORTS, 'o.id')
  const most = where.terms ? SEARCHED : limit
  for (let cursor = after; ; ) {
    const { sql, values, add } = whereOf(where, now)
    const { rows } = await pool().query(
      `SELECT o.id::text AS id, o.state, o.service, COALESCE(${lateAt(values.push(now))}, false) AS late, ${SEARCHED_COLUMNS.sql}, ${sorted.columns}
       FROM orders o JOIN order_services s ON s.code = o.service WHERE ${sql} AND ${sorted.behind(cursor, add)} ORDER BY ${sorted.order} LIMIT ${add(most)}`,
      values,
    )
    const found = z.parse(z.array(Searched), rows)
    for (const row of found) if (where.terms === undefined || orderHolds(where.terms, row)) yield row
    const last = found.at(-1)
    if (found.length < most || !last) return
    cursor = sorted.cursorOf(last)
  }
}

/** Orders by the page, in an order and from behind a cursor on, and what the next page begins with. */
export async function listOrders(
  where: OrdersWhere,
  { order = '-came', after, limit, now }: { order?: OrderBy<OrderSort> | undefined; after?: string | undefined; limit: number; now: number },
): Promise<{ orders: StoredOrder[]; next: string | null }> {
  const found: z.infer<typeof Searched>[] = []
  for await (const row of scan(where, order, after, limit + 1, now)) {
    found.push(row)
    if (found.length > limit) break
  }
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  const byId = new Map(
    (page.length === 0 ? [] : await findOrders('WHERE o.id = ANY($1::uuid[])', [page.map(({ id }) => id)])).map((row) => [row.id, row]),
  )
  const orders = page.flatMap(({ id }) => byId.get(id) ?? [])
  return { orders, next: last ? keyset(order, ORDER_SORTS, SORTS, 'o.id').cursorOf(last) : null }
}

/** How many orders there are, and of each state and service and how many are late, under all other narrowings. */
export async function countFacets(where: OrdersWhere, now: number): Promise<{ total: number; facets: OrderFacets }> {
  const { states, services, late, ...rest } = where
  const groups = await countGroups(rest, now)
  const is = { state: (of: Group) => states?.includes(of.state) ?? true, service: (of: Group) => services?.includes(of.service) ?? true }
  const isLate = (of: Group) => !late || of.late
  const sum = (wanted: (of: Group) => boolean) => groups.reduce((n, of) => n + (wanted(of) ? of.n : 0), 0)
  const counted = <T extends string>(values: readonly T[], wanted: (of: Group, value: T) => boolean) =>
    values.map((value) => ({ value, count: sum((of) => wanted(of, value)) })).filter(({ count }) => count > 0)
  const known = [...new Set(groups.map(({ service }) => service))].sort()
  return {
    total: sum((of) => is.state(of) && is.service(of) && isLate(of)),
    facets: {
      state: counted(OrderState.options, (of, value) => of.state === value && is.service(of) && isLate(of)),
      service: counted(known, (of, value) => of.service === value && is.state(of) && isLate(of)),
      late: sum((of) => of.late && is.state(of) && is.service(of)),
    },
  }
}

const Group = z.object({ state: OrderState, service: z.string(), late: z.boolean(), n: z.int() })
type Group = z.infer<typeof Group>
async function countGroups(where: OrdersWhere, now: number): Promise<Group[]> {
  if (where.terms) {
    const groups: Group[] = []
    for await (const { state, service, late } of scan(where, '-came', undefined, SEARCHED, now)) {
      groups.push({ state, service, late, n: 1 })
      if (groups.length === MAX_COUNTED) break
    }
    return groups
  }
  const { sql, values } = whereOf(where, now)
  const { rows } = await pool().query(
    `SELECT o.state, o.service, COALESCE(${lateAt(values.push(now))}, false) AS late, count(*)::int4 AS n FROM orders o WHERE ${sql} GROUP BY 1, 2, 3`,
    values,
  )
  return z.parse(z.array(Group), rows)
}

/** How many orders there are; of a search, which reads each, at most `most` are counted. */
export async function countOrders(where: OrdersWhere, now: number, most = Number.POSITIVE_INFINITY): Promise<number> {
  if (!where.terms) return (await countFacets(where, now)).total
  let found = 0
  for await (const _order of scan(where, '-came', undefined, SEARCHED, now)) if (++found >= most) break
  return found
}

/** Open orders that wait: to be offered, to be assigned, to be given to somebody else, for an answer to a complaint. */
const DUE: Record<OrderDue, string> = {
  requested: `o.state = 'requested'`,
  lapsed: `o.state = 'lapsed'`,
  left: TAKER_LEFT,
  complaint: 'o.complaint IS NOT NULL AND o.complaint_answer IS NULL',
}
/** How many orders wait below these prefixes, of each kind that is asked for. */
export async function countDue(prefixes: readonly string[] | null, kinds: readonly OrderDue[]): Promise<{ of: OrderDue; count: number }[]> {
  if (kinds.length === 0) return []
  const parts = kinds.map((of) => `SELECT '${of}' AS of, count(*)::int4 AS count FROM orders o WHERE ${WITHIN} AND ${DUE[of]}`)
  const { rows } = await pool().query<{ of: OrderDue; count: number }>(parts.join(' UNION ALL '), [prefixes])
  return rows
}

/** Orders that one of these people is asked for now, or has taken and not done; what lapses soonest first. */
export const listOwnOrders = (people: readonly string[], limit: number): Promise<StoredOrder[]> =>
  findOrders(
    `WHERE (o.state = 'offered' AND o.offered_to = ANY($1::uuid[])) OR (o.state = 'taken' AND o.taken_by = ANY($1::uuid[]))
     ORDER BY (o.state = 'offered') DESC, COALESCE(o.offer_until, o.wanted_at), o.id LIMIT $2`,
    [people, limit],
  )

const Counted = z.record(z.string(), z.int())
/** Open orders by state, whenever they came, and of a period those that have ended, with its figures. */
export async function readOrderCounts(
  { prefixes, from, to }: Pick<OrdersWhere, 'prefixes' | 'from' | 'to'>,
  now: number,
): Promise<{ states: Record<OrderState, number>; figures: OrderFigures }> {
  const names = Object.entries(figuresAt(4))
  const counts = names.flatMap(([name, { of, in: counted }]) => [
    `count(*) FILTER (WHERE ${of})::int4 AS "${name}_of"`,
    `count(*) FILTER (WHERE ${of} AND ${counted})::int4 AS "${name}_in"`,
  ])
  const states = `SELECT o.state, count(*)::int4 AS n FROM orders o WHERE ${WITHIN}
    AND (o.state IN ('requested', 'offered', 'lapsed', 'taken', 'served') OR ${ENDED}) GROUP BY 1`
  const { rows } = await pool().query<{ state: OrderState; n: number }>(states, [prefixes, from, to])
  const figures = await pool().query(`SELECT ${counts.join(', ')} FROM orders o WHERE ${WITHIN} AND ${CAME}`, [prefixes, from, to, now])
  const by = z.parse(Counted, figures.rows[0] ?? {})
  const share = (name: OrderFigure) => ({ numerator: by[`${name}_in`] ?? 0, denominator: by[`${name}_of`] ?? 0 })
  const inState = new Map(rows.map(({ state, n }) => [state, n]))
  const state = (name: OrderState) => inState.get(name) ?? 0
  return {
    states: {
      ...{ requested: state('requested'), offered: state('offered'), lapsed: state('lapsed'), taken: state('taken') },
      ...{ served: state('served'), rated: state('rated'), withdrawn: state('withdrawn') },
    },
    figures: { response: share('response'), completion: share('completion'), solved: share('solved'), satisfied: share('satisfied') },
  }
}

/** How many orders of a column the board shows. */
const SHOWN = 30
/** What a column of the board begins with: what nobody comes for, what waits longest, what lapses soonest, what ended last. `ended`: of the period alone. */
const COLUMN_ORDER: Record<OrderColumn, { by: string; ended: boolean }> = {
  waiting: { by: `o.created_at, o.id`, ended: false },
  offered: { by: 'o.offer_until, o.id', ended: false },
  serving: { by: `${TAKER_LEFT} DESC, o.taken_at, o.id`, ended: false },
  rating: { by: 'o.served_at, o.id', ended: false },
  done: { by: 'o.rated_at DESC, o.id', ended: true },
}
/** The orders that are first in a column of the board. */
export async function readColumn({ prefixes, from, to }: Pick<OrdersWhere, 'prefixes' | 'from' | 'to'>, column: OrderColumn): Promise<StoredOrder[]> {
  const { by, ended } = COLUMN_ORDER[column]
  const values: unknown[] = ended ? [prefixes, from, to] : [prefixes]
  return findOrders(
    `WHERE ${ended ? `${WITHIN} AND ${ENDED}` : WITHIN} AND o.state = ANY($${values.push(ORDER_COLUMNS[column])}::text[]) ORDER BY ${by} LIMIT ${SHOWN}`,
    values,
  )
}

const Teams = z.array(z.object({ id: z.string(), name: z.string(), free: z.int(), members: z.int() }))
/**
 * Teams of volunteers that are linked with grids of these prefixes, and how many of each can take an order now: who has not paused, has none in hand and is asked
 * for none.
 */
export async function readTeams(
  prefixes: readonly string[] | null,
  now: number,
): Promise<{ teams: z.infer<typeof Teams>; free: number; members: number }> {
  const members = `SELECT DISTINCT u.id, u.name, m.person_id, (v.paused_until IS NULL OR v.paused_until <= ${instantAt(2)}) AND NOT EXISTS (
        SELECT FROM orders o WHERE o.state = 'taken' AND o.taken_by = m.person_id) AND NOT EXISTS (
        SELECT FROM orders o WHERE o.state = 'offered' AND o.offered_to = m.person_id) AS free
      FROM units u JOIN unit_members m ON m.unit_id = u.id LEFT JOIN order_volunteers v ON v.person_id = m.person_id
      WHERE u.kind = 'volunteer_team' AND u.ended_at IS NULL AND ${holdsOn('$3')}
        AND ($1::text[] IS NULL OR EXISTS (SELECT FROM unit_grids g, unnest($1::text[]) AS p (prefix)
          WHERE g.unit_id = u.id AND (starts_with(g.grid_code, p.prefix) OR starts_with(p.prefix, g.grid_code))))`
  const values = [prefixes, now, civilDate(now)]
  const { rows } = await pool().query(
    `WITH members AS (${members}) SELECT id::text AS id, name, count(*) FILTER (WHERE free)::int4 AS free, count(*)::int4 AS members FROM members
     GROUP BY id, name ORDER BY name, id LIMIT 60`,
    values,
  )
  const all = await pool().query<{ free: number; members: number }>(
    `WITH members AS (${members}) SELECT count(DISTINCT person_id) FILTER (WHERE free)::int4 AS free, count(DISTINCT person_id)::int4 AS members FROM members`,
    values,
  )
  return { teams: z.parse(Teams, rows), free: all.rows[0]?.free ?? 0, members: all.rows[0]?.members ?? 0 }
}
