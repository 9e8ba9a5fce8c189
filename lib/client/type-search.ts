import type { EventType } from '@/lib/domain/category'
import { englishType } from '@/lib/domain/type-names'

const RECENT = 'gridsight.report.types'
const MAX_RECENT = 4

/** The types that hold all words of a search, by name (also the English one), class or code, in the order of their codes. */
export function findTypes(types: readonly EventType[], search: string): EventType[] {
  const wanted = search.trim().toLowerCase().split(/\s+/)
  return types.filter((type) =>
    wanted.every((word) => `${type.name} ${englishType(type.name) ?? ''} ${type.className} ${type.code}`.toLowerCase().includes(word)),
  )
}

/** The next list of recent codes when one was used. */
export const withRecent = (codes: readonly string[], code: string): string[] => [code, ...codes.filter((c) => c !== code)].slice(0, MAX_RECENT)

/** Codes of the types that this phone reported last. */
export function readRecent(): string[] {
  try {
    return (localStorage.getItem(RECENT) ?? '').split(',').filter((code) => code !== '')
  } catch {
    return [] // a browser that keeps nothing
  }
}

export function noteRecent(code: string): string[] {
  const codes = withRecent(readRecent(), code)
  try {
    localStorage.setItem(RECENT, codes.join(','))
  } catch {
    // nothing is kept; the list of all types is there
  }
  return codes
}
