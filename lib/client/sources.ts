import { SOURCE_PART_BYTES, sourceRoutes } from '@/lib/domain/routes/sources'
import type { RejectCode, SourceEffect, SourceSubject } from '@/lib/domain/source'
import type { SourceList } from '@/lib/domain/source-list'
import { type Answered, http, type Refused } from './http'
import { sourcesTexts } from './messages/sources'
import { faultWord, wordOf } from './word-of'

/** Rows of a list that are read at once. */
const ROWS = 20
const PART_TIMEOUT_MS = 120_000

/** Why something did not work, in words; `unavailable` says what is wrong with the file. */
export function sourceFault({ code, message }: Refused): string {
  const { faults } = sourcesTexts
  const words = faultWord(faults, code)
  return code === 'unavailable' && message !== '' ? `${words} ${message}` : words
}

/** Why a row was not taken, in words. */
export function rejectWords({ code, field, message }: { code: RejectCode; field: string; message: string }): string {
  const { codes, isEmpty, digitsLost, wrong, why } = sourcesTexts
  if (message === 'is empty') return why(codes[code], isEmpty)
  const detail = wordOf(wrong, FORMS.find(([of]) => of.test(field))?.[1] ?? field)
  if (code === 'unfit') return detail === undefined ? codes.unfit : why(codes.unfit, detail)
  if (code !== 'invalid') return codes[code]
  return why(codes.invalid, message.startsWith('Excel') ? digitsLost : (detail ?? wrong.other))
}
/** Fields that are alike wrong. */
const FORMS = [
  [/At$|^extendedUntil$|^replyBy$/, 'time'],
  [/^(onSpot|suspended|solved)$/, 'yes'],
  [/^(rework|extensions|reminders)$/, 'count'],
  [/^(branch|property|owners|co_building)$/, 'link'],
] as const

/** What a source of a subject does, in a sentence. */
export function hintOf({ subject, effect }: Kept): string {
  const { effectHints, unitHints, eventHints } = sourcesTexts
  if (subject === 'events') return eventHints.keep
  return (subject === 'units' ? unitHints : effectHints)[effect]
}

type Kept = { subject: SourceSubject; effect: SourceEffect }
/** Units that are kept of a source do not leave, they end. */
export const endsThem = ({ subject, effect }: Kept): boolean => subject === 'units' && effect === 'keep'
/** What a count of a run is called. */
export const countName = (source: Kept, count: keyof typeof sourcesTexts.counts): string =>
  count === 'left' && endsThem(source) ? sourcesTexts.unitsLeft : sourcesTexts.counts[count]

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
