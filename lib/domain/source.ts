import * as z from 'zod/mini'
import { TypeCode } from './category'
import { DAY_MS, HOUR_MS, startOfDayNumber } from './clock'
import { Crs } from './event-parts'
import { GridCode } from './grid'
import { RunFailure } from './run-failure'
import { SourceEffect, SUBJECTS, type SubjectName, subjectRow } from './source-subjects'

export { SourceEffect } from './source-subjects'

const isSubject = (name: string): name is SubjectName => Object.hasOwn(SUBJECTS, name)
/** What a source is of. */
export const SourceSubject = z.enum(Object.keys(SUBJECTS).filter(isSubject))
export type SourceSubject = z.infer<typeof SourceSubject>

/** Which system it is, for its usual columns: 「村振」, a grid platform, or any table. */
export const SourceKind = z.enum(['cunzhen', 'gridPlatform', 'table'])
export type SourceKind = z.infer<typeof SourceKind>

/** The fields of a subject, each with whether it must be mapped. */
export const fieldsOf = (subject: SourceSubject): { field: string; needed: boolean }[] =>
  subjectRow(subject).fields.map((field) => ({ field: field.replace('*', ''), needed: field.endsWith('*') }))

/** Which column holds which field. */
export const SourceMapping = z.record(z.string().check(z.maxLength(24)), z.string().check(z.trim(), z.minLength(1), z.maxLength(100)))
export type SourceMapping = z.infer<typeof SourceMapping>

/** The columns of an export of each system as we take it to be, for whoever has not seen one yet; of units those that `/organisation` takes. */
export const PRESETS: Readonly<Record<SourceKind, Partial<Record<SourceSubject, SourceMapping>>>> = {
  cunzhen: {
    households: {
      externalId: '户编号',
      name: '户主姓名',
      community: '行政村',
      address: '家庭住址',
      phone: '联系电话',
      idNumber: '户主证件号码',
      persons: '家庭人口数',
    },
    people: { externalId: '人员编号', name: '姓名', community: '行政村', phone: '联系电话', idNumber: '证件号码' },
  },
  gridPlatform: {
    households: { externalId: '户编号', name: '户主', grid: '网格编码', address: '住址', phone: '联系电话', persons: '人口', member: '网格员编号' },
    people: { externalId: '人员编号', name: '姓名', grid: '网格编码', post: '岗位', phone: '联系电话', idNumber: '证件号码' },
    events: { externalId: '事件编号', occurredAt: '上报时间', type: '事件类型', grid: '网格编码', handledAt: '办结时间', title: '标题' },
  },
  table: { units: { externalId: '编号', name: '名称', kind: '类别', grid: '网格编码', parent: '上级编号' } },
}

/** What columns of these names probably hold. Where there is a position, it says better than a name where something lies. */
export function guessSourceMapping(subject: SourceSubject, header: readonly string[]): SourceMapping {
  const { columns, places } = subjectRow(subject)
  const called = new Map(header.map((column) => [column.toLowerCase(), column]))
  const guess = new Map(
    fieldsOf(subject).flatMap(({ field }) => {
      const column = columns[field]?.map((name) => called.get(name.toLowerCase())).find((found) => found !== undefined)
      return column === undefined ? [] : [[field, column] as const]
    }),
  )
  const positioned = places.find((place) => place.length > 1 && place.every((field) => guess.has(field)))
  if (positioned) for (const field of places.flat()) if (!positioned.includes(field)) guess.delete(field)
  return Object.fromEntries(guess)
}

/** What a mapping of this subject lacks or has too much of; null: it can be used. */
export function mappingFault(subject: SourceSubject, mapping: SourceMapping): { field: string; fault: 'missing' | 'unknown' } | null {
  const fields = fieldsOf(subject)
  const { places } = subjectRow(subject)
  const isMapped = (field: string) => mapping[field] !== undefined
  const unknown = Object.keys(mapping).find((name) => !fields.some(({ field }) => field === name))
  if (unknown !== undefined) return { field: unknown, fault: 'unknown' }
  const missing = fields.find(({ field, needed }) => needed && !isMapped(field))
  if (missing) return { field: missing.field, fault: 'missing' }
  if (isMapped('lon') !== isMapped('lat')) return { field: isMapped('lon') ? 'lat' : 'lon', fault: 'missing' }
  return places.some((place) => place.every(isMapped)) ? null : { field: places.at(-1)?.[0] ?? 'grid', fault: 'missing' }
}

