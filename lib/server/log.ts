import { type Logger, pino } from 'pino'
import type { Env } from '@/lib/env'

/** What must never be read in a log, wherever a library may have put it. */
const SECRETS = ['token', 'key', 'password', 'authorization', 'cookie'].flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/** Where a fault of the database quotes the rows and values of a statement: what people wrote. */
const QUOTED = ['detail', 'where', 'internalQuery'].map((name) => `*.${name}`)

/** The log of the server: JSON lines on stderr, so that what a person at the terminal reads on stdout stays apart. */
export function makeLog(env: Pick<Env, 'LOG_LEVEL'>): Logger {
  return pino(
    { name: 'gridsight', level: env.LOG_LEVEL, redact: { paths: [...SECRETS, ...QUOTED, 'req.headers', '*.connectionString'], censor: '[secret]' } },
    process.stderr,
  )
}
