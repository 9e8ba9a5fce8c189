import type { EventChange, EventFacts } from '@/lib/domain/change'
import { partyKey } from '@/lib/domain/life'

/**
 * The sensitive events that were given to somebody, one by one, by party: whom they were given to sees them although others get them as
 * counts. They are few; all other events are counted and not kept.
 */
export class AssignedEvents {
  readonly #byParty = new Map<string, Map<number, EventFacts>>()

  add(number: number, facts: EventFacts): void {
    for (const party of facts.life?.parties ?? []) {
      const events = this.#byParty.get(party) ?? new Map<number, EventFacts>()
      this.#byParty.set(party, events.set(number, facts))
    }
  }

  remove(number: number, facts: EventFacts): void {
    for (const party of facts.life?.parties ?? []) {
      const events = this.#byParty.get(party)
      events?.delete(number)
      if (events?.size === 0) this.#byParty.delete(party)
    }
  }

  /** What was given to any of these parties, each event once. */
  of(parties: readonly string[]): ReadonlyMap<number, EventFacts> {
    const found = new Map<number, EventFacts>()
    for (const party of parties) for (const [number, facts] of this.#byParty.get(party) ?? []) found.set(number, facts)
    return found
  }

  /** All of them, as changes that would make them, each once, by so many: what a checkpoint holds. */
  *state(each: number): Generator<EventChange[], void, void> {
    const seen = new Set<number>()
    let part: EventChange[] = []
    for (const events of this.#byParty.values())
      for (const [number, after] of events) {
        if (seen.has(number)) continue
        seen.add(number)
        part.push({ revision: after.revision, number, receivedAt: 0, before: null, after })
        if (part.length < each) continue
        yield part
        part = []
      }
    yield part
  }

  /** Of each party the numbers and facts of what was given to it. For comparing boards. */
  forEach(fn: (party: string, number: number, facts: EventFacts) => void): void {
    for (const [party, events] of this.#byParty) for (const [number, facts] of events) fn(party, number, facts)
  }
}

const NONE: ReadonlySet<string> = new Set()
const DEPARTMENT = partyKey({ kind: 'department', id: '' })

/** The departments among whom an event was given to, each once, as party keys. */
export function departmentsOf({ life }: EventFacts): ReadonlySet<string> {
  return life?.parties.length ? new Set(life.parties.filter((key) => key.startsWith(DEPARTMENT))) : NONE
}