/** What a source cannot be set up with: an effect that none of its subject has, or a mapping; null: nothing. */
export function settingFault({ subject, effect, mapping }: Pick<SourceIn, 'subject' | 'effect' | 'mapping'>) {
  if (!subjectRow(subject).effects.includes(effect)) return { name: 'effect', fault: 'unfit' as const }
  const fault = mappingFault(subject, mapping)
  return fault && { name: `mapping.${fault.field}`, fault: fault.fault }
}

/** What else files of a source need to be read. `crs`: of positions, WGS 84 where nothing is said; `types`: the codes of types that words of the file mean. */
export const SourceReading = z.object({
  crs: z.optional(Crs),
  types: z.optional(z.record(z.string().check(z.trim(), z.minLength(1), z.maxLength(100)), TypeCode)),
})
export type SourceReading = z.infer<typeof SourceReading>

const httpAddress = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === ''
}

/**
 * Where its files come from: somebody sends them; the newest of a folder on the server's machine, below the one that the setting
 * SOURCES_FOLDER names; or an address.
 */
export const SourcePlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('upload') }),
  z.object({
    kind: z.literal('folder'),
    folder: z.string().check(
      z.trim(),
      z.maxLength(200),
      z.refine((text) => !text.startsWith('/') && !text.split(/[/\\]/).includes('..') && !/\p{Cc}/u.test(text), {
        error: 'a folder below that of the setting',
      }),
    ),
  }),
  z.object({
    kind: z.literal('http'),
    url: z
      .string()
      .check(
        z.maxLength(1_000),
        z.refine(httpAddress, { error: 'an address that begins with https:// or http://, without a user or password in it' }),
      ),
    /** may it lie in a private network? */
    allowPrivate: z._default(z.boolean(), false),
  }),
])
export type SourcePlace = z.infer<typeof SourcePlace>

/** More than so many % of the rows that stand may not leave without somebody saying so, as shipped. */
export const MAX_LEFT_PERCENT = 10

/** A source as it is set up. `hour`: of each day by the county's clock, null: only by hand. */
export const SourceIn = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(64), z.regex(/^\P{Cc}*$/u)),
  kind: SourceKind,
  subject: SourceSubject,
  effect: SourceEffect,
  mapping: SourceMapping,
  place: SourcePlace,
  hour: z.nullable(z.int().check(z.gte(0), z.lte(23))),
  maxLeft: z._default(z.int().check(z.gte(0), z.lte(100)), MAX_LEFT_PERCENT),
  enabled: z._default(z.boolean(), true),
  /** grids that it is of, with all below them; none: the whole county. Those here of another place are not missed in it. */
  areas: z._default(z.array(GridCode).check(z.maxLength(60)), []),
  reading: z._default(SourceReading, {}),
})
export type SourceIn = z.infer<typeof SourceIn>
/** A change of a source, of the revision that was seen. */
export const SourceChange = z.extend(SourceIn, { expectedRevision: z.int() })

/**
 * What a run found, in rows. `back`: had left and is there again; `left`: was there and is not; `same`: as it stands; `unbound`: of those
 * taken, whose member is not found here; `above`: is not there any more and yet does not leave, since something stands below it.
 */
export const RunCounts = z.object({
  read: z.int(),
  added: z.int(),
  changed: z.int(),
  back: z.int(),
  left: z.int(),
  same: z.int(),
  rejected: z.int(),
  unbound: z.int(),
  above: z._default(z.int(), 0),
})
export type RunCounts = z.infer<typeof RunCounts>
export const NO_COUNTS: RunCounts = { read: 0, added: 0, changed: 0, back: 0, left: 0, same: 0, rejected: 0, unbound: 0, above: 0 }

/** `held`: so many would leave that somebody has to say so; `confirmed`, `dropped`: what was said to that. */
export const RunState = z.enum(['waiting', 'running', 'done', 'held', 'confirmed', 'dropped', 'failed'])
export type RunState = z.infer<typeof RunState>

/** A row of a run, by its id there; the name is masked. */
export const RunExample = z.object({ line: z.nullable(z.int()), externalId: z.string(), name: z.string() })
export type RunExample = z.infer<typeof RunExample>
/** What a run shows the first rows of. */
export const EXAMPLE_KINDS = ['added', 'changed', 'back', 'left', 'above'] as const
export type ExampleKind = (typeof EXAMPLE_KINDS)[number]
const examples = z._default(z.array(RunExample), [])
export const RunExamples = z.object({ added: examples, changed: examples, back: examples, left: examples, above: examples })
export type RunExamples = z.infer<typeof RunExamples>
export const MAX_EXAMPLES = 5

