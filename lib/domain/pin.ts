/** A resident's PIN: six digits, good only together with the phone that it was set on. */
export const PIN_LENGTH = 6

/** Whose PIN it is: the numbers of the household, whose ends anybody who knows it tries first. */
export type PinOwner = { phone: string | null; idNumber: string | null }

const RUNS = ['01234567890', '09876543210']
/** What whoever finds a phone tries: a digit or two repeated, a run, a half or a pair repeated. */
const isPlain = (pin: string): boolean =>
  new Set(pin).size < 3 || RUNS.some((run) => run.includes(pin)) || pin.slice(0, 3) === pin.slice(3) || /^(\d)\1(\d)\2(\d)\3$/.test(pin)

/** Why a PIN cannot be used; null: it can. `common`: passwords that are tried first. */
export function pinFault(pin: string, { phone, idNumber }: PinOwner, common: ReadonlySet<string>): 'digits' | 'common' | 'own' | null {
  if (!/^\d{6}$/.test(pin)) return 'digits'
  if (isPlain(pin) || common.has(pin)) return 'common'
  const ends = [phone, idNumber, idNumber?.slice(0, -1)].map((number) => number?.slice(-PIN_LENGTH))
  return ends.includes(pin) ? 'own' : null
}

/** What to do about each fault, for problem documents. */
export const pinAdvice = {
  digits: 'A PIN has six digits.',
  common: 'This PIN is one of those that are tried first; choose another one.',
  own: 'A PIN is not the end of one’s own telephone or identity number.',
} as const
