import * as z from 'zod/mini'
import { SaneDay } from './sane-time'
import { SourceCounts } from './source-list'

/** Totals that were reported (「报道数据」): what of, for those that something here is held against. */
export const ReportedKey = z.enum(['crowd', 'gridHouseholds', 'partyMembers', 'cadres', 'gridMembers'])
export type ReportedKey = z.infer<typeof ReportedKey>

/** A total as it was reported. `rounded`: it was told in 万 and is no exact number. */
export const ReportedFigure = z.object({
  key: ReportedKey,
  count: z.int().check(z.gte(0), z.lte(99_999_999)),
  rounded: z.boolean(),
  source: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  /** YYYY-MM-DD; null: the report says none */
  asOf: z.nullable(SaneDay),
})
export type ReportedFigure = z.infer<typeof ReportedFigure>
const figures = z.array(ReportedFigure).check(
  z.maxLength(ReportedKey.options.length),
  z.refine((all) => new Set(all.map(({ key }) => key)).size === all.length, { error: 'a figure comes twice' }),
)
/** The totals as they are to be. `seen`: as whoever changes them has seen them. */
export const ReportedIn = z.object({ figures, seen: z.optional(figures) })
export type ReportedIn = z.infer<typeof ReportedIn>

/** What a total that is counted here is made of, or, where nothing is counted, what comes nearest to it. */
export const ReportedPart = z.enum(['bound', 'unbound', 'members', 'chiefs', 'organised', 'in_service', 'mobile', 'no_post', 'leaders'])
export type ReportedPart = z.infer<typeof ReportedPart>

/**
 * A reported total beside what is here. `live`: null where nothing here counts it; `difference`: live − reported. `from`: the source that `live` is
 * of, with what explains the difference; otherwise `parts` of what is here. `areas`: how many grids that source is of, 0: the whole county.
 */
export const ReportedRow = z.extend(ReportedFigure, {
  live: z.nullable(z.int()),
  difference: z.nullable(z.int()),
  from: z.nullable(z.object({ id: z.string(), name: z.string(), synced: z.nullable(z.string()), areas: z.int(), counts: SourceCounts })),
  parts: z.array(z.object({ what: ReportedPart, count: z.int() })),
})
export type ReportedRow = z.infer<typeof ReportedRow>
/** `whole`: whoever asks sees the whole county, which is what live totals are of; others are told none of them. */
export const Reported = z.object({ figures: z.array(ReportedRow), whole: z.boolean(), mayChange: z.boolean() })
export type Reported = z.infer<typeof Reported>

/** A total with what stands beside it. They are never made to agree. */
export function besideReported(figure: ReportedFigure, live: number | null): Pick<ReportedRow, 'live' | 'difference'> {
  return { live, difference: live === null ? null : live - figure.count }
}
