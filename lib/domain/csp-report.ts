import * as z from 'zod/mini'

const Text = z.optional(z.string().check(z.maxLength(4_000)))

/** What a browser sends to `report-uri` when a page breaks its Content-Security-Policy. */
export const CspReportIn = z.object({
  'csp-report': z.object({
    'document-uri': Text,
    'effective-directive': Text,
    'violated-directive': Text,
    'blocked-uri': Text,
    'source-file': Text,
    'line-number': z.optional(z.int()),
  }),
})

/** What of it is kept: places without query strings, which may hold what somebody searched for. */
export type CspReport = { page: string; directive: string; blocked: string; source: string; line: number | null }

const MAX_LENGTH = 200
const place = (text: string | undefined) =>
  (text ?? '')
    .split(/[?#]/, 1)[0]
    ?.replace(/\p{Cc}/gu, '')
    .slice(0, MAX_LENGTH) ?? ''

/** A report as it is written into the log. */
export function cspReport({ 'csp-report': told }: z.infer<typeof CspReportIn>): CspReport {
  return {
    page: place(told['document-uri']),
    directive: place(told['effective-directive'] ?? told['violated-directive']),
    blocked: place(told['blocked-uri']),
    source: place(told['source-file']),
    line: told['line-number'] ?? null,
  }
}
