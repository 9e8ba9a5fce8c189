import * as z from 'zod/mini'

/** The views of the board that a socket is sent beside frames: how things stand, and not what happened. */
export const ViewName = z.enum(['kpis', 'alerts'])
export type ViewName = z.infer<typeof ViewName>

/** client → server: asks for the whole of a view. */
export const ViewWanted = z.object({ name: ViewName })
export type ViewWanted = z.infer<typeof ViewWanted>

/**
 * What each message of a view begins with. It holds the absolute values of every row that the changes after `since` up to `revision`
 * have moved, also of one that was moved there and back, so that it is right for whoever is anywhere between the two.
 *
 * Without `since` it is whole. What moves a view and not the log (a new civil day, the progress of the history) is told whole at the
 * same `revision`, so that a whole one counts at an equal revision too.
 */
export const viewHead = { logId: z.string(), since: z.optional(z.int()), revision: z.int(), at: z.int() }
export type ViewHead = { logId: string; since?: number | undefined; revision: number; at: number }

/**
 * What a client at revision `own` of a view does with a message of the same log. `known`: nothing, it is older. `gap`: it begins beyond
 * what the client has, which has to ask for the whole.
 */
export function stepOfView(own: number, { since, revision }: Pick<ViewHead, 'since' | 'revision'>): 'take' | 'known' | 'gap' {
  if (since === undefined) return revision >= own ? 'take' : 'known'
  if (revision <= own) return 'known'
  return since > own ? 'gap' : 'take'
}

/** Keys of rows that changes have moved: ids of rows, and names of what stands above them. */
export type Touched = Set<number | string>
