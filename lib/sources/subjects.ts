import type { Fence } from '@/lib/db/log/leases'
import type { StoredSource } from '@/lib/db/sources/stored'
import type { SourceSubject } from '@/lib/domain/source'
import { openEvents } from './subjects/events'
import { openHouseholds } from './subjects/households'
import { openPeople } from './subjects/people'
import type { SubjectRun } from './subjects/subject'
import { openUnits } from './subjects/units'

/** The run that rows are read for; `askedAt`: epoch milliseconds. */
type Run = { fence: Fence; dry: boolean; askedAt: number; now: () => number }

/** What reads the rows of each subject, with what they may name here. */
const READERS: Readonly<Record<SourceSubject, (source: StoredSource, run: Run) => Promise<SubjectRun>>> = {
  households: openHouseholds,
  people: openPeople,
  units: (source, { now }) => openUnits(source, now()),
  events: openEvents,
}

/** The reader of a source's rows in a run. */
export const openSubject = (source: StoredSource, run: Run): Promise<SubjectRun> => READERS[source.subject](source, run)
