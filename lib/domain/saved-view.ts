import * as z from 'zod/mini'
import { ExportList } from './export'

/** As many tabs as fit above a list, and some. */
export const MAX_VIEWS = 20

/** A list as somebody keeps it: `query` is what its address says. The same name again takes its place. */
export const SavedViewIn = z.object({
  list: ExportList,
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(40), z.regex(/^\P{Cc}*$/u)),
  query: z.string().check(z.maxLength(1_000), z.regex(/^(\?[^\s#]*)?$/, 'must be a query string, or empty')),
})
export type SavedViewIn = z.infer<typeof SavedViewIn>

export const SavedView = z.extend(SavedViewIn, { id: z.uuid() })
export type SavedView = z.infer<typeof SavedView>

/** In the order in which they were made. */
export const SavedViews = z.object({ views: z.array(SavedView) })
