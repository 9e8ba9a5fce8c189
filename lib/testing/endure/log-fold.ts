import type { EventChange, EventFacts } from '@/lib/domain/change'
import { doubled, type Finding, lost, type StoredEvent } from './compare'

/** A change of another kind than events. */
export type OtherChange = { revision: number }

/** The log read from its beginning, as one who trusts nothing in it: each event is born once, and each change begins where the last one ended. */
export class LogFold {
  revision = 0
  readonly facts = new Map<number, EventFacts>()

  /** Takes the next changes, of other kinds their revisions; answers what does not follow. */
  take(changes: readonly (EventChange | OtherChange)[]): Finding[] {
    const found: Finding[] = []
    for (const change of changes) {
      const { revision } = change
      if (revision <= this.revision) found.push(doubled(`revision ${revision} of the log comes after ${this.revision}`))
      else if (revision > this.revision + 1)
        found.push(lost(`revisions ${this.revision + 1} to ${revision - 1} of the log`, revision - this.revision - 1))
      this.revision = Math.max(this.revision, revision)
      if (!('number' in change)) continue
      const { number, before, after } = change
      const known = this.facts.get(number)
      if (!before && known) found.push(doubled(`event ${number} is born again at revision ${revision} of the log`))
      if (before && before.revision !== known?.revision)
        found.push(lost(`revision ${revision} of the log begins where event ${number} was at ${before.revision}, not at ${known?.revision}`))
      if (after) this.facts.set(number, after)
      else this.facts.delete(number)
    }
    return found
  }

  /** The events that the log leads to are those of the table. */
  compare(stored: readonly StoredEvent[]): Finding[] {
    const numbers = new Set(stored.map((event) => event.number))
    const found = stored.flatMap((event) => {
      const facts = this.facts.get(event.number)
      if (!facts) return [lost(`event ${event.number} is in the table and not in the log`)]
      return facts.revision === event.revision
        ? []
        : [lost(`event ${event.number} is at revision ${event.revision}, the log leads to ${facts.revision}`)]
    })
    return [...found, ...[...this.facts.keys()].filter((n) => !numbers.has(n)).map((n) => doubled(`event ${n} is in the log and not in the table`))]
  }
}
