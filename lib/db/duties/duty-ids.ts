import { v5 } from 'uuid'

const NAMESPACE = '6f0b7f1e-6a1c-4c0e-9b55-6a0e5f4c7a10'
/** The id of a duty that ships: the same everywhere. */
export const shippedDutyId = (shipped: string): string => v5(`template ${shipped}`, NAMESPACE)
/** The id of the item of a subject in a period: the same whoever makes it, and however often. */
export const dutyItemId = (template: string, subject: string, period: string): string => v5(`item ${template} ${subject} ${period}`, NAMESPACE)
/** The id of the nth finding of an item that a source gives. */
export const givenFindingId = (item: string, nth: number): string => v5(`finding ${item} ${nth}`, NAMESPACE)
/** The id as a request of what a source says of an item: the same as long as it says the same. */
export const givenStepId = (source: string, item: string, hash: string): string => v5(`given ${source} ${item} ${hash}`, NAMESPACE)
/** The id that an item of a plan has as a request of its own. */
export const planStepId = (request: string, item: string): string => v5(`plan ${request} ${item}`, NAMESPACE)
