import { maskText } from './masking'

/** What an event or one of its contents says in words. */
export type Words = { title: string | null; description: string | null; reporter: string | null; householdId: string | null }

const maskMaybe = (text: string | null): string | null => (text === null ? null : maskText(text))

/** The words without persons: who reported it and the household go, numbers of phones and identity cards in texts are masked. */
export function withoutPersons({ title, description }: Words): Words {
  return { title: maskMaybe(title), description: maskMaybe(description), reporter: null, householdId: null }
}

/** How many fields differ. */
export const changedWords = (a: Words, b: Words): number =>
  Number(a.title !== b.title) + Number(a.description !== b.description) + Number(a.reporter !== b.reporter) + Number(a.householdId !== b.householdId)

/** Words of stages, a text or null each, as `events` keep them (JSON), with the numbers masked; the very same text where there are none. */
export function maskStageWords(text: string | null): string | null {
  if (text === null) return null
  const given: unknown = JSON.parse(text)
  const masked = JSON.stringify(Array.isArray(given) ? given.map((words) => (typeof words === 'string' ? maskText(words) : words)) : given)
  return masked === JSON.stringify(given) ? text : masked
}

/** Fields of a life and of what came with an action that are free text; codes and ids may look like numbers of people and are none. */
const FREE_TEXT = new Set(['note', 'reason', 'answer', 'demandedReply', 'voidReason'])

/** A JSON value with the numbers in its free texts masked, at any depth; the very same value where there are none. */
export function maskFreeText(value: Record<string, unknown>): Record<string, unknown>
export function maskFreeText(value: unknown): unknown
export function maskFreeText(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map(maskFreeText)
    return items.every((item, i) => item === value[i]) ? value : items
  }
  let changed = false
  const entries = Object.entries(value).map(([name, inner]: [string, unknown]) => {
    const masked = typeof inner === 'string' && FREE_TEXT.has(name) ? maskText(inner) : maskFreeText(inner)
    changed ||= masked !== inner
    return [name, masked] as const
  })
  return changed ? Object.fromEntries(entries) : value
}
