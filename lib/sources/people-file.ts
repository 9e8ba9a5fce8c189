import { createHash } from 'node:crypto'
import { peopleId } from '@/lib/db/people/people-ids'
import { NewHousehold, NewPerson, ServiceNode, Team } from '@/lib/domain/people'
import { LOST_DIGITS } from './tables/row'

/** What a file can hold, and the fields of each; those with a star must be there. */
export const PEOPLE_FIELDS = {
  members: ['externalId', 'name*', 'grid*', 'post', 'phone', 'idNumber', 'employer', 'team'],
  households: ['externalId', 'name*', 'grid*', 'address*', 'phone', 'idNumber', 'persons', 'member', 'memberPhone', 'service'],
  service: ['code*', 'parentCode', 'name*', 'level', 'grid'],
  teams: ['externalId*', 'name*', 'grid*', 'department'],
} as const
export type PeopleKind = keyof typeof PEOPLE_FIELDS

/** Names of columns that are understood without being told. */
const USUAL: Record<string, readonly string[]> = {
  externalId: ['externalId', '人员编号', '户编号', '户号', '编号', '队伍编号', 'id'],
  name: ['name', '姓名', '户主姓名', '户主', '名称', '队伍名称'],
  grid: ['grid', '网格编码', '网格代码', '所属网格编码', '所属网格'],
  post: ['post', '岗位', '职务', '角色'],
  phone: ['phone', '联系电话', '手机号', '手机号码', '电话'],
  idNumber: ['idNumber', '身份证号', '身份证号码', '证件号码'],
  employer: ['employer', '单位', '工作单位', '所属单位'],
  team: ['team', '队伍', '所属队伍', '队伍名称'],
  address: ['address', '住址', '地址', '家庭住址', '详细地址'],
  persons: ['persons', '人口', '人口数', '家庭人口'],
  member: ['member', '网格员编号', '绑定网格员编号'],
  memberPhone: ['memberPhone', '网格员电话', '绑定网格员电话'],
  service: ['service', '服务树编码', '中心户编码'],
  code: ['code', '编码', '代码', '节点编码'],
  parentCode: ['parentCode', '上级编码', '父级编码'],
  level: ['level', '层级', '级别'],
  department: ['department', '部门', '主管部门'],
}

/** Which column holds which field. */
export type PeopleMapping = ReadonlyMap<string, string>

/** Fields that must be there, without their star. */
const neededOf = (kind: PeopleKind) => PEOPLE_FIELDS[kind].flatMap((field) => (field.endsWith('*') ? [field.slice(0, -1)] : []))
const fieldsOf = (kind: PeopleKind) => PEOPLE_FIELDS[kind].map((field) => field.replace('*', ''))

/** The mapping by the usual names; `missing`: needed fields that no column has. */
export function guessMapping(kind: PeopleKind, header: readonly string[]): { mapping: PeopleMapping; missing: string[] } {
  const mapping = new Map(
    fieldsOf(kind).flatMap((field): [string, string][] => {
      const column = (USUAL[field] ?? []).find((name) => header.includes(name))
      return column === undefined ? [] : [[field, column]]
    }),
  )
  return { mapping, missing: neededOf(kind).filter((field) => !mapping.has(field)) }
}

/** Reads `field=column,field=column`; a sentence when that is no mapping. */
export function readMapping(kind: PeopleKind, text: string): PeopleMapping | string {
  const mapping = new Map<string, string>()
  for (const part of text.split(',')) {
    const [field = '', column = ''] = part.split(/=(.*)/s).map((s) => s.trim())
    if (!fieldsOf(kind).includes(field)) return `"${field}" is no field of ${kind}; the fields are ${fieldsOf(kind).join(', ')}.`
    if (column === '') return `The field ${field} names no column; write ${field}=COLUMN.`
    if (mapping.has(field)) return `The field ${field} is mapped twice.`
    mapping.set(field, column)
  }
  const missing = neededOf(kind).filter((field) => !mapping.has(field))
  return missing.length > 0 ? `The mapping lacks ${missing.join(', ')}.` : mapping
}

