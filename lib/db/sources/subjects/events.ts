import type { StoredSubject } from './subject'

/** Events come in through `saveEvents`, with the log, before their records are written; what was acted on here is not put right. */
export const events: StoredSubject<'events'> = {
  table: 'events',
  stands: 't.id IS NOT NULL',
  idOf: (_, { event }) => event.id,
  write: null,
  leave: null,
  here: null,
  matchable: null,
}