/**
 * Why a row was not taken. `unknown_word`: it stands for nothing here; `unfit`: what it names is not there, or does not go with its kind; `outside_area`: its position
 * lies in no grid.
 */
export const RejectCode = z.enum([
  ...(['invalid', 'unknown_place', 'unknown_service', 'twice', 'conflict', 'unknown_word', 'unfit'] as const),
  ...(['unknown_type', 'outside_area', 'in_future', 'too_old'] as const),
])
export type RejectCode = z.infer<typeof RejectCode>
/** A row that was not taken: where it stands, and what is wrong with which column. */
export const RunReject = z.object({
  line: z.int(),
  code: RejectCode,
  field: z.string(),
  column: z.nullable(z.string()),
  message: z.string(),
  externalId: z.nullable(z.string()),
  /** code of the community that it names, and where there is none here, how the file calls it */
  community: z.nullable(z.string()),
  told: z.nullable(z.string()),
})
export type RunReject = z.infer<typeof RunReject>
/** As many rejected rows of a run are kept one by one; the counts are of all. */
export const MAX_REJECTS = 5_000

const time = z.nullable(z.string())
export const SourceRun = z.object({
  id: z.uuid(),
  dry: z.boolean(),
  state: RunState,
  by: z.string(),
  /** the civil day that the schedule made it for */
  day: time,
  askedAt: z.string(),
  startedAt: time,
  endedAt: time,
  /** 0 to 1 */
  progress: z.number(),
  file: z.nullable(z.string()),
  counts: z.nullable(RunCounts),
  /** why it failed, in English; `failure`: the same by a code, null of older runs */
  fault: z.nullable(z.string()),
  failure: z._default(z.nullable(RunFailure), null),
})
export type SourceRun = z.infer<typeof SourceRun>
export const SourceRuns = z.object({ runs: z.array(SourceRun) })
export const SourceRunDetail = z.extend(SourceRun, { examples: RunExamples, rejects: z.array(RunReject) })
export type SourceRunDetail = z.infer<typeof SourceRunDetail>

/** `id`: the same again asks for nothing new. `confirms`: a held run whose leavings are meant. */
export const RunIn = z.object({ id: z.uuid(), dry: z._default(z.boolean(), false), confirms: z.optional(z.uuid()) })

/** A source as the registry shows it. `records`: that stand, and those that have left. */
export const SourceRow = z.extend(SourceIn, {
  id: z.uuid(),
  demo: z.boolean(),
  revision: z.int(),
  file: z.nullable(z.object({ name: z.string(), size: z.int(), sentAt: z.string(), sentBy: z.string() })),
  records: z.int(),
  left: z.int(),
  last: z.nullable(SourceRun),
  /** the last real run that ended well */
  synced: time,
})
export type SourceRow = z.infer<typeof SourceRow>
export const Sources = z.object({ sources: z.array(SourceRow), mayChange: z.boolean(), folders: z.boolean() })

/** How a row stands to what its source said before: `hash` of what it says now, and what was kept. `stands`: what was made of it is there as it was made. */
export function decideRow(hash: string, kept: { hash: string; left: boolean; stands: boolean } | undefined): 'added' | 'changed' | 'back' | 'same' {
  if (!kept) return 'added'
  if (kept.left) return 'back'
  return kept.hash === hash && kept.stands ? 'same' : 'changed'
}

/** Would more leave than may: `percent` of those that stand, or what somebody has confirmed? */
export const leavesTooMany = (standing: number, leaving: number, percent: number, confirmed: number | null): boolean =>
  leaving > Math.max((standing * percent) / 100, confirmed ?? 0)

/**
 * The civil day (by its number) that a run by the schedule is due for at `now`; null: none. `last`: the newest day that there was one for,
 * so that a clock that is set back brings none again, and one that jumps ahead brings one and not many.
 */
export function dueDay({ hour, enabled }: Pick<SourceIn, 'hour' | 'enabled'>, last: number | null, now: number): number | null {
  if (hour === null || !enabled) return null
  const today = Math.floor((now - startOfDayNumber(0)) / DAY_MS)
  const isDue = now >= startOfDayNumber(today) + hour * HOUR_MS
  return isDue && (last === null || today > last) ? today : null
}
