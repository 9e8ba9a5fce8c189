import { SOURCE_PART_BYTES, sourceRoutes } from '@/lib/domain/routes/sources'
import type { RejectCode } from '@/lib/domain/source'
import type { SourceList } from '@/lib/domain/source-list'
import { type Answered, http, type Refused } from './http'
import { sourcesTexts } from './messages/sources'

/** Rows of a list that are read at once. */
const ROWS = 20
const PART_TIMEOUT_MS = 120_000

/** Why something did not work, in words; `unavailable` says what is wrong with the file. */
export function sourceFault({ code, message }: Refused): string {
  const { faults } = sourcesTexts
  const words = new Map<string, string>(Object.entries(faults)).get(code) ?? faults.other
  return code === 'unavailable' && message !== '' ? `${words} ${message}` : words
}

/** Why a row was not taken, in words. */
export function rejectWords({ code, field, message }: { code: RejectCode; field: string; message: string }): string {
  const { codes, isEmpty, digitsLost, wrong, why } = sourcesTexts
  const isBlank = message === 'is empty'
  if (code !== 'invalid') return isBlank ? why(codes[code], isEmpty) : codes[code]
  const of = new Map<string, string>(Object.entries(wrong))
  return why(codes.invalid, isBlank ? isEmpty : message.startsWith('Excel') ? digitsLost : (of.get(field) ?? wrong.other))
}

/** Sends a file for a source, a part after the other; `onPart`: how far it is, 0 to 1. */
export async function sendSourceFile(id: string, file: File, onPart: (done: number) => void): Promise<Answered<undefined>> {
  const whole = crypto.randomUUID()
  const parts = Math.max(1, Math.ceil(file.size / SOURCE_PART_BYTES))
  for (let part = 0; part < parts; part++) {
    onPart(part / parts)
    const body = file.slice(part * SOURCE_PART_BYTES, (part + 1) * SOURCE_PART_BYTES, 'application/octet-stream')
    const query = { file: whole, part, last: part === parts - 1 ? ('true' as const) : ('false' as const), name: file.name }
    const answer = await http(sourceRoutes.sendFile, { params: { id }, query, body }, PART_TIMEOUT_MS)
    if (!answer.ok) return answer
  }
  onPart(1)
  return { ok: true, body: undefined }
}

/** A page of the rows behind a count. `within`: of this community; null: of all. */
export const readSourceRows = async (id: string, list: SourceList, within: string | null, cursor: string | null) => {
  const answer = await http(sourceRoutes.rows, { params: { id }, query: { list, within, cursor, limit: ROWS } })
  return answer.ok ? { ok: true as const, body: { rows: answer.body.rows, cursor: answer.body.nextCursor } } : answer
}
