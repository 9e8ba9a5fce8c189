/** The word that texts have for a code; undefined: they have none. */
export function wordOf(words: Readonly<Record<string, unknown>>, code: string): string | undefined {
  const word = words[code]
  return typeof word === 'string' ? word : undefined
}

/** Why something did not work, in words: those for its code, or what is said of all others. */
export const faultWord = (faults: Readonly<Record<string, string>> & { readonly other: string }, code: string): string =>
  wordOf(faults, code) ?? faults.other
