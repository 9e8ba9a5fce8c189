import { createHash } from 'node:crypto'

/** The id of a person, household or place: always the same for what a source calls by one id, so that an import can be repeated. */
export function peopleId(kind: 'person' | 'household' | 'place', source: string, externalId: string): string {
  const hex = createHash('sha256').update(`${kind}\0${source}\0${externalId}`).digest('hex')
  // a uuid of version 8 (RFC 9562: by a rule of our own)
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
