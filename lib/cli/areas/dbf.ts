import { FileError } from '@/lib/sources/file-error'

/** A table as dBASE keeps it, values as text: a code of 18 digits is no number. Rows that are marked as deleted are null. */
export type DbfTable = { fields: string[]; rows: (Record<string, string> | null)[]; encoding: string }

const DELETED = 0x2a
/** The byte of the header that names the code page, where it tells anything: 936 is 0x4d, UTF-8 has none. */
const LANGUAGES: Record<number, string> = { 77: 'gb18030', 78: 'euc-kr', 79: 'big5', 120: 'big5', 122: 'gb18030' }

/**
 * Reads a dBASE file. The encoding is the one asked for, or the first of these that fits every text: what the `.cpg` says, the code page
 * in the header, UTF-8, GB18030. Texts that were cut within a character lose it. Throws FileError.
 */
export function readDbf(bytes: Uint8Array, file: string, { cpg, encoding }: { cpg?: string | undefined; encoding?: string | undefined }): DbfTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const cut = () => new FileError(`${file} is cut off or no dBASE file: copy it again.`)
  if (bytes.length < 33) throw cut()
  const [count, headerLength, rowLength] = [view.getUint32(4, true), view.getUint16(8, true), view.getUint16(10, true)]
  if (headerLength < 33 || rowLength < 1 || bytes.length < headerLength + count * rowLength) throw cut()

  const columns: { name: Uint8Array; type: string; from: number; length: number }[] = []
  for (let at = 32, from = 1; at + 32 <= headerLength && view.getUint8(at) !== 0x0d; at += 32) {
    const type = String.fromCharCode(view.getUint8(at + 11))
    // texts over 255 bytes keep the high byte of their length where numbers keep their decimals
    const length = view.getUint8(at + 16) + (type === 'C' ? view.getUint8(at + 17) * 256 : 0)
    const end = bytes.subarray(at, at + 11).indexOf(0)
    columns.push({ name: bytes.subarray(at, at + (end < 0 ? 11 : end)), type, from, length })
    from += length
  }
  const cell = (row: number, { from, length }: { from: number; length: number }) =>
    bytes.subarray(headerLength + row * rowLength + from, headerLength + row * rowLength + from + length)

  const texts = columns.filter((c) => c.type === 'C')
  const fits = (decode: (bytes: Uint8Array) => string) => {
    if (columns.some((c) => decode(c.name).includes('\uFFFD'))) return false
    for (let row = 0; row < count; row++) for (const column of texts) if (decode(cell(row, column)).includes('\uFFFD')) return false
    return true
  }
  const candidates = encoding ? [encoding] : [labelOf(cpg), LANGUAGES[view.getUint8(29)], 'utf-8', 'gb18030'].filter((c) => c !== undefined)
  const found = candidates.map((label) => ({ label, decode: decoderOf(label) })).find(({ decode }) => fits(decode))
  if (!found) throw new FileError(`The texts of ${file} are not in ${candidates.at(-1)}: name their encoding by --encoding.`)

  const fields = columns.map((c) => found.decode(c.name).trim())
  const rows = Array.from({ length: count }, (_, row) => {
    if (view.getUint8(headerLength + row * rowLength) === DELETED) return null
    return Object.fromEntries(columns.map((column, i) => [fields[i] ?? '', cellText(found.decode(cell(row, column)), column.type)]))
  })
  return { fields, rows, encoding: found.label }
}

/** Padding is spaces or zeros; a number of stars only did not fit its field; numbers of whole value lose their decimals. */
function cellText(text: string, type: string): string {
  const value = text.replaceAll('\0', ' ').trim()
  if (type === 'C') return value
  if (/^\*+$/.test(value)) return ''
  return type === 'N' || type === 'F' ? value.replace(/^(-?\d+)\.0+$/, '$1') : value
}

/** Reads a text whose last character may be cut, which is no fault of the encoding. */
function decoderOf(label: string): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder(label)
  const utf8 = decoder.encoding === 'utf-8'
  return (bytes) => {
    let end = bytes.length
    while (end > 0 && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0)) end--
    const text = decoder.decode(bytes.subarray(0, end))
    if (!text.endsWith('\uFFFD') || end + (utf8 ? 3 : 1) < bytes.length) return text
    return text.replace(/\uFFFD+$/, '')
  }
}

/** What a `.cpg` means to TextDecoder: `UTF-8`, `936`, `GBK`, `CP936`, `ANSI 936`; undefined for anything else. */
function labelOf(cpg: string | undefined): string | undefined {
  const plain =
    cpg
      ?.trim()
      .toLowerCase()
      .replace(/^(?:ansi|oem|cp|windows-?)\s*/, '') ?? ''
  if (plain === '936' || plain === '54936' || plain.startsWith('gb')) return 'gb18030'
  if (plain === '65001' || plain.replace('-', '') === 'utf8') return 'utf-8'
  return plain === '950' || plain === 'big5' ? 'big5' : undefined
}
