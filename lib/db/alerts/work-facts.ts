import * as z from 'zod/mini'
import { AlertRecord } from '@/lib/domain/alert-record'
import type { DutyPiece, OrderPiece, ToldWork } from '@/lib/domain/waiting-work'
import { type Pool, type PoolClient, pool } from '../engine/pool'
import { LEADS } from '../orders/order-leads'

/*
 * What rules of work that waits (lib/warning/work-rules.ts) ask of the store. Times are epoch milliseconds.
 */

type Place = Pick<Pool | PoolClient, 'query'>
const at = (n: number) => `to_timestamp($${n}::float8 / 1000)`
const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`

/** The living alerts of work that waits. */
export async function readWorkAlerts(place: Place = pool()): Promise<AlertRecord[]> {
  const { rows } = await place.query<{ body: unknown }>({
    name: 'work-alerts',
    text: `SELECT body FROM alerts WHERE ended_at IS NULL AND body -> 'work' IS NOT NULL ORDER BY started_at, id`,
  })
  return rows.map(({ body }) => AlertRecord.parse(body))
}

/** What alerts of these rules that ended after a time have told, by rule. */
export async function readWorkTold(rules: readonly string[], endedAfter: number, place: Place = pool()): Promise<Map<string, ToldWork>> {
  const { rows } = await place.query<{ rule: string; id: string; parts: string[] }>({
    name: 'work-told',
    text: `SELECT rule_id AS rule, id::text AS id, ARRAY(SELECT jsonb_array_elements(body -> 'work' -> 'parts') ->> 'id') AS parts
      FROM alerts WHERE ended_at > ${at(2)} AND rule_id = ANY($1::text[]) AND body -> 'work' IS NOT NULL`,
    values: [rules, endedAfter],
  })
  return new Map(
    rules.map((rule) => {
      const own = rows.filter((row) => row.rule === rule)
      return [rule, { alerts: new Set(own.map(({ id }) => id)), parts: new Set(own.flatMap(({ parts }) => parts)) }]
    }),
  )
}

type Item = Omit<DutyPiece, 'duty'> & { template: string; name: string }

/**
 * Items of duties by these ids, and of these templates those that wait past their day, which was after `since`. One waits while it is neither done nor excused, its subject was
 * not visited in a later period, and its duty has not ended.
 */
export async function readDutyPieces(
  { ids, templates, since, now }: { ids: readonly string[]; templates: readonly string[]; since: number; now: number },
  place: Place = pool(),
): Promise<DutyPiece[]> {
  const { rows } = await place.query<Item>({
    name: 'work-items',
    text: `SELECT * FROM (
        SELECT i.id::text AS id, i.grids[1]::text AS grid, i.template_id::text AS template, t.content ->> 'name' AS name, i.period,
          ${ms('i.due_at')} AS "dueAt",
          t.ended_at IS NULL AND i.state IN ('planned', 'assigned', 'missed') AND NOT EXISTS (SELECT FROM duty_items n WHERE n.template_id = i.template_id
            AND n.subject = i.subject AND n.starts_at > i.starts_at AND n.state = 'done') AS waits
        FROM duty_items i JOIN duty_templates t ON t.id = i.template_id
        WHERE i.id = ANY($1::uuid[]) OR (i.template_id = ANY($2::uuid[]) AND i.state IN ('planned', 'assigned', 'missed') AND i.due_at <= ${at(4)} AND i.due_at > ${at(3)})
      ) AS x WHERE (waits OR id = ANY($1::text[])) AND grid IS NOT NULL ORDER BY "dueAt", grid, id`,
    values: [ids, templates, since, now],
  })
  return rows.map(({ template, name, ...item }) => ({ ...item, duty: { id: template, name } }))
}

/** Orders by these ids, and those that came after `since` and that nobody took. */
export async function readOrderPieces({ ids, since }: { ids: readonly string[]; since: number }, place: Place = pool()): Promise<OrderPiece[]> {
  const { rows } = await place.query<OrderPiece>({
    name: 'work-orders',
    text: `SELECT id::text AS id, grid_code AS grid, service, state = 'lapsed' AS waits, ${ms('created_at')} AS "createdAt" FROM orders
      WHERE id = ANY($1::uuid[]) OR (state = 'lapsed' AND created_at >= ${at(2)}) ORDER BY created_at, id`,
    values: [ids, since],
  })
  return rows
}

const PastItem = z.object({ grid: z.string(), period: z.string(), dueAt: z.number(), doneAt: z.nullable(z.number()) })
/** The items of a duty that were due between two instants, but for those that were excused: when each was done, or that it was not. */
export async function readPastItems(template: string, from: number, to: number): Promise<z.infer<typeof PastItem>[]> {
  const { rows } = await pool().query(
    `SELECT i.grids[1]::text AS grid, i.period, ${ms('i.due_at')} AS "dueAt", ${ms('i.done_at')} AS "doneAt" FROM duty_items i
     WHERE i.template_id = $1::uuid AND i.state <> 'excused' AND i.grids[1] IS NOT NULL AND i.due_at >= ${at(2)} AND i.due_at < ${at(3)}`,
    [template, from, to],
  )
  return z.parse(z.array(PastItem), rows)
}

const PastLapse = z.object({
  ...{ order: z.string(), grid: z.string(), service: z.string() },
  ...{ createdAt: z.number(), from: z.number(), to: z.nullable(z.number()) },
})
/** When orders that came since an instant lay there after nobody had taken them, in order; `to` null: one does still. */
export async function readPastLapses(since: number): Promise<z.infer<typeof PastLapse>[]> {
  const { rows } = await pool().query(
    `SELECT order_id::text AS order, grid_code AS grid, service, ${ms('created_at')} AS "createdAt", ${ms('at')} AS from, ${ms('next')} AS to FROM (
        SELECT s.order_id, o.grid_code, o.service, o.created_at, l.state, s.at, s.id, lead(s.at) OVER (PARTITION BY s.order_id ORDER BY s.id) AS next
        FROM orders o JOIN order_steps s ON s.order_id = o.id JOIN ${LEADS} USING (action) WHERE o.created_at >= ${at(1)}
      ) AS stood WHERE state = 'lapsed' AND (next IS NULL OR next > at) ORDER BY at, id`,
    [since],
  )
  return z.parse(z.array(PastLapse), rows)
}
