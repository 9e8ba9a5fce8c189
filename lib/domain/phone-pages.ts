const PAGES = ['/report', '/tasks'] as const
type PhonePage = (typeof PAGES)[number]

/**
 * Is it a page that a phone keeps, so that it opens without a signal (public/sw.js)?
 */
export const isPhonePage = (path: string): path is PhonePage => PAGES.some((page) => page === path)

/** Pages that somebody without an account opens on the street, and a resident’s own. */
const RESIDENT_PAGES: readonly string[] = ['/s', '/s/follow', '/o', '/o/follow', '/my']

/** Is it sent over weak lines? Then a phone draws it with letters of its own. */
export const isLightPage = (path: string): boolean => isPhonePage(path) || RESIDENT_PAGES.includes(path)

/** The page whose shell has this path; null: it is none. A shell is the document that a phone keeps of its page, the same for everybody. */
export function pageOfShell(path: string): PhonePage | null {
  return PAGES.find((page) => path === `/shell${page}`) ?? null
}

/** Tells a page that its shell is asked for; only the server says it (lib/server/shell.ts). */
export const SHELL_HEADER = 'x-shell'
