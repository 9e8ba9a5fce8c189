import * as z from 'zod/mini'
import { Within, whole } from './query-parts'
import { RejectCode } from './source'
import { RecordMatch } from './source-match'
import { SourceList } from './source-subjects'

export { SourceList } from './source-subjects'
export const SourceCounts = z.record(SourceList, z.int())
export type SourceCounts = z.infer<typeof SourceCounts>
export const noSourceCounts = (): SourceCounts => ({ matched: 0, onlySource: 0, several: 0, unbound: 0, left: 0, onlyHere: 0, rejected: 0 })

/** Adds counts up. */
export function sumCounts(all: Iterable<SourceCounts>): SourceCounts {
  const sum = noSourceCounts()
  for (const counts of all) for (const name of SourceList.options) sum[name] += counts[name]
  return sum
}

/** One community with its counts; `code` null: rows that name none that is here. */
export const SourceCommunity = z.object({
  code: z.nullable(z.string()),
  name: z.string(),
  nameEn: z.string(),
  counts: SourceCounts,
})
export type SourceCommunity = z.infer<typeof SourceCommunity>
/** What `GET /api/sources/{id}/communities` answers; `total` of the communities that the asker sees. */
export const SourceCommunities = z.object({ total: SourceCounts, communities: z.array(SourceCommunity) })

/** `within`: of this community or grid; `unknown`: of rows that name no place here, instead. */
export const SourceRowsQuery = z.object({
  list: SourceList,
  within: Within,
  limit: z._default(whole(1, 200), 50),
  cursor: z.optional(z.string().check(z.maxLength(200))),
})

/** A row of a list, masked. `why`: of a row that was not taken; `line`, `column`: where. */
export const SourceListRow = z.object({
  key: z.string(),
  externalId: z.nullable(z.string()),
  name: z.nullable(z.string()),
  address: z.nullable(z.string()),
  phone: z.nullable(z.string()),
  place: z.string(),
  placeEn: z.string(),
  community: z.nullable(z.string()),
  match: z.nullable(RecordMatch),
  line: z.nullable(z.int()),
  column: z.nullable(z.string()),
  field: z.nullable(z.string()),
  code: z.nullable(RejectCode),
  why: z.nullable(z.string()),
  leftAt: z.nullable(z.string()),
})
export type SourceListRow = z.infer<typeof SourceListRow>
export const SourceListRows = z.object({ rows: z.array(SourceListRow), nextCursor: z.nullable(z.string()) })

/** The first rows of a source's file, masked by what they are mapped to, and what its columns probably hold. */
export const SourcePreview = z.object({
  file: z.string(),
  header: z.array(z.string()),
  rows: z.array(z.object({ line: z.int(), cells: z.array(z.string()) })),
  guess: z.record(z.string(), z.string()),
})
export type SourcePreview = z.infer<typeof SourcePreview>
