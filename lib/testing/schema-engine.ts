import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum, type SqlDriverAdapter, type SqlQueryable } from '@prisma/driver-adapter-utils'
import * as wasm from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'

// Stands in for Prisma's native schema engine, a download that a machine without internet cannot make: the same JSON-RPC on stdin and
// stdout, answered by the same engine as WebAssembly. For `prisma migrate` in drift.ts, on a database of its own.

type Request = { id: number; method?: string; params: unknown }
type Method = (params: unknown) => Promise<{ stdout?: string | null; exitCode?: number } | null | undefined>

const values = (name: string) => process.argv.flatMap((word, i, all) => (word === name ? [all[i + 1] ?? ''] : []))
const url: string = (JSON.parse(values('--datasource')[0] ?? '{}') as { url?: string }).url ?? process.env.DATABASE_URL ?? ''

const CHAR = 18
const TEXT = 25
/** which columns of these rows are of the type "char" */
const charColumns = new WeakMap<object, number[]>()

/** adapter-pg does not know the type "char" of the system catalogs: it passes as text here, and gets its type back in `withChars`. */
function knownTypes<T>(answer: T): T {
  const { fields = [], rows } = (answer ?? {}) as { fields?: { dataTypeID: number }[]; rows?: object }
  const chars = fields.flatMap((field, i) => (field.dataTypeID === CHAR ? [i] : []))
  for (const i of chars) if (fields[i]) fields[i].dataTypeID = TEXT
  if (rows && chars.length) charColumns.set(rows, chars)
  return answer
}

function withChars<T extends SqlQueryable>(queryable: T): T {
  const queryRaw = queryable.queryRaw.bind(queryable)
  queryable.queryRaw = async (query) => {
    const answer = await queryRaw(query)
    for (const i of charColumns.get(answer.rows) ?? []) answer.columnTypes[i] = ColumnTypeEnum.Character
    return answer
  }
  return queryable
}

const translated = (answer: unknown) => (answer instanceof Promise ? answer.then(knownTypes) : answer)

class Client extends pg.Client {
  override query(...args: unknown[]): never {
    return translated(Reflect.apply(super.query, this, args)) as never
  }
}

class Pool extends pg.Pool {
  override query(...args: unknown[]): never {
    return translated(Reflect.apply(super.query, this, args)) as never
  }
}

async function connect(): Promise<SqlDriverAdapter> {
  const pool = new Pool({ connectionString: url, max: 1, options: '-c timezone=UTC', Client })
  const adapter = withChars(await new PrismaPg(pool).connect())
  const startTransaction = adapter.startTransaction.bind(adapter)
  adapter.startTransaction = async (isolation) => withChars(await startTransaction(isolation))
  // The adapter's own cuts a script at every semicolon, those between dollar quotes too.
  adapter.executeScript = async (script) => {
    await pool.query(script)
  }
  adapter.dispose = () => pool.end()
  return adapter
}

async function startEngine() {
  // Called by the engine when it panics, right before it ends in a trap.
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (text: string) => console.error(text) } })
  const folder = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
  const { instance } = await WebAssembly.instantiate(readFileSync(path.join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': wasm as unknown as WebAssembly.ModuleImports,
  })
  wasm.__wbg_set_wasm(instance.exports)
  ;(instance.exports.__wbindgen_start as () => void)()
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect,
    connectToShadowDb: () => Promise.reject(new Error('this engine makes no shadow database')),
  })
  const datamodels = values('--datamodels').map((file): [string, string] => [file, readFileSync(file, 'utf8')])
  return wasm.SchemaEngine.new({ datamodels: datamodels.length ? datamodels : undefined }, () => {}, factory)
}

const send = (message: object) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

async function serve(): Promise<void> {
  const engine = await startEngine()
  const methods = engine as unknown as Record<string, Method | undefined>
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line) as Request
    if (!method) continue
    try {
      const result = await methods[method === 'getDatabaseVersion' ? 'version' : method]?.call(engine, params)
      // The native engine prints a difference by a call of its own before it answers.
      if (method === 'diff' && result?.stdout) send({ id: `print-${id}`, method: 'print', params: { content: result.stdout } })
      send({ id, result: method === 'diff' ? { exitCode: result?.exitCode, stdout: null } : (result ?? {}) })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      send({ id, error: { code: 4466, message, data: { is_panic: false, message, error_code: null, meta: null } } })
    }
  }
}

// `cli can-connect-to-database`: the CLI asks this before it migrates.
if (process.argv.includes('cli')) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.end()
  process.stderr.write(`${JSON.stringify({ level: 'INFO', fields: { message: 'Connection successful' } })}\n`)
} else await serve()
