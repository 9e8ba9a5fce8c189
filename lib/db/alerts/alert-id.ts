import { v5 } from 'uuid'

/** The names of alerts; drawn once. */
const NAMESPACE = 'c0d8f4b2-5f0e-4c53-9a57-3f7b0f6f2f11'

/** The id of an alert by its rule, its stream and the revision or night that raised it: whoever evaluates the same finds the same (uuid of version 5). */
export const alertId = (rule: string, stream: string, revision: number | string): string => v5(`${rule}\0${stream}\0${revision}`, NAMESPACE)
