import type { SourceSubject } from '@/lib/domain/source'
import { events } from './subjects/events'
import { households } from './subjects/households'
import { people } from './subjects/people'
import type { StoredSubject } from './subjects/subject'
import { units } from './subjects/units'

const STORED: { readonly [S in SourceSubject]: StoredSubject<S> } = { households, people, units, events }

/** What the database does with rows of a subject. The items of a source are all of its subject. */
export const storedSubject = (subject: SourceSubject) => STORED[subject] as StoredSubject<SourceSubject>
