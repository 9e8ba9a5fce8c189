import { InvalidInputError, InvalidSpreadsheetError, readSheet, SheetNotFoundError } from 'read-excel-file/node'
import { FileError } from '../file-error'
import { type Entry, openArchive, readWhole } from './archive'
import { LOST_DIGITS, type TableRow } from './row'

/** A sheet is read as a whole: more XML than this would not fit into one text. About a million rows of ten columns. */
const MAX_UNPACKED = 450_000_000
const OLD_EXCEL = [0xd0, 0xcf, 0x11, 0xe0]

/**
 * The rows of a sheet of an Excel workbook (the first one, or by its name), cells as text: what is text stays as written, numbers as
 * Excel keeps them, times as local time to the second. Formulas give the result that Excel saved with them. Throws FileError.
 */
export async function readXlsx(file: string, sheet: string | undefined): Promise<TableRow[]> {
  const bytes = await readWhole(file)
  refuseDisguised(bytes, file)
  refuseUncalculated(openArchive(bytes, file, MAX_UNPACKED), file)
  try {
    const rows = await readSheet<string>(Buffer.from(bytes), sheet ?? 1, { parseNumber: numberText, trim: true })
    return rows.flatMap((cells, i) => {
      const texts = cells.map(textOf)
      return texts.some((text) => text !== '') ? [{ line: i + 1, cells: texts }] : []
    })
  } catch (error) {
    throw sentenceOf(error, file, sheet)
  }
}

/** Many systems write a page or the old format under this name. */
function refuseDisguised(bytes: Uint8Array, file: string): void {
  if (OLD_EXCEL.every((byte, i) => bytes[i] === byte))
    throw new FileError(
      `${file} is an old Excel file (.xls) or locked by a password: open it in Excel and save it as .xlsx or "CSV UTF-8".`,
      'old_excel',
    )
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 512)).trimStart()
  if (/^(?:\u00ef\u00bb\u00bf)?</.test(start))
    throw new FileError(`${file} is a web page under the name of an Excel file: open it in Excel and save it as .xlsx or "CSV UTF-8".`, 'web_page')
}

/** A formula whose result the program that wrote the file did not save would read as an empty cell. */
function refuseUncalculated(entries: readonly Entry[], file: string): void {
  for (const entry of entries.filter(({ name }) => /^xl\/worksheets\/[^/]+\.xml$/.test(name))) {
    const xml = Buffer.from(entry.read())
    const at = xml.indexOf('</f></c>')
    if (at < 0) continue
    const cell =
      [
        ...xml
          .subarray(Math.max(0, at - 2_000), at)
          .toString('latin1')
          .matchAll(/<c [^>]*\br="([A-Z]+\d+)"/g),
      ].at(-1)?.[1] ?? 'a cell'
    throw new FileError(`${file} has a formula without a saved result in ${cell}: open it in Excel, save it, and try again.`, 'no_result', cell)
  }
}

function numberText(text: string): string {
  const value = Number(text)
  if (!Number.isFinite(value)) return text
  if (!Number.isInteger(value)) return String(value)
  return Math.abs(value) < 1e15 ? value.toFixed(0) : `${LOST_DIGITS}${value.toExponential()}`
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  // Excel counts days in floating point: 08:30:00 may come as 08:29:59.9999
  if (cell instanceof Date) return new Date(Math.round(cell.getTime() / 1000) * 1000).toISOString().slice(0, 19).replace('T', ' ')
  const text = String(cell).trim()
  return /^#(?:N\/A|DIV\/0!|VALUE!|REF!|NAME\?|NUM!|NULL!|SPILL!)$/.test(text) ? '' : text
}

function sentenceOf(error: unknown, file: string, sheet: string | undefined): unknown {
  if (error instanceof SheetNotFoundError)
    return new FileError(`${file} has no sheet "${sheet ?? 1}"; --sheet takes the name at the bottom of Excel’s window.`)
  if (error instanceof InvalidSpreadsheetError || error instanceof InvalidInputError)
    return new FileError(
      `${file} cannot be read as an Excel workbook: open it in Excel and save it as .xlsx or "CSV UTF-8" (${error.message}).`,
      'no_workbook',
    )
  return error
}
