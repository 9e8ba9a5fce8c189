import { InvalidArgumentError } from 'commander'

/** A reader of options that are whole numbers from `low` to `high`. */
export const whole =
  (low: number, high = 1_000_000) =>
  (text: string): number => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < low || value > high) throw new InvalidArgumentError(`a whole number from ${low} to ${high} is needed.`)
    return value
  }

/** A reader of options that are numbers from `low` to `high`. */
export const between =
  (low: number, high = Number.MAX_VALUE) =>
  (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (!(value >= low && value <= high))
      throw new InvalidArgumentError(high === Number.MAX_VALUE ? `a number from ${low} on is needed.` : `a number from ${low} to ${high} is needed.`)
    return value
  }

/** A reader of options that are numbers above 0, and at most `high`. */
export const above0 =
  (high = Number.MAX_VALUE) =>
  (text: string): number => {
    const value = between(0, high)(text)
    if (value === 0) throw new InvalidArgumentError('a number above 0 is needed.')
    return value
  }

/** A number as people read it: whole ones as they are, others with three decimals, small ones with three digits. */
export function shown(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–'
  if (Number.isInteger(value)) return String(value)
  return Math.abs(value) < 0.01 ? value.toPrecision(3) : value.toFixed(3)
}

/** A table as people read it: the columns under each other, numbers to the right. */
export function drawTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const numeric = header.map((_, column) => rows.every((row) => /^(–|[-+]?[\d.]+(e[-+]?\d+)?)$/.test(row[column] ?? '')))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (numeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd()
  return [header, ...rows].map(line).join('\n')
}
