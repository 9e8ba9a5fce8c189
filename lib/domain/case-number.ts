/** Digits of the running number at least; a day with more events has more. */
const DIGITS = 5

/** The 事件编号 that people say: day of receipt (YYYY-MM-DD, Asia/Shanghai) and running number, such as 20261124-00123. */
export function caseNumberOf(day: string, sequence: number): string {
  return `${day.replaceAll('-', '')}-${String(sequence).padStart(DIGITS, '0')}`
}

/**
 * The whole 事件编号 that a search is for, as far as it is written: all of it, with its line or without, or without its year, as lists show
 * it (1124-00123); null where it is for anything else.
 */
export function numberSought(text: string): string | null {
  const number = text
    .normalize('NFKC')
    .trim()
    .replace(/^(\d{8})(\d{5,9})$/, '$1-$2')
  return parseCaseNumber(number) || /^\d{4}-\d{5,9}$/.test(number) ? number : null
}

/** Reads a 事件编号; null when the text is none or its day is not in the calendar. */
export function parseCaseNumber(text: string): { day: string; sequence: number } | null {
  const match = /^(\d{4})(\d\d)(\d\d)-(\d{5,9})$/.exec(text)
  if (!match) return null
  const day = `${match[1]}-${match[2]}-${match[3]}`
  const at = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day) return null
  return { day, sequence: Number(match[4]) }
}
