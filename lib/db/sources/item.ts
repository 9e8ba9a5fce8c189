import type { EventIn } from '@/lib/domain/event'
import type { NewHousehold, NewPerson } from '@/lib/domain/people'
import type { SourceSubject } from '@/lib/domain/source'
import type { NewUnit } from '@/lib/domain/unit'

/** What a row says of one of a subject; `at`: when the source said it, epoch milliseconds. */
type Made =
  | { of: 'households'; household: NewHousehold }
  | { of: 'people'; person: NewPerson }
  | { of: 'units'; unit: NewUnit & { id: string } }
  | { of: 'events'; event: EventIn; at: number }

/**
 * A row that can be taken; `hash`: of all of it. `name`, `phone`, `idNumber`, `address`: by what it is known and listed. `fault`: why it is taken
 * and yet not all that it says can be.
 */
export type SourceItem = {
  externalId: string
  line: number
  hash: string
  grid: string
  community: string
  name: string
  phone: string | null
  idNumber: string | null
  address: string | null
  fault: 'unknown_member' | null
} & Made

export type ItemOf<S extends SourceSubject> = Extract<SourceItem, { of: S }>
