import path from 'node:path'
import * as z from 'zod/mini'

const port = z.coerce.number().check(z.int(), z.gte(0), z.lte(65535))
const blank = (v: unknown) => (v === '' ? undefined : v)
const text = z.pipe(z.transform(blank), z.optional(z.string()))

/** A length of time as a setting, milliseconds: `0`, `90m`, `24h`, `2d`. */
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }
const duration = z.pipe(
  z.string().check(z.regex(/^(?:0|\d{1,5}[mhd])$/, { error: 'it is 0, or a number of minutes, hours or days: 90m, 24h, 2d' })),
  z.transform((text: string) => Number.parseInt(text, 10) * (UNIT_MS[text.slice(-1)] ?? 1)),
)

const LOOPBACK = ['127.0.0.1', 'localhost', '::1']

/** Every setting of the product; the README lists the same names. */
const Env = z.object({
  NODE_ENV: z._default(z.enum(['development', 'production', 'test']), 'production'),
  HOST: z._default(z.string(), '127.0.0.1'),
  PORT: z._default(port, 3000),
  PUBLIC_ORIGIN: text,
  TRUST_PROXY: text,
  TLS_CERT: text,
  TLS_KEY: text,
  DATABASE_URL: text,
  DATA_DIR: z._default(z.string(), '.data'),
  GRIDSIGHT_DEMO: z.optional(z.enum(['county', 'off'])),
  GRIDSIGHT_DEMO_HISTORY: z._default(z.coerce.number().check(z.int(), z.gte(0), z.lte(20_000_000)), 638_000),
  GRIDSIGHT_DEMO_LAG: z._default(duration, 0),
  GRIDSIGHT_DEMO_RATE: z._default(z.union([z.literal('history'), z.coerce.number().check(z.gte(0), z.lte(1_000_000))]), 'history'),
  GRIDSIGHT_URL: text,
  GRIDSIGHT_TOKEN: text,
  GRIDSIGHT_HANDS: text,
  MAPBOX_TOKEN: text,
  BASEMAP_URL: text,
  BASEMAP_CRS: z.pipe(z.transform(blank), z.optional(z.enum(['WGS84', 'CGCS2000', 'GCJ02']))),
  BASEMAP_LOOK: z.pipe(z.transform(blank), z.optional(z.enum(['invert', 'dim', 'plain']))),
  TIANDITU_KEY: text,
  MAP_REVIEW_NUMBER: text,
  PHOTOS_FOLDER: text,
  SOURCES_FOLDER: text,
  PHOTOS_URL: z.pipe(z.transform(blank), z.optional(z.url({ protocol: /^https?$/ }))),
  PHOTOS_REGION: z._default(z.string().check(z.minLength(1)), 'us-east-1'),
  PHOTOS_KEY_ID: text,
  PHOTOS_SECRET: text,
  LOG_LEVEL: z._default(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), 'info'),
})

export type Env = Omit<z.infer<typeof Env>, 'GRIDSIGHT_DEMO'> & {
  GRIDSIGHT_DEMO: 'county' | 'off'
  /** `postgresql` when DATABASE_URL is set, otherwise the embedded engine */
  engine: 'embedded' | 'postgresql'
  /** absolute folder of the embedded engine's data and of what is made once (accounts, socket) */
  dataDir: string
}

/** A setting that cannot be used; the message is one sentence with what to do. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}

/** Parses the environment. Throws SettingError naming the variable. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const parsed = Env.safeParse(source)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new SettingError(`The setting ${String(issue?.path[0])} cannot be used (${issue?.message}). See "Settings" in README.md.`)
  }
  const env = parsed.data
  const engine = env.DATABASE_URL ? 'postgresql' : 'embedded'
  // Its passwords stand on the terminal: it comes to a network only when that is said.
  if (env.GRIDSIGHT_DEMO === undefined && engine === 'embedded' && !LOOPBACK.includes(env.HOST))
    throw new SettingError(
      `HOST=${env.HOST} opens the server to a network: say GRIDSIGHT_DEMO=off for an empty system, or GRIDSIGHT_DEMO=county for the demonstration.`,
    )
  return { ...env, engine, GRIDSIGHT_DEMO: env.GRIDSIGHT_DEMO ?? (engine === 'embedded' ? 'county' : 'off'), dataDir: path.resolve(env.DATA_DIR) }
}

/** What a process needs to run as its parent does: programs, folders, language, time zone and clock (LD_PRELOAD with faketime). */
const INHERITED = /^(PATH|HOME|TZ|LANG|TMPDIR|NODE_ENV|LD_PRELOAD|FAKETIME\w*|DONT_FAKE\w*)$/

/** The environment of a child process that must know nothing of ours (database address, keys) but what it is given. */
export function childEnv(own: Record<string, string>, source: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const inherited = Object.entries(source).filter(([name, value]) => INHERITED.test(name) && value !== undefined)
  return { ...Object.fromEntries(inherited), NODE_ENV: source.NODE_ENV, ...own }
}
