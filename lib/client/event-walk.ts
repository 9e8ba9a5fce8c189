import * as z from 'zod/mini'

const KEY = 'gridsight.list'
/** The list that events are opened from, as this tab showed it last: their numbers in its order, and its address. */
const Walk = z.object({ cases: z.array(z.string()).check(z.maxLength(5_000)), list: z.string().check(z.regex(/^\/events(\?|$)/)) })
export type Walk = z.infer<typeof Walk>

/** Keeps a list for the pages of its events. */
export function keepWalk(walk: Walk): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(walk))
  } catch {
    // a browser that keeps nothing leads from no event to the next
  }
}

/** The list that this tab showed last; null: none. */
export function readWalk(): Walk | null {
  try {
    return Walk.safeParse(JSON.parse(sessionStorage.getItem(KEY) ?? 'null')).data ?? null
  } catch {
    return null
  }
}

/** Where an event stands in a list: before and after which, and as which of how many; null: it is not in it. */
export type Place = { previous: string | null; next: string | null; nth: number; of: number; list: string }

export function placeIn(walk: Walk | null, caseNumber: string): Place | null {
  const at = walk?.cases.indexOf(caseNumber) ?? -1
  if (!walk || at < 0) return null
  return { previous: walk.cases[at - 1] ?? null, next: walk.cases[at + 1] ?? null, nth: at + 1, of: walk.cases.length, list: walk.list }
}
