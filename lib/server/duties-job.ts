import { ensureShipped } from '@/lib/db/duties/duty-templates'
import { makeDueItems } from '@/lib/db/duties/make-items'
import type { LeasedJob } from './job'

/** A template that begins today has its items before whoever saved it has looked away. */
const EVERY_MS = 5_000

/** Makes the items of duties (职责) that are owed, and sees that the templates that ship are there. */
export function dutiesJob(): LeasedJob {
  let shipped = false
  return {
    lease: 'duties',
    everyMs: EVERY_MS,
    wake(run) {
      run()
      return () => {}
    },
    async work(fence) {
      if (!shipped) await ensureShipped(fence)
      shipped = true
      await makeDueItems(fence, Date.now())
    },
    fault: 'the items of a duty could not be made',
  }
}
