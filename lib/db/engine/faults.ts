/** SQLSTATEs and socket errors that say "the database is not there at the moment", as opposed to "this statement is wrong". */
const GONE = /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT|08\w{3}|57P0[123]|53300)$/
const GONE_WORDS = /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable/i
/** What Prisma's adapter calls errors of sockets, whose codes it does not keep. */
const GONE_KINDS = /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout)$/
const NO_SPACE = /^(53100|ENOSPC)$/

/**
 * A fault and all that caused it. The library of accounts wraps what Prisma says, and Prisma what its adapter says, which keeps the code of the database in a
 * plain object.
 */
function* causesOf(error: unknown): Generator<object> {
  if (typeof error !== 'object' || error === null) return
  yield error
  if ('cause' in error) yield* causesOf(error.cause)
  if ('meta' in error && typeof error.meta === 'object' && error.meta !== null && 'driverAdapterError' in error.meta)
    yield* causesOf(error.meta.driverAdapterError)
  if (error instanceof AggregateError) for (const one of error.errors) yield* causesOf(one)
}

const says = (error: object, name: 'code' | 'originalCode' | 'kind' | 'message', words: RegExp): boolean => {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' && words.test(value)
}
const isCoded = (error: object, codes: RegExp): boolean => says(error, 'code', codes) || says(error, 'originalCode', codes)

/** Is this fault of a query a lost or refused connection, which a caller may retry, and not an error of ours? */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return [...causesOf(error)].some((one) => isCoded(one, GONE) || says(one, 'kind', GONE_KINDS) || says(one, 'message', GONE_WORDS))
}

/** Was something not written because a disk is full: the database's, or that of the photos? */
export const isNoSpace = (error: unknown): boolean => error instanceof Error && [...causesOf(error)].some((one) => isCoded(one, NO_SPACE))
