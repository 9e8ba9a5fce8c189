import * as z from 'zod/mini'
import { civilDate } from '@/lib/domain/clock'
import { ORDER_COLUMNS, type OrderColumn, type OrderFigure, type OrderFigures } from '@/lib/domain/order'
import type { OrderDue } from '@/lib/domain/order-due'
import type { OrderState } from '@/lib/domain/order-life'
import { pool } from '../engine/pool'
import { ENDED_AT, findOrders, instantAt, type StoredOrder } from './order-rows'

/** Which orders: below these prefixes of grids (null: all), that came between two instants. */
export type OrdersWhere = {
  prefixes: readonly string[] | null
  from: number
  to: number
  states?: readonly OrderState[] | undefined
  service?: string | undefined
  complained?: boolean | undefined
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

function whereOf({ figure, counted = 'all', ...asked }: OrdersWhere, now: number): { sql: string; values: unknown[] } {
  const values: unknown[] = [asked.prefixes, asked.from, asked.to]
  const add = (value: unknown) => `$${values.push(value)}`
  const conditions = [WITHIN, CAME]
  if (asked.states) conditions.push(`o.state = ANY(${add(asked.states)}::text[])`)
  if (asked.service !== undefined) conditions.push(`o.service = ${add(asked.service)}`)
  if (asked.complained) conditions.push('o.complaint IS NOT NULL AND o.complaint_answer IS NULL')
  if (asked.number) conditions.push(`o.day = ${add(asked.number.day)}::date AND o.sequence = ${add(asked.number.sequence)}`)
  if (figure) {
    const { of, in: counts } = figuresAt(figure === 'response' ? values.push(now) : 0)[figure]
    conditions.push(of)
    if (counted !== 'all') conditions.push(`${counted === 'in' ? '' : 'NOT '}COALESCE(${counts}, false)`)
  }
  return { sql: conditions.join(' AND '), values }
}

/** Orders, the newest first, from behind a cursor on. */
export async function listOrders(
  where: OrdersWhere,
  { after, limit, now }: { after?: string | undefined; limit: number; now: number },
): Promise<StoredOrder[]> {
  const { sql, values } = whereOf(where, now)
  const [at, id] = after?.split('_') ?? []
  const behind =
    at === undefined || id === undefined ? 'true' : `(o.created_at, o.id) < (${instantAt(values.push(Number(at)))}, $${values.push(id)}::uuid)`
  return findOrders(`WHERE ${sql} AND ${behind} ORDER BY o.created_at DESC, o.id DESC LIMIT $${values.push(limit)}`, values)
}
/** What the list behind an order begins with. */
export const orderCursor = ({ createdAt, id }: StoredOrder): string => `${createdAt}_${id}`

export async function countOrders(where: OrdersWhere, now: number): Promise<number> {
  const { sql, values } = whereOf(where, now)
  const { rows } = await pool().query<{ n: number }>(`SELECT count(*)::int4 AS n FROM orders o WHERE ${sql}`, values)
  return rows[0]?.n ?? 0
}

/** Open orders that wait: to be offered, to be assigned, for an answer to a complaint. */
const DUE: Record<OrderDue, string> = {
  requested: `o.state = 'requested'`,
  lapsed: `o.state = 'lapsed'`,
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
/** What a column of the board begins with: what waits longest, what lapses soonest, what ended last. `ended`: of the period alone. */
const COLUMN_ORDER: Record<OrderColumn, { by: string; ended: boolean }> = {
  waiting: { by: `o.created_at, o.id`, ended: false },
  offered: { by: 'o.offer_until, o.id', ended: false },
  serving: { by: 'o.taken_at, o.id', ended: false },
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
      WHERE u.kind = 'volunteer_team' AND u.ended_at IS NULL AND m.from_day <= $3::date AND (m.to_day IS NULL OR m.to_day > $3::date)
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
