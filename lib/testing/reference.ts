import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

const folder = path.resolve('../shared/data/reference')

/** Whether the published data sets stand beside this checkout; tests of them are skipped where they don't. */
export const hasReference = existsSync(folder)

/** The full name of a file of the published data sets. */
export const referenceFile = (name: string): string => path.join(folder, name)

/** The rows of such a CSV file (no quotes in it), by column. */
export function referenceRows(name: string): Record<string, string>[] {
  const [header = [], ...rows] = readFileSync(referenceFile(name), 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
  return rows.map((cells) => Object.fromEntries(header.map((column, i) => [column, cells[i] ?? ''])))
}

/** Such a JSON file. */
export const referenceJson = (name: string): unknown => JSON.parse(readFileSync(referenceFile(name), 'utf8'))
