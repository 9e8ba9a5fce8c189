import * as z from 'zod/mini'
import type { NewEventType } from '@/lib/db/ground/types'
import { ClockKind, EVENT_CLASSES, EventType, TYPE_LENGTH } from '@/lib/domain/category'
import { type FeedRow, openTable } from '@/lib/sources/tables/table'
import { Failure } from './shell'

/** Columns of a file of event types; only `code` must be there. */
export const TYPE_COLUMNS = ['code', 'name', 'classCode', 'className', 'urgency', 'limit', 'clock', 'lead', 'sensitive'] as const

const NewType = z.omit(EventType, { id: true })
/** What holds where the file says nothing: no class, 一般, three working days. */
const DEFAULTS = { classCode: '00', className: '未分类', urgency: 4, limit: 3, clock: 'working_day', lead: '', sensitive: false } as const
const YES = new Set(['true', '1', 'yes', 'y', '是'])
const NO = new Set(['false', '0', 'no', 'n', '否', ''])

/** Reads a file of event types (事件类型). Throws Failure that names every bad row. */
export async function readTypeFile(file: string): Promise<NewEventType[]> {
  const types: NewEventType[] = []
  const faults: string[] = []
  const seen = new Map<string, number>()
  for await (const row of (await openTable(file, ['code'])).rows) {
    const read = readType(row)
    if (typeof read === 'string') faults.push(`line ${row.line}: ${read}`)
    else if (seen.has(read.code)) faults.push(`line ${row.line}: the code ${read.code} is in line ${seen.get(read.code)} already`)
    else {
      seen.set(read.code, row.line)
      types.push(read)
    }
  }
  if (faults.length > 0)
    throw new Failure(`${file} has ${faults.length} bad rows, so nothing was changed:\n${faults.map((f) => `  ${f}`).join('\n')}`)
  if (types.length === 0) throw new Failure(`${file} has no rows, so nothing was changed.`)
  return types
}

function readType({ values, fault }: FeedRow): NewEventType | string {
  if (fault) return `cells: ${fault.message}`
  const of = (column: (typeof TYPE_COLUMNS)[number]) => values[column]?.trim() || undefined
  const code = of('code')
  if (code === undefined) return 'it has no code'
  if (code.length > TYPE_LENGTH) return `the code is longer than ${TYPE_LENGTH} characters`
  const sensitive = (of('sensitive') ?? '').toLowerCase()
  if (!YES.has(sensitive) && !NO.has(sensitive)) return `sensitive: "${sensitive}" is neither yes nor no`
  const classCode = of('classCode') ?? EVENT_CLASSES.find((c) => /^\d{4}$/.test(code) && code.startsWith(c.code))?.code ?? DEFAULTS.classCode
  const parsed = NewType.safeParse({
    code,
    name: of('name') ?? code,
    classCode,
    className:
      of('className') ?? EVENT_CLASSES.find((c) => c.code === classCode)?.name ?? (classCode === DEFAULTS.classCode ? DEFAULTS.className : classCode),
    urgency: Number(of('urgency') ?? DEFAULTS.urgency),
    limit: Number(of('limit') ?? DEFAULTS.limit),
    clock: of('clock') ?? DEFAULTS.clock,
    lead: of('lead') ?? DEFAULTS.lead,
    sensitive: YES.has(sensitive),
  })
  if (parsed.success) return parsed.data
  const field = String(parsed.error.issues[0]?.path[0] ?? 'row')
  const expected =
    field === 'urgency' ? '1 to 4' : field === 'limit' ? 'a number above 0' : field === 'clock' ? ClockKind.options.join(', ') : 'shorter text'
  return `${field}: "${values[field] ?? ''}" cannot be used; ${expected} is`
}

/** The distinct values of a column as a file of event types: code and name alike, by code. Throws Failure on a value too long for a code, and on a row whose cells cannot be trusted. */
export async function deriveTypes(file: string, column: string): Promise<{ csv: string; codes: string[] }> {
  const codes = new Set<string>()
  for await (const { line, values, fault } of (await openTable(file, [column])).rows) {
    if (fault) throw new Failure(`Line ${line}: cells: ${fault.message}.`)
    const code = values[column]?.trim() ?? ''
    if (code.length > TYPE_LENGTH) throw new Failure(`Line ${line}: "${code.slice(0, 40)}…" is longer than a type code may be (${TYPE_LENGTH}).`)
    if (code !== '') codes.add(code)
  }
  const sorted = [...codes].sort()
  return { csv: ['code,name', ...sorted.map((code) => `${quoted(code)},${quoted(code)}`)].join('\n'), codes: sorted }
}

const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
