import type { PoolClient } from 'pg'
import * as z from 'zod/mini'
import { pool } from './pool'

/** The value kept under `key`, parsed; null when there is none. Throws ZodError when it has another shape. Within `tx` when given. */
export async function readSetting<T extends z.ZodMiniType>(key: string, schema: T, tx?: Pick<PoolClient, 'query'>): Promise<z.output<T> | null> {
  const { rows } = await (tx ?? pool()).query<{ value: unknown }>('SELECT value FROM settings WHERE key = $1', [key])
  return rows[0] ? z.parse(schema, rows[0].value) : null
}

/** Keeps a JSON value under `key`, in place of an earlier one. Within `tx` when given. */
export async function writeSetting(key: string, value: unknown, tx?: PoolClient): Promise<void> {
  await (tx ?? pool()).query('INSERT INTO settings (key, value) VALUES ($1, $2::jsonb) ON CONFLICT (key) DO UPDATE SET value = excluded.value', [
    key,
    JSON.stringify(value ?? null),
  ])
}

/** The keys that begin with `prefix`, sorted. */
export async function settingKeys(prefix: string): Promise<string[]> {
  const { rows } = await pool().query<{ key: string }>('SELECT key FROM settings WHERE starts_with(key, $1) ORDER BY key', [prefix])
  return rows.map((row) => row.key)
}

/** Forgets what is kept under `key`; false when there was nothing. */
export async function removeSetting(key: string): Promise<boolean> {
  return (await pool().query('DELETE FROM settings WHERE key = $1', [key])).rowCount === 1
}
