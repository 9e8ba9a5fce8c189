/** The longest password that is hashed: a hash is paid for by us. */
export const MAX_PASSWORD_LENGTH = 128
const MIN_PASSWORD_LENGTH = 8
/** Capitals, small letters, digits, and everything else; letters without case (汉字) count as everything else. */
const CLASSES = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{Lu}\p{Ll}\p{Nd}]/u]
const MIN_CLASSES = 3

/** Whose password it is: the name to sign in with, and what they are called. */
export type PasswordOwner = { username: string; name: string }

/** Words of this product and its county, which whoever guesses tries first. */
const LOCAL_WORDS = ['gridsight', 'zhenping', '镇平', 'wangge', '网格']
const LEET: Readonly<Record<string, string>> = { '@': 'a', '4': 'a', '3': 'e', '1': 'i', '!': 'i', '0': 'o', $: 's', '5': 's', '7': 't' }

/**
 * The ways in which a password is looked up: in small letters, without signs, with the digits and signs that stand for letters read as
 * those, and each without what is commonly put behind a word (Password2026!).
 */
function formsOf(password: string): { whole: string[]; words: string[] } {
  const plain = password.normalize('NFKC').toLowerCase()
  const letters = [...plain].map((c) => LEET[c] ?? c).join('')
  const word = plain.replace(/[^\p{L}]+$/u, '')
  const whole = [plain, letters, plain.replace(/[^\p{L}\p{Nd}]/gu, ''), letters.replace(/[^\p{L}\p{Nd}]/gu, '')]
  return { whole, words: [word, [...word].map((c) => LEET[c] ?? c).join('')] }
}

/** A name of one letter, or of two that anybody may type, is in many passwords by chance. */
const isTelling = (name: string) => [...name].length >= (/^[\x20-\x7e]*$/.test(name) ? 3 : 2)

/**
 * Why a password cannot be used; null: it can. At least 8 characters of 3 of the 4 classes, without the names it goes with, and none of
 * `common` (in small letters), however it is written.
 */
export function passwordFault(
  password: string,
  { username, name }: PasswordOwner,
  common: ReadonlySet<string>,
): 'short' | 'long' | 'classes' | 'name' | 'common' | null {
  if ([...password].length < MIN_PASSWORD_LENGTH) return 'short'
  if (password.length > MAX_PASSWORD_LENGTH) return 'long'
  if (CLASSES.filter((of) => of.test(password)).length < MIN_CLASSES) return 'classes'
  const { whole, words } = formsOf(password)
  const names = [username.toLowerCase(), ...[name.normalize('NFKC').trim().toLowerCase()].filter(isTelling)]
  if (names.some((one) => whole.some((form) => form.includes(one)))) return 'name'
  const isCommon = [...whole, ...words].some((form) => common.has(form)) || words.some((word) => LOCAL_WORDS.includes(word))
  return isCommon ? 'common' : null
}

/** What to do about each fault, for problem documents and the command line. */
export const passwordAdvice = {
  short: 'A password has at least 8 characters.',
  long: `A password has at most ${MAX_PASSWORD_LENGTH} characters.`,
  classes: 'A password has three of: capital letters, small letters, digits, other characters.',
  name: 'A password does not hold the name of the account.',
  common: 'This password is one of those that are tried first; choose another one.',
} as const
