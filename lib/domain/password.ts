/** The longest password that is hashed: a hash is paid for by us. */
export const LONGEST_PASSWORD = 128
const SHORTEST = 8
/** Capitals, small letters, digits, and everything else; letters without case (汉字) count as everything else. */
const CLASSES = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{Lu}\p{Ll}\p{Nd}]/u]
const LEAST_CLASSES = 3

/** Why a password cannot be used; null: it can. At least 8 characters of 3 of the 4 classes, and not the name it goes with. */
export function passwordFault(password: string, username: string): 'short' | 'long' | 'classes' | 'name' | null {
  if ([...password].length < SHORTEST) return 'short'
  if (password.length > LONGEST_PASSWORD) return 'long'
  if (CLASSES.filter((of) => of.test(password)).length < LEAST_CLASSES) return 'classes'
  return password.toLowerCase().includes(username.toLowerCase()) ? 'name' : null
}

/** What to do about each fault, for problem documents and the command line. */
export const passwordAdvice = {
  short: 'A password has at least 8 characters.',
  long: `A password has at most ${LONGEST_PASSWORD} characters.`,
  classes: 'A password has three of: capital letters, small letters, digits, other characters.',
  name: 'A password does not hold the name of the account.',
} as const
