import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import * as z from 'zod/mini'
import { FileError } from '../file-error'
import { decodeStream, type Encoding, findEncoding, joined, openBytes } from './encoding'
import type { TableRow } from './row'

/** One record may be this long: a polygon as text, but not the rest of a file behind a quote that nobody closed. */
const MAX_RECORD = 20_000_000
/** The first line end comes within so many characters outside quotes: what has none is no table, and its whole would be one header. */
const MAX_FIRST_LINE = 1_000_000
const Row = z.object({ record: z.array(z.string()), info: z.looseObject({ lines: z.number() }) })

/** Opens CSV with commas, semicolons or tabs, as its first line has them, or its header below a title; `.gz` is unpacked. Throws FileError, also while reading. */
export async function openCsv(file: string, encoding: Encoding | undefined): Promise<{ rows: AsyncIterable<TableRow>; read(): number }> {
  // standard input comes once: its encoding cannot be found by reading it, and what is no UTF-8 is not guessed at
  const unknown = encoding === undefined && file === '-'
  const label = encoding ?? (unknown ? 'utf-8' : await findEncoding(file))
  const { bytes, read } = openBytes(file)
  const text = joined(bytes, decodeStream(label, unknown))
  return { read, rows: rowsOf(text, file) }
}

async function* rowsOf(text: Readable, file: string): AsyncGenerator<TableRow> {
  try {
    const chunks = text[Symbol.asyncIterator]()
    const look = new HeadLook()
    let head = ''
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      const piece = String(next.value)
      head += piece
      look.add(piece)
      if (look.isLineless)
        throw new FileError(`${file} has no line end in its first million characters: it is no CSV, or its line ends were lost.`, 'no_line_end')
      if (look.isEnough || head.length > MAX_RECORD) break
    }
    const parser = parse({
      delimiter: delimiterOf(head),
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: MAX_RECORD,
    })
    for await (const row of joined(Readable.from(whole(head, chunks)), parser)) {
      const { record, info } = z.parse(Row, row)
      if (record.some((cell) => cell !== '')) yield { line: info.lines, cells: record }
    }
  } catch (error) {
    throw readError(error, file)
  }
}

async function* whole(head: string, rest: AsyncIterator<unknown>): AsyncGenerator<string> {
  if (head) yield head
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield String(next.value)
}

function readError(error: unknown, file: string): unknown {
  if (error instanceof FileError || !(error instanceof Error) || 'path' in error) return error
  if ('code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return new FileError('Standard input is no UTF-8 text from here on: name its encoding, such as --encoding gb18030.')
  const code = error instanceof CsvError ? error.code : ''
  const why = code === 'CSV_MAX_RECORD_SIZE' ? ', or a line end is missing' : ''
  const quote = ['CSV_QUOTE_NOT_CLOSED', 'CSV_MAX_RECORD_SIZE', 'CSV_INVALID_CLOSING_QUOTE'].includes(code)
  const what = quote ? `a quotation mark in it is not closed${why} (${error.message})` : error.message
  const sentence = `${file} cannot be read: ${what.replace(/\.$/, '')}.`
  return quote
    ? new FileError(sentence, 'open_quote', /line (\d+)/.exec(error.message)?.[1] ?? '')
    : new FileError(sentence, 'unreadable', error.message)
}

const SEPARATORS = [',', '\t', ';']
/** A title above the header is at most so high. */
const TITLE_LINES = 20
const linesOf = (head: string) =>
  head
    .replaceAll(/"[^"]*"/g, '')
    .split(/\r?\n|\r/)
    .filter((line) => line.trim() !== '')
const times = (line: string, separator: string) => line.split(separator).length - 1

/** What is to be known of the head of a file, told piece by piece: each is looked at once, however long its lines are. */
class HeadLook {
  /** can the separator be judged? A last line may have come by half */
  isEnough = false
  private quoted = false
  private lines = 0
  private ended = false
  private length = 0
  /** of the line that is being read, outside quotes */
  private filled = false
  private separated = false

  get isLineless(): boolean {
    return !this.ended && this.length > MAX_FIRST_LINE
  }

  add(piece: string): void {
    for (const [i, text] of piece.split('"').entries()) {
      if (i > 0) this.quoted = !this.quoted
      if (!this.quoted) this.addPlain(text)
    }
    this.isEnough ||= this.lines + (this.filled ? 1 : 0) > TITLE_LINES
  }

  private addPlain(text: string): void {
    this.length += text.length
    for (const [i, part] of text.split(/[\r\n]/).entries()) {
      if (i > 0) this.endLine()
      this.filled ||= part.trim() !== ''
      this.separated ||= SEPARATORS.some((separator) => part.includes(separator))
    }
  }

  private endLine(): void {
    if (this.filled) {
      this.lines++
      this.isEnough ||= this.separated
    }
    this.ended = true
    this.filled = false
    this.separated = false
  }
}

/** The separator that the first line has most of, outside quotes; where it has none, the first line that has as many as the one below it. */
function delimiterOf(head: string): string {
  const lines = linesOf(head).slice(0, TITLE_LINES)
  const most = (line: string) => SEPARATORS.reduce((best, next) => (times(line, next) > times(line, best) ? next : best))
  const isHeader = (line: string, i: number) => {
    const [number, below] = [times(line, most(line)), lines[i + 1]]
    return number > 0 && (i === 0 || below === undefined || times(below, most(line)) === number)
  }
  return most(lines.find(isHeader) ?? '')
}
