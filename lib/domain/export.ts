import * as z from 'zod/mini'
import { LANGUAGES } from './language'

/** More rows than this are no list to read; whoever asks narrows it. */
export const MAX_EXPORT_ROWS = 100_000
/** As many rows as can be chosen one by one for an export. */
export const MAX_CHOSEN_ROWS = 1_000

/** The lists that can be exported. */
export const ExportList = z.enum([
  'events',
  'cards',
  'people',
  'households',
  'sourceRows',
  'units',
  'places',
  'duties',
  'orders',
  'figures',
  'alerts',
  'audit',
  'accounts',
  'submissions',
  'reports',
  'roster',
])
export type ExportList = z.infer<typeof ExportList>
export const ExportFormat = z.enum(['csv', 'xlsx'])
export type ExportFormat = z.infer<typeof ExportFormat>

/**
 * An export that is asked for. `query`: the query string of the list (of `GET /api/events`, `/api/cards`, `/api/people`, `/api/households`, `/api/units`, `/api/places`, `/api/duties/items`, `/api/orders`, `/api/figures`, `/api/alerts`, `/api/audit`, `/api/submissions`, `/api/reports`, `/api/roster`; of `sourceRows` that of
 * `/api/sources/{id}/rows` with `source`).
 * `only`: of a list of events, those with these numbers, as far as the list holds them. `words`: with the columns of what people wrote, or of who they are, which needs a fresh code of the second factor.
 */
export const ExportIn = z.object({
  list: ExportList,
  format: ExportFormat,
  query: z._default(z.string().check(z.maxLength(2_000)), ''),
  only: z.optional(z.array(z.int().check(z.positive(), z.maximum(0x7fffffff))).check(z.minLength(1), z.maxLength(MAX_CHOSEN_ROWS))),
  words: z._default(z.boolean(), false),
  language: z._default(z.enum(LANGUAGES), 'zh-CN'),
})
export type ExportIn = z.infer<typeof ExportIn>

/** A cell of an export. */
export type ExportCell = string | number | null

/** Who made a file, when, and its number: the last line of a CSV, and header and footer of a workbook. */
export type ExportMark = { name: string; at: string; number: string }

/** What a table program would take for a formula: = + - @, a tab or a line break at the beginning. */
const FORMULA = /^[=+\-@\t\r\n]/

/** A text that no table program computes: one that begins as a formula does gets an apostrophe in front, by which such programs know text. */
export const plainText = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

/** A line of a CSV (RFC 4180). */
export function csvLine(cells: readonly ExportCell[]): string {
  const fields = cells.map((cell) => {
    if (cell === null) return ''
    if (typeof cell === 'number') return String(cell)
    const text = plainText(cell)
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  })
  return `${fields.join(',')}\r\n`
}

/** The last line of a CSV: `# 导出人 时间 编号`. */
export const csvMark = ({ name, at, number }: ExportMark): string => `# ${name.replace(/[\r\n]/g, ' ')} ${at} ${number}\r\n`

// what XML 1.0 does not allow in a text
const escaped = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** The letters of a column, 0 is A. */
const lettersOf = (column: number): string => (column < 26 ? '' : lettersOf(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26))

/**
 * A row of a sheet (SpreadsheetML) by its number, from 1. Texts are inline strings, which are never formulas; `style` is a number of
 * `xl/styles.xml`.
 */
export function sheetRow(number: number, cells: readonly ExportCell[], style = 0): string {
  const parts = cells.map((cell, i) => {
    if (cell === null) return ''
    const at = `r="${lettersOf(i)}${number}"${style === 0 ? '' : ` s="${style}"`}`
    if (typeof cell === 'number') return `<c ${at}><v>${cell}</v></c>`
    return `<c ${at} t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`
  })
  return `<row r="${number}">${parts.join('')}</row>`
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
// & begins a code of headers and footers
const inMargin = (text: string) => escaped(text.replaceAll('&', '＆'))

/** The parts of a workbook (.xlsx) with one sheet beside the sheet itself, by their names in the package. */
export function workbookParts(title: string): Readonly<Record<string, string>> {
  return {
    '[Content_Types].xml': `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`,
    '_rels/.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(title.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>`,
  }
}

/** What stands before the rows of a sheet: widths of the columns in characters, and the head kept in sight. */
export const sheetStart = (widths: readonly number[]): string =>
  `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`).join('')}</cols><sheetData>`

/** What stands behind them: on paper the title above each page, and who made it, when, its number and the page below. */
export const sheetEnd = (title: string, { name, at, number }: ExportMark): string =>
  `</sheetData><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/><headerFooter><oddHeader>&amp;C${inMargin(title)}</oddHeader><oddFooter>&amp;L${inMargin(`${name} ${at} ${number}`)}&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>`
