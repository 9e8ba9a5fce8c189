const PATH = /^\/(?:report|tasks|shell\/(?:report|tasks))$/

/**
 * Is it a page that a phone keeps, so that it opens without a signal, or the shell of one (public/sw.js)? Such a page is sent over weak lines: the
 * phone draws it with letters of its own.
 */
export const isPhonePage = (path: string): boolean => PATH.test(path)
