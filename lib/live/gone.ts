import { isProblem, Problem } from '@/lib/domain/problem'

/** Why work was given up: the Problem that its signal was aborted with, or that whoever asked has gone. */
export const whyGone = ({ reason }: AbortSignal): Problem =>
  isProblem(reason) ? reason : new Problem('timed_out', 'The connection was closed before the answer was there.')
