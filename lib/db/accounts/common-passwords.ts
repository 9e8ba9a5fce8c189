let loaded: Promise<ReadonlySet<string>> | undefined

/**
 * Passwords that are tried first, in small letters: some 49,000 of published breaches, as zxcvbn-ts keeps them. Read for the first new
 * password, which costs 60 ms and 3 MB; nobody is asked over a network.
 */
export function commonPasswords(): Promise<ReadonlySet<string>> {
  loaded ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary.passwords))
  return loaded
}
