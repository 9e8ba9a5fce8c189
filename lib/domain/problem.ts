/** Stable error codes with the HTTP status each one answers (RFC 9457 problem+json). */
export const problemStatus = {
  invalid: 400,
  malformed: 400,
  unauthenticated: 401,
  code_needed: 401,
  forbidden: 403,
  bad_origin: 403,
  second_factor_missing: 403,
  step_up_needed: 403,
  not_found: 404,
  method_not_allowed: 405,
  timed_out: 408,
  conflict: 409,
  superseded: 409,
  no_record: 409,
  other_viewer: 409,
  too_large: 413,
  unsupported_media_type: 415,
  nothing_accepted: 422,
  unknown_party: 422,
  rate_limited: 429,
  internal: 500,
  starting: 503,
  stopping: 503,
  no_space: 503,
  unavailable: 503,
} as const

export type ProblemCode = keyof typeof problemStatus

/** A fault with a stable code; the message is safe to show to the caller, `extra` is merged into the problem document. */
export class Problem extends Error {
  override readonly name = 'Problem'
  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly extra: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
  get status(): number {
    return problemStatus[this.code]
  }
  /** The RFC 9457 document. */
  toJSON(): Record<string, unknown> {
    return { type: `urn:gridsight:problem:${this.code}`, title: this.message, status: this.status, code: this.code, ...this.extra }
  }
}

/**
 * Is this a Problem? By shape and not by class: a page, a route handler and the server hold separate instances of this module in one
 * process, and a Problem that the shared board throws is of the server's class.
 */
export function isProblem(error: unknown): error is Problem {
  return error instanceof Error && error.name === 'Problem' && 'code' in error && typeof error.code === 'string' && error.code in problemStatus
}

/** Makes a switch exhaustive: a forgotten case is a type error here, and a fault if it ever happens at run time. */
export function assertNever(value: never): never {
  throw new Problem('internal', `unexpected value ${JSON.stringify(value)}`)
}
