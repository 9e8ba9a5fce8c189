import type { EventIn, SaveTold } from '@/lib/domain/event'

/** Saves events, or tells what would become of them; `at`: when the source said each, epoch milliseconds. */
export type Send = (events: readonly EventIn[], at: readonly number[]) => Promise<SaveTold>

/** Sends what conflicts once more, as updates of the time the export was made; what was an update before is a duplicate then. */
export async function sendAsOf(send: Send, events: readonly EventIn[], at: readonly number[], asOf: number): Promise<SaveTold> {
  const first = await send(events, at)
  const again = first.rejected.filter(({ code, index }) => code === 'conflict' && events[index])
  if (again.length === 0) return first
  const stamped = again.flatMap(({ index }) => {
    const event = events[index]
    return event ? [{ ...event, updatedAt: new Date(asOf).toISOString() }] : []
  })
  const second = await send(
    stamped,
    stamped.map(() => asOf),
  )
  const outcomes = [...first.outcomes]
  for (const [i, { index }] of again.entries()) outcomes[index] = second.outcomes[i] ?? 'rejected'
  return {
    ...second,
    accepted: first.accepted + second.accepted,
    updated: first.updated + second.updated,
    duplicates: first.duplicates + second.duplicates,
    rejected: [
      ...first.rejected.filter((row) => !again.includes(row)),
      ...second.rejected.map((row) => ({ ...row, index: again[row.index]?.index ?? 0 })),
    ],
    outcomes,
  }
}
