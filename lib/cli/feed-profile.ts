import { readFileSync } from 'node:fs'
import * as z from 'zod/mini'
import { readSetting, removeSetting, settingKeys, writeSetting } from '@/lib/db/engine/settings'
import { Crs } from '@/lib/domain/event'
import { MappingError, parseFields, parseMapping } from '@/lib/sources/feed/feed-mapping'
import { ENCODINGS } from '@/lib/sources/tables/encoding'

/**
 * How the files of one system are read, kept under a name: `fields` says which column fills which field of an event, `types` which code a
 * text means. The rest are the options of the command, which stand above it.
 */
export const FeedProfile = z.strictObject({
  fields: z.record(z.string(), z.string()),
  types: z.optional(z.record(z.string(), z.string())),
  source: z.optional(z.string()),
  zone: z.optional(z.string()),
  crs: z.optional(Crs),
  encoding: z.optional(z.enum(ENCODINGS)),
  sheet: z.optional(z.string()),
  headerRow: z.optional(z.int()),
})
export type FeedProfile = z.infer<typeof FeedProfile>

const KEY = 'import-map:'

/** What `--map` may be: fields written out, a JSON file, or the name of a saved mapping. Asks the database only for the last. Throws MappingError. */
export async function readProfile(text: string): Promise<FeedProfile> {
  if (text.includes('=')) return { fields: Object.fromEntries(parseMapping(text, { idOptional: true })) }
  if (/\.json$/i.test(text)) return checked(parseJson(readFileSync(text, 'utf8')), text)
  const saved = await readSetting(`${KEY}${text}`, FeedProfile)
  if (saved) return checked(saved, text)
  const names = await profileNames()
  throw new MappingError(
    `There is no saved mapping "${text}"; ${names.length > 0 ? `there are ${names.join(', ')}` : 'none is saved yet (--save-map NAME)'}.`,
  )
}

function checked(value: unknown, name: string): FeedProfile {
  const parsed = FeedProfile.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new MappingError(
      `${name} is no mapping: ${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'invalid'}. It holds JSON like {"fields":{"id":"工单编号",…},"types":{"噪音":"0501"}}.`,
    )
  }
  parseFields(Object.entries(parsed.data.fields), { idOptional: true })
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return null
  }
}

/** Keeps a mapping under a name, in place of an earlier one. */
export async function saveProfile(name: string, profile: FeedProfile): Promise<void> {
  await writeSetting(`${KEY}${name}`, profile)
}

/** Names of the saved mappings. */
export async function profileNames(): Promise<string[]> {
  return (await settingKeys(KEY)).map((key) => key.slice(KEY.length))
}

/** Forgets a saved mapping; false when there is none. */
export async function removeProfile(name: string): Promise<boolean> {
  return await removeSetting(`${KEY}${name}`)
}

/** Names that columns of exports usually have, by the field they fill. */
const USUAL: Record<string, readonly string[]> = {
  id: ['工单编号', '事件编号', '案件编号', '编号', '流水号', '单号', 'id', 'event_id', 'case_id'],
  occurredAt: [
    '发生时间',
    '上报时间',
    '受理时间',
    '来电时间',
    '登记时间',
    '创建时间',
    '时间',
    'occurredat',
    'occurred_at',
    'time',
    'time_utc',
    'created_local',
  ],
  updatedAt: ['更新时间', '修改时间', 'updatedat', 'updated_at', 'recv_local'],
  handledAt: ['办结时间', '结案时间', '处理完成时间', '完成时间', 'handledat', 'closed_at'],
  type: ['事件类型', '问题类型', '案件类型', '事件类别', '问题分类', '类型', '类别', 'type', 'offense', 'category'],
  lon: ['经度', 'lon', 'lng', 'longitude', 'x'],
  lat: ['纬度', 'lat', 'latitude', 'y'],
  grid: ['网格编码', '所属网格', '网格', '所属社区', '社区', 'grid'],
  urgency: ['紧急程度', '紧急等级', 'urgency'],
  title: ['标题', '事件标题', '诉求标题', '事项名称', 'title'],
  description: ['事件描述', '问题描述', '诉求内容', '内容', '描述', 'description', 'premise'],
}

/** The mapping that the names of columns suggest, written out for `--map`; null when they suggest none. */
export function proposeMapping(header: readonly string[]): string | null {
  const pairs = Object.entries(USUAL).flatMap(([field, names]) => {
    const column = names.map((name) => header.find((column) => column.toLowerCase() === name)).find((column) => column !== undefined)
    return column === undefined ? [] : [`${field}=${column}`]
  })
  const positioned = pairs.filter((pair) => /^(?:lon|lat)=/.test(pair)).length === 2
  const usable = positioned ? pairs.filter((pair) => !pair.startsWith('grid=')) : pairs.filter((pair) => !/^(?:lon|lat)=/.test(pair))
  try {
    parseMapping(usable.join(','), { idOptional: true })
    return usable.join(',')
  } catch {
    return null
  }
}
