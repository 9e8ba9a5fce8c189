import type { Opening } from './crowd'

/** Clients that keep when they had applied which revision: over sockets, or by asking `/api/changes` every second. */
export type Watching = { watch: Pick<Opening['open'], 'url' | 'clients' | 'tokens'> & { by: 'socket' | 'polling' } }
/** Asks for what they kept, once all have applied a revision or the time is up. */
export type Collecting = { collect: { revision: number; ms: number } }
/** For each step of each client: which client, the revision it then had, and the time of `clock`. `behind`: clients that were late. */
export type Seen = { client: Float64Array; revision: Float64Array; at: Float64Array; behind: number }

/** Milliseconds of a clock that all processes of a machine share. */
export const clock = (): number => Number(process.hrtime.bigint()) / 1e6

/** Times from moments to the first step of each client that reaches their revision; a step before the moment took no time. */
export function delays(moments: readonly { revision: number; at: number }[], seen: Seen): Float64Array {
  const byRevision = [...moments].sort((a, b) => a.revision - b.revision)
  const next = new Map<number, number>()
  const found: number[] = []
  seen.client.forEach((client, i) => {
    let n = next.get(client) ?? 0
    for (let m = byRevision[n]; m && m.revision <= (seen.revision[i] ?? 0); m = byRevision[++n]) found.push(Math.max(0, (seen.at[i] ?? 0) - m.at))
    next.set(client, n)
  })
  return Float64Array.from(found).sort()
}

/** The value below which a share of sorted values lies. */
export const quantile = (sorted: Float64Array, share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
