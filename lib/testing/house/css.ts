import { readFileSync } from 'node:fs'

/** Lines of CSS beside what Tailwind is told (`@import`, `@source`, `@theme`): the rest of the style is utilities. */
const MAX_OWN_LINES = 150

/** How many lines of a style sheet say something of their own: no comments, no blanks, nothing that Tailwind is told. */
export function ownLines(css: string): number {
  const own = css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^@theme[^{]*\{[\s\S]*?^\}$/gm, '')
  return own.split('\n').filter((line) => line.trim() !== '' && !/^@(?:import|source)\b/.test(line)).length
}

/** That the own CSS has grown beyond what it may, or nothing. */
export function tooMuchCss(): string {
  const lines = ownLines(readFileSync('app/globals.css', 'utf8'))
  return lines > MAX_OWN_LINES ? `app/globals.css has ${lines} lines of its own, and may have ${MAX_OWN_LINES}: say it by utilities` : ''
}
