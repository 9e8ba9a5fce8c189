import { readFileSync } from 'node:fs'
import * as z from 'zod/mini'
import { readSetting, removeSetting, settingKeys, writeSetting } from '@/lib/db/engine/settings'
import { Crs } from '@/lib/domain/event'
import { EVENT_COLUMNS } from '@/lib/domain/feed-fields'
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

/** The mapping that the names of columns suggest, written out for `--map`; null when they suggest none. */
export function proposeMapping(header: readonly string[]): string | null {
  const pairs = Object.entries(EVENT_COLUMNS).flatMap(([field, names]) => {
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