/** Why a row is not taken. The message never repeats what personal data says. */
export type RowFault = {
  code: 'invalid' | 'unknown_grid' | 'unknown_member' | 'unknown_team' | 'unknown_service' | 'twice' | 'conflict'
  message: string
}
export const isFault = <T extends object>(read: T | RowFault): read is RowFault => 'code' in read && 'message' in read

/** What rows may name. */
export type KnownPlaces = {
  grids: { has(code: string): boolean }
  services: { has(code: string): boolean }
  /** ids of teams, by id and by name */
  teams: ReadonlyMap<string, readonly string[]>
  /** ids of all people, and those that have a telephone number, by it */
  people: { has(id: string): boolean }
  byPhone: ReadonlyMap<string, readonly string[]>
}

type Values = Readonly<Record<string, string>>
const fault = (code: RowFault['code'], message: string): RowFault => ({ code, message })
const hashed = (...parts: readonly string[]) => createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32)
const codesIn = (text: string) => text.split(/[;；、,，|\s]+/).filter((code) => code !== '')

/** Digits of a telephone number, without blanks and without +86 before a mobile one. */
const plainPhone = (text: string | null) => text?.replace(/[\s()（）]/g, '').replace(/^(?:\+|00)86-?(?=1\d{10}$)/, '') ?? null

/** Makes the reader of a row's field: null where it is empty or not mapped. */
function cellOf(mapping: PeopleMapping, values: Values): (field: string) => string | null {
  return (field) => values[mapping.get(field) ?? '']?.trim() || null
}

function firstIssue(issues: readonly { path: readonly PropertyKey[]; message: string }[], cell: (field: string) => string | null): RowFault {
  const [issue] = issues
  const field = String(issue?.path[0] ?? 'row')
  if (cell(field) === null) return fault('invalid', `${field} is empty`)
  if (cell(field)?.includes(LOST_DIGITS)) return fault('invalid', `${field}: Excel has lost its last digits; make it a column of text there`)
  return fault('invalid', `${field}: ${issue?.message ?? 'cannot be used'}`)
}

/** A member or chief of a row; without an id of their own they are known by their telephone or number of identity. */
export function readMember(mapping: PeopleMapping, values: Values, known: KnownPlaces): NewPerson | RowFault {
  const cell = cellOf(mapping, values)
  const phone = plainPhone(cell('phone'))
  const idNumber = cell('idNumber')?.toUpperCase() ?? null
  const own = cell('externalId') ?? (phone ? `phone:${hashed(phone)}` : idNumber ? `id:${hashed(idNumber)}` : null)
  if (own === null) return fault('invalid', 'it has no externalId, phone or idNumber to know the person by')
  const grids = codesIn(cell('grid') ?? '')
  if (grids.length === 0) return fault('invalid', 'grid is empty')
  const strange = grids.find((code) => !known.grids.has(code))
  if (strange !== undefined) return fault('unknown_grid', `there is no grid ${strange.slice(0, 40)}`)
  const post = cell('post') ?? 'member'
  const kind = /^(?:chief|.*网格长.*)$/.test(post) ? 'chief' : /^(?:member|.*网格员.*)$/.test(post) ? 'member' : null
  if (kind === null) return fault('invalid', 'post is neither member (网格员) nor chief (网格长)')
  const posts = grids.map((grid) => ({ grid, kind }))
  const teams = teamsOf(mapping, cell, known)
  if (!Array.isArray(teams) && teams !== undefined) return teams
  const parsed = NewPerson.safeParse({ externalId: own, name: cell('name'), phone, idNumber, employer: cell('employer'), posts, teams })
  return parsed.success ? parsed.data : firstIssue(parsed.error.issues, cell)
}

