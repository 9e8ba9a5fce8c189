/** Digits of the running number at least; a day with more orders has more. */
const DIGITS = 4

/** The number of an order (服务单编号) that people say: F, the day that it came (YYYY-MM-DD, Asia/Shanghai) and a running number, such as F20261124-0036. */
export const orderNumber = (day: string, sequence: number): string => `F${day.replaceAll('-', '')}-${String(sequence).padStart(DIGITS, '0')}`

/** Reads the number of an order, with or without its F; null where it is none, or its day is not in the calendar. */
export function parseOrderNumber(text: string): { day: string; sequence: number } | null {
  const match = /^[Ff]?(\d{4})(\d\d)(\d\d)-(\d{4,9})$/.exec(text.trim())
  if (!match) return null
  const day = `${match[1]}-${match[2]}-${match[3]}`
  const at = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day) return null
  return { day, sequence: Number(match[4]) }
}
