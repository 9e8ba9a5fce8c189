import type { ProblemCode } from '@/lib/domain/problem'

/**
 * What a page may word and need not: what it says of all others is right for them too, or the page as a whole says it (the session ended),
 * or few pages can meet it (files, codes of an authenticator, parties, records).
 */
type MayWord =
  | 'unauthenticated'
  | 'other_viewer'
  | 'code_needed'
  | 'step_up_needed'
  | 'second_factor_missing'
  | 'too_large'
  | 'unsupported_media_type'
  | 'unknown_party'
  | 'no_record'
  | 'rate_limited'
  | 'starting'
  | 'stopping'
  | 'unavailable'
  | 'no_space'
  | 'bad_origin'
  | 'malformed'
  | 'method_not_allowed'
  | 'timed_out'
  | 'superseded'
  | 'nothing_accepted'
  | 'internal'

/** Every code of lib/domain/problem.ts, `lost` (no answer came), and `other`: all that have no words of their own. */
type Fault = ProblemCode | 'lost' | 'other'

/**
 * Texts of what may go wrong in a page, by code. Every code must be there, but for those above and those of `Unsaid`, which the page has
 * thought of and leaves to `other`: a new code does not compile until somebody has decided what is said of it. Only types: no browser is
 * sent a byte of this.
 */
export type FaultTexts<Unsaid extends Fault = never> = Readonly<Record<Exclude<Fault, MayWord | Unsaid>, string> & Record<string, string>>
