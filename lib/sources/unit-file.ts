import { createHash } from 'node:crypto'
import { unitId } from '@/lib/db/units/unit-write'
import type { RowCode } from '@/lib/domain/import-outcome'
import type { Words } from '@/lib/domain/language'
import { namesOf } from '@/lib/domain/rows'
import { Day, type NewUnit, UnitContent, UnitKind, UnitLinkKind, UnitRole } from '@/lib/domain/unit'
import { LINK_COLUMNS, REGISTERED_WORDS, SKILL_WORDS, UNIT_KIND_WORDS, UNIT_ROLE_WORDS } from '@/lib/domain/unit-export'

/** The columns of each file, by field; those with a star must be there. Each may be called by its field, too. */
export const UNIT_COLUMNS = {
  units: {
    id: '编号*',
    kind: '类别*',
    name: '名称*',
    parent: '上级编号',
    grids: '网格编码*',
    lon: '经度',
    lat: '纬度',
    road: '路段',
    contactName: '联系人',
    contactPhone: '联系电话',
    team: '队伍编号',
    skills: '特长',
    ...LINK_COLUMNS,
  },
  members: {
    unit: '组织编号*',
    person: '人员编号',
    name: '姓名*',
    phone: '电话',
    employer: '单位',
    role: '身份*',
    registered: '报到身份',
    grid: '网格编码',
    skills: '特长',
    from: '起始日期*',
    to: '截止日期',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>
export type UnitFileKind = keyof typeof UNIT_COLUMNS

/** A row that is not taken: which column is wrong, and how. The message never repeats personal data. */
export type UnitFault = { field: string; column: string; code: RowCode; message: string }
type Values = Readonly<Record<string, string>>

/** Which column of the header holds which field. Answers the columns that must be there and are not. */
export function columnsOf(kind: UnitFileKind, header: readonly string[]): { columns: ReadonlyMap<string, string>; missing: string[] } {
  const columns = new Map<string, string>()
  const missing: string[] = []
  for (const [field, named] of Object.entries(UNIT_COLUMNS[kind])) {
    const found = [named.replace('*', ''), field].find((name) => header.includes(name))
    if (found !== undefined) columns.set(field, found)
    else if (named.endsWith('*')) missing.push(named.slice(0, -1))
  }
  return { columns, missing }
}

/** Reads cells of a row by field: null where one is empty or has no column. */
function cellsOf(columns: ReadonlyMap<string, string>, values: Values) {
  const cell = (field: string): string | null => values[columns.get(field) ?? '']?.trim() || null
  return {
    cell,
    fault: (field: string, message: string, code: RowCode = 'invalid'): UnitFault => ({ field, column: columns.get(field) ?? field, code, message }),
  }
}

/** The parts of a cell that holds several. */
export const several = (text: string | null): string[] => (text ?? '').split(/[;；、,，|\s]+/).filter((part) => part !== '')
/** What a word of a file stands for: its name in either language, or its key. */
function meaning<K extends string>(words: Readonly<Record<K, Words>>, text: string): K | null {
  const wanted = text.toLowerCase()
  return namesOf(words).find((key) => key === text || words[key].zh === text || words[key].en.toLowerCase() === wanted) ?? null
}
export const isFault = <T extends object>(read: T | UnitFault): read is UnitFault => 'column' in read && 'message' in read

export type ReadUnit = NewUnit & { id: string }

/** A unit of a row. What it names is asked later, when all rows are known (`faultsOfUnit`). */
export function readUnit(
  columns: ReadonlyMap<string, string>,
  values: Values,
  source: string,
  grids: { has(code: string): boolean },
): ReadUnit | UnitFault {
  const { cell, fault } = cellsOf(columns, values)
  const externalId = cell('id')
  if (externalId === null) return fault('id', 'is empty', 'empty')
  const kind = meaning(UNIT_KIND_WORDS, cell('kind') ?? '')
  if (kind === null) return fault('kind', `is none of ${UnitKind.options.map((one) => UNIT_KIND_WORDS[one].zh).join('、')}`, 'unknown')
  const codes = several(cell('grids'))
  const strange = codes.find((code) => !grids.has(code))
  if (codes.length === 0) return fault('grids', 'is empty', 'empty')
  if (strange !== undefined) return fault('grids', `there is no grid ${strange.slice(0, 24)}`, 'unknown_grid')
  const skills = several(cell('skills')).map((word) => meaning(SKILL_WORDS, word))
  if (skills.includes(null))
    return fault(
      'skills',
      `knows ${Object.values(SKILL_WORDS)
        .map(({ zh }) => zh)
        .join('、')}`,
      'unknown',
    )
  const [lon, lat] = [cell('lon'), cell('lat')]
  if ((lon === null) !== (lat === null)) return fault(lon === null ? 'lon' : 'lat', 'is empty, and the other is not', 'empty')
  const links = UnitLinkKind.options.flatMap((link) => several(cell(link)).map((to) => ({ kind: link, to: unitId(source, to) })))
  const [parent, road] = [cell('parent'), cell('road')]
  const read = UnitContent.safeParse({
    ...{ kind, name: cell('name'), grids: [...new Set(codes)], links, skills, team: cell('team') },
    parent: parent === null ? null : unitId(source, parent),
    place: lon === null ? null : [Number(lon), Number(lat)],
    road: road === null ? null : { name: road, lines: [] },
    ...{ contactName: cell('contactName'), contactPhone: cell('contactPhone') },
  })
  if (!read.success) {
    const [issue] = read.error.issues
    const [field, at] = issue?.path ?? []
    const named = field === 'place' ? (at === 1 ? 'lat' : 'lon') : String(field ?? 'name')
    return cell(named) === null ? fault(named, 'is empty', 'empty') : fault(named, issue?.message ?? 'cannot be used')
  }
  return { ...read.data, externalId, id: unitId(source, externalId) }
}

/** Somebody of a row who is in a unit; `key`: what the person is known by when nobody is there yet. */
export type ReadMember = {
  unit: string
  externalId: string | null
  key: string
  name: string
  phone: string | null
  employer: string | null
  role: UnitRole
  registered: keyof typeof REGISTERED_WORDS | null
  grid: string | null
  skills: (keyof typeof SKILL_WORDS)[]
  from: string
  to: string | null
}

const PHONE = /^\+?[\d-]{5,20}$/
/** 2026/1/5 and 2026.1.5 as 2026-01-05. */
const dayIn = (text: string | null) =>
  text?.replace(
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/,
    (_, y: string, m: string, d: string) => `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`,
  ) ?? null

/** What somebody is known by who has no number: always the same for the same parts. */
export const keyOf = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32)

/** Reads who is in which unit; whether unit and grid are there is asked by the caller. */
export function readUnitMember(columns: ReadonlyMap<string, string>, values: Values, source: string): ReadMember | UnitFault {
  const { cell, fault } = cellsOf(columns, values)
  const [unit, name, phone] = [cell('unit'), cell('name'), cell('phone')]
  if (unit === null) return fault('unit', 'is empty', 'empty')
  if (name === null || name.length > 100) return name === null ? fault('name', 'is empty', 'empty') : fault('name', 'is too long')
  if (phone !== null && !PHONE.test(phone)) return fault('phone', 'must be digits, with dashes at most')
  const role = meaning(UNIT_ROLE_WORDS, cell('role') ?? '')
  if (role === null) return fault('role', `is none of ${UnitRole.options.map((one) => UNIT_ROLE_WORDS[one].zh).join('、')}`, 'unknown')
  const as = cell('registered')
  const registered = as === null ? null : meaning(REGISTERED_WORDS, as)
  if (as !== null && registered === null)
    return fault(
      'registered',
      `is none of ${Object.values(REGISTERED_WORDS)
        .map(({ zh }) => zh)
        .join('、')}`,
      'unknown',
    )
  const skills = several(cell('skills')).map((word) => meaning(SKILL_WORDS, word))
  const known = skills.filter((skill) => skill !== null)
  if (known.length < skills.length)
    return fault(
      'skills',
      `knows ${Object.values(SKILL_WORDS)
        .map(({ zh }) => zh)
        .join('、')}`,
      'unknown',
    )
  const [from, to] = [dayIn(cell('from')), dayIn(cell('to'))]
  if (from === null || !Day.safeParse(from).success) return fault('from', 'is no day as 2026-01-05')
  if (to !== null && (!Day.safeParse(to).success || to < from)) return fault('to', 'is no day at or after the first')
  const externalId = cell('person')
  return {
    ...{
      unit: unitId(source, unit),
      externalId,
      key: externalId ?? keyOf(source, name, phone ?? unit),
      name,
      phone,
      employer: cell('employer'),
      role,
      registered,
    },
    ...{ grid: cell('grid'), skills: known, from, to },
  }
}
