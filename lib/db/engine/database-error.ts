import { MigrationError } from './migrate'

/** A database that cannot be used; the message is one sentence that says what is wrong and what to do. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
}

/** The SQLSTATE or system error code of a fault, also of one that is the cause of another or one of several tried addresses. */
export function faultCode(fault: unknown): string {
  if (fault instanceof MigrationError && fault.cause) return faultCode(fault.cause)
  if (fault instanceof AggregateError && fault.errors.length) return faultCode(fault.errors[0])
  if (fault instanceof Error && 'code' in fault && typeof fault.code === 'string') return fault.code
  return ''
}

/** host:port/database of a URL, without user and password; for sentences. */
function placeOf(url: string): { server: string; database: string; user: string } {
  try {
    const { hostname, port, pathname, username, searchParams } = new URL(url)
    const host = searchParams.get('host') ?? (hostname || 'localhost')
    return { server: `${host}:${port || 5432}`, database: decodeURIComponent(pathname.slice(1)), user: decodeURIComponent(username) || 'this role' }
  } catch {
    return { server: 'DATABASE_URL', database: '', user: 'this role' }
  }
}

/** Turns a fault of opening a database into a sentence; `url` is DATABASE_URL, null for the embedded engine. */
export function explainFault(fault: unknown, url: string | null): DatabaseError {
  if (fault instanceof DatabaseError) return fault
  const say = (text: string) => new DatabaseError(text, { cause: fault })
  const reason = fault instanceof Error ? fault.message.replace(/\.$/, '') : String(fault)
  if (url === null) return say(`The embedded database cannot be opened (${reason}).`)
  const { server, database, user } = placeOf(url)
  const code = faultCode(fault)
  switch (code) {
    case 'ERR_INVALID_URL':
      return say('DATABASE_URL is not an address of PostgreSQL: write postgresql://user:password@host:5432/database.')
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'ENOENT':
      return say(`The database server at ${server} cannot be reached (${code}): start PostgreSQL there, or correct DATABASE_URL.`)
    case '28P01':
    case '28000':
      return say(`The database server at ${server} refuses ${user} (${reason}): correct user and password in DATABASE_URL.`)
    case '3D000':
      return say(`The database server at ${server} has no database "${database}": create it (createdb ${database}), or correct DATABASE_URL.`)
    case '42501':
      return say(
        `The role of DATABASE_URL may not prepare the database "${database}" (${reason}): let an administrator run CREATE EXTENSION postgis and GRANT CREATE ON SCHEMA public there.`,
      )
    case '25006':
      return say(`The database server at ${server} is read-only (a standby?): point DATABASE_URL at the primary server.`)
    case '53300':
      return say(`The database server at ${server} has no connection left (${reason}): raise max_connections or stop other programs.`)
  }
  if (fault instanceof MigrationError) return say(fault.message)
  if (/timeout|terminated/i.test(reason))
    return say(`The database server at ${server} does not answer (${reason}): see that it runs, or correct DATABASE_URL.`)
  return say(`The database of DATABASE_URL cannot be opened (${reason}): correct DATABASE_URL or the server.`)
}
