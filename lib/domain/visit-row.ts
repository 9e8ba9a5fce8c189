import { startOfDayNumber } from './clock'
import type { DutyContent } from './duty'
import { type CrewRole, DUTY_WORDS, type DutyField, type DutyValue } from './duty-item'
import { CREW_ROLES } from './duty-kinds'
import type { RefusedRow } from './import-outcome'
import { namesOf } from './rows'

/** The fields of a visit in a file, and the names of columns that are understood without being told; those with `needed` must be there. */
export const VISIT_FIELDS = {
  subject: { needed: true, names: ['subject', 'grid', '网格编码', '网格', '网格名称', '对象', '编码'] },
  at: { needed: true, names: ['at', 'date', '日期', '时间', '走访日期', '走访时间', '完成日期', '完成时间'] },
  crew: { needed: false, names: ['crew', '人员', '走访人员', '参加人员'] },
  households: { needed: false, names: ['households', '户数', '走访户数'] },
  words: { needed: false, names: ['words', '记录', '走访记录', '情况', '走访情况'] },
  findings: { needed: false, names: ['findings', '问题', '发现问题', '发现的问题'] },
} as const satisfies Record<string, { needed: boolean; names: readonly string[] }>
export type VisitField = keyof typeof VISIT_FIELDS

/** A visit as another system says that it was done: of whom, when (epoch milliseconds), who went by name, what was written. */
export type VisitRow = {
  subject: string
  at: number
  crew: { role: CrewRole | null; name: string }[]
  households: number | null
  values: DutyValue[]
  words: string | null
  findings: string[]
}
export type VisitFault = Omit<RefusedRow, 'line'>
export const isVisitFault = (read: object): read is VisitFault => 'column' in read && 'message' in read

/** What a row says: of the fields above, and by the name or the key of a field of the duty's form; null where the cell is empty, undefined where the file has no such column. */
export type VisitReading = {
  cell(field: VisitField): string | null
  column(field: VisitField): string
  answer(field: DutyField): { column: string; text: string | null } | undefined
}

/** So many findings of one visit, and people in it, are read. */
const MAX_IN_ROW = 20
const HOUSEHOLDS = 10_000
const TEXT = 500
/** Noon, of a visit whose day alone is known. */
const NOON_MS = 12 * 3_600_000

/** A day of the county's calendar, with a time where one is told: 2026-11-03, 2026/11/3 9:30, 2026年11月3日, or RFC 3339. */
export function readDay(text: string): number | null {
  const [, year, month, day, hour, minute] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::\d{2})?)?$/.exec(text) ?? []
  if (year === undefined) {
    const at = /^\d{4}-\d\d-\d\dT.+(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
    return Number.isNaN(at) ? null : at
  }
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const [is, wanted] = [new Date(date), [Number(year), Number(month) - 1, Number(day)]]
  if ([is.getUTCFullYear(), is.getUTCMonth(), is.getUTCDate()].some((part, i) => part !== wanted[i])) return null
  if (hour === undefined) return startOfDayNumber(date / 86_400_000) + NOON_MS
  const minutes = Number(hour) * 60 + Number(minute)
  return Number(hour) > 23 || Number(minute) > 59 ? null : startOfDayNumber(date / 86_400_000) + minutes * 60_000
}

const split = (text: string, by: RegExp) =>
  text
    .split(by)
    .map((one) => one.trim())
    .filter((one) => one !== '')

const roleOf = (said: string): CrewRole | null =>
  namesOf(CREW_ROLES).find((role) => role === said || CREW_ROLES[role].zh === said || CREW_ROLES[role].en === said.toLowerCase()) ?? null

/** Who went: names, each with as what where that is told (`社区民警：李四`); a text: the role that there is none of. */
function readCrew(text: string): VisitRow['crew'] | string {
  const crew: VisitRow['crew'] = []
  for (const part of split(text, /[;；、,，\n]+/)) {
    const [, said, name = part] = /^(.+?)[:：]\s*(.+)$/.exec(part) ?? []
    const role = said === undefined ? null : roleOf(said.trim())
    if (said !== undefined && role === null) return said.slice(0, 20)
    crew.push({ role, name })
  }
  return crew
}

const YES_NO = new Map<string, boolean>([
  ...['是', '有', '已', 'yes', 'true', '1'].map((word) => [word, true] as const),
  ...['否', '无', '没有', '未', 'no', 'false', '0'].map((word) => [word, false] as const),
])
/** The value of a field of the form; null: it is none. */
function answerOf({ kind, options }: DutyField, text: string): DutyValue['value'] | null {
  if (kind === 'number') return Number.isFinite(Number(text)) ? Number(text) : null
  if (kind === 'yes_no') return YES_NO.get(text.toLowerCase()) ?? null
  if (kind === 'choice') return options.includes(text) ? text : null
  return text.length <= TEXT && /^\P{Cc}*$/u.test(text) ? text : null
}

/** Is this a text that somebody may have written of a visit? */
const fits = (text: string): boolean => text.length <= DUTY_WORDS && /^(?:\P{Cc}|[\n\t])*$/u.test(text)

/** Reads a row of a file of visits of a duty; a fault names the column that is wrong, and repeats nothing that was written. */
export function readVisitRow({ cell, column, answer }: VisitReading, { fields }: Pick<DutyContent, 'fields'>): VisitRow | VisitFault {
  const fault = (of: string, message: string, code: VisitFault['code'] = 'invalid'): VisitFault => ({ column: of, code, message })
  const empty = namesOf(VISIT_FIELDS).find((field) => VISIT_FIELDS[field].needed && cell(field) === null)
  if (empty !== undefined) return fault(column(empty), 'is empty', 'empty')
  const at = readDay(cell('at') ?? '')
  if (at === null) return fault(column('at'), 'is no day like 2026-11-03 or 2026-11-03 09:30')
  const crew = readCrew(cell('crew') ?? '')
  if (typeof crew === 'string') return fault(column('crew'), `"${crew}" is nothing that somebody goes along as`, 'unknown')
  if (crew.length > MAX_IN_ROW) return fault(column('crew'), `names more than ${MAX_IN_ROW} people`)
  const households = cell('households')
  if (households !== null && !(/^\d{1,5}$/.test(households) && Number(households) <= HOUSEHOLDS))
    return fault(column('households'), `is no number from 0 to ${HOUSEHOLDS}`)
  const words = cell('words')
  if (words !== null && !fits(words)) return fault(column('words'), `has more than ${DUTY_WORDS} characters, or some that are none of a text`)
  const findings = split(cell('findings') ?? '', /[;；\n]+/)
  if (findings.length > MAX_IN_ROW || !findings.every(fits))
    return fault(column('findings'), `has more than ${MAX_IN_ROW} findings, or one that is too long`)
  const values: DutyValue[] = []
  for (const field of fields) {
    const given = answer(field)
    if (given === undefined) continue
    if (given.text === null) {
      if (field.required) return fault(given.column, 'is empty', 'empty')
      continue
    }
    const value = answerOf(field, given.text)
    if (value === null) return fault(given.column, `is no value of "${field.label}"`)
    values.push({ key: field.key, label: field.label, value })
  }
  return { subject: cell('subject') ?? '', at, crew, households: households === null ? null : Number(households), values, words, findings }
}