/** The teams that a row names, by id or by name; undefined where the file has no such column: then everybody stays in theirs. */
function teamsOf(mapping: PeopleMapping, cell: (field: string) => string | null, { teams }: KnownPlaces): string[] | undefined | RowFault {
  if (!mapping.has('team')) return undefined
  const ids: string[] = []
  for (const name of (cell('team') ?? '').split(/[;；、,，|]+/).map((part) => part.trim())) {
    if (name === '') continue
    const [id, ...others] = teams.get(name) ?? []
    if (id === undefined) return fault('unknown_team', `there is no team ${name.slice(0, 40)}; import the teams first`)
    if (others.length > 0) return fault('unknown_team', `several teams are called ${name.slice(0, 40)}; write its externalId`)
    ids.push(id)
  }
  return ids
}

/** A household of a row; without an id of its own it is known by its grid and address. `source`: whose ids of members it names. */
export function readHousehold(mapping: PeopleMapping, values: Values, known: KnownPlaces, source: string): NewHousehold | RowFault {
  const cell = cellOf(mapping, values)
  const grid = cell('grid')
  if (grid !== null && !known.grids.has(grid)) return fault('unknown_grid', `there is no grid ${grid.slice(0, 40)}`)
  const service = cell('service')
  if (service !== null && !known.services.has(service)) return fault('unknown_service', `the service tree has no node ${service.slice(0, 40)}`)
  const member = memberOf(cell, known, source)
  if (member !== null && typeof member !== 'string') return member
  const persons = cell('persons')
  const parsed = NewHousehold.safeParse({
    externalId: cell('externalId') ?? `address:${hashed(grid ?? '', cell('address') ?? '')}`,
    grid,
    service,
    name: cell('name'),
    phone: plainPhone(cell('phone')),
    idNumber: cell('idNumber')?.toUpperCase() ?? null,
    address: cell('address'),
    persons: persons === null ? null : Number(persons),
    member,
  })
  return parsed.success ? parsed.data : firstIssue(parsed.error.issues, cell)
}

function memberOf(cell: (field: string) => string | null, { people, byPhone }: KnownPlaces, source: string): string | null | RowFault {
  const own = cell('member')
  if (own !== null) {
    const id = peopleId('person', source, own)
    return people.has(id) ? id : fault('unknown_member', `${source} has no member ${own.slice(0, 40)}; import the members first`)
  }
  const phone = plainPhone(cell('memberPhone'))
  if (phone === null) return null
  const [id, ...others] = byPhone.get(phone) ?? []
  if (id === undefined) return fault('unknown_member', 'nobody has the telephone number in memberPhone; import the members first')
  return others.length > 0 ? fault('unknown_member', 'several people have the telephone number in memberPhone') : id
}

/** A node of the service tree of a row; its level is checked when all nodes are known. */
export function readNode(mapping: PeopleMapping, values: Values, known: KnownPlaces): ServiceNode | RowFault {
  const cell = cellOf(mapping, values)
  const grids = codesIn(cell('grid') ?? '')
  const strange = grids.find((code) => !known.grids.has(code))
  if (strange !== undefined) return fault('unknown_grid', `there is no grid ${strange.slice(0, 40)}`)
  const parentCode = cell('parentCode')
  const level = cell('level')
  const names = ['街道', '社区', '小区', '楼栋', '党员中心户']
  const named = level === null ? (parentCode === null ? 1 : Number.NaN) : names.includes(level) ? names.indexOf(level) + 1 : Number(level)
  if (Number.isNaN(named)) return fault('invalid', `level is not 1 to 5 (${names.join(', ')})`)
  const parsed = ServiceNode.safeParse({ code: cell('code'), parentCode, name: cell('name'), level: named, grids })
  return parsed.success ? parsed.data : firstIssue(parsed.error.issues, cell)
}

/** A team of a row. */
export function readTeam(mapping: PeopleMapping, values: Values, known: KnownPlaces): Team | RowFault {
  const cell = cellOf(mapping, values)
  const grid = cell('grid')
  if (grid !== null && !known.grids.has(grid)) return fault('unknown_grid', `there is no grid ${grid.slice(0, 40)}`)
  const parsed = Team.safeParse({ id: cell('externalId'), name: cell('name'), department: cell('department'), grid })
  return parsed.success ? parsed.data : firstIssue(parsed.error.issues, cell)
}
