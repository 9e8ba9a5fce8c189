/** SQLSTATEs and socket errors that say "the database is not there at the moment", as opposed to "this statement is wrong". */
const GONE = /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT|08\w{3}|57P0[123]|53300)$/
const GONE_WORDS = /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable/i

/** Is this fault of a query a lost or refused connection, which a caller may retry, and not an error of ours? */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string' && GONE.test(error.code)) return true
  return GONE_WORDS.test(error.message) || (error instanceof AggregateError && error.errors.some(isUnavailable))
}

/** Was something not written because a disk is full: the database's, or that of the photos? */
export function isNoSpace(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && (error.code === '53100' || error.code === 'ENOSPC')) return true
  return isNoSpace(error.cause)
}
