import { toWgs84 } from './coordinates'
import type { Crs } from './event-parts'
import { NewPlace, type Offer } from './place'
import { readHours } from './place-hours-text'
import { PLACE_FACILITIES, PLACE_KINDS, PLACE_SERVICES } from './place-kinds'
import type { Position } from './position'
import { namesOf } from './rows'

/** The fields of a place in a file, and the names of columns that are understood without being told; those with `needed` must be there. */
export const PLACE_FIELDS = {
  externalId: { needed: true, names: ['externalId', 'external_id', '编号', '编码', 'id'] },
  kind: { needed: true, names: ['kind', '类别', '类型', '阵地类别'] },
  name: { needed: true, names: ['name', '名称', '阵地名称'] },
  lon: { needed: true, names: ['lon', 'lng', 'longitude', '经度', 'x'] },
  lat: { needed: true, names: ['lat', 'latitude', '纬度', 'y'] },
  address: { needed: false, names: ['address', '地址'] },
  contact: { needed: false, names: ['contact', '联系电话', '电话', 'phone'] },
  capacity: { needed: false, names: ['capacity', '容纳人数', '容量'] },
  services: { needed: false, names: ['services', '服务', '服务项目'] },
  facilities: { needed: false, names: ['facilities', '设施'] },
  hours: { needed: true, names: ['hours', '开放时间', '服务时间'] },
  offers: { needed: false, names: ['offers', '可预约'] },
} as const satisfies Record<string, { needed: boolean; names: readonly string[] }>
export type PlaceField = keyof typeof PLACE_FIELDS

/** Why a row is not taken, and in which of its columns that stands. */
export type PlaceFault = { column: string; code: 'empty' | 'invalid' | 'unknown_kind' | 'unknown_service' | 'outside_area'; message: string }
export const isPlaceFault = (read: object): read is PlaceFault => 'column' in read && 'message' in read

type Table = Readonly<Record<string, { zh: string; en: string }>>
/** The name of a row by its key or what it is called in either language; null: there is none. */
function keyOf<T extends Table>(table: T, said: string): Extract<keyof T, string> | null {
  const plain = said.trim().toLowerCase()
  for (const key in table) {
    const row = table[key]
    if (row && (key.toLowerCase() === plain || row.zh === said.trim() || row.en.toLowerCase() === plain)) return key
  }
  return null
}

const parts = (text: string | null) =>
  (text ?? '')
    .split(/[;；、,，|/]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
const number = (text: string | null) => (text === null ? Number.NaN : Number(text.trim()))

/** What a row says of its place. `columns`: what the fields are called in the file; `point`: its position where the file has it apart (GeoJSON). */
export type PlaceReading = {
  cell(field: PlaceField): string | null
  columns: Partial<Record<PlaceField, string>>
  crs: Crs
  point?: readonly unknown[] | undefined
}

/** Reads a row of a file of places; a fault names the column that is wrong. */
export function readPlaceRow({ cell, columns, crs, point }: PlaceReading): NewPlace | PlaceFault {
  const fault = (field: PlaceField, message: string, code: PlaceFault['code'] = 'invalid'): PlaceFault => ({
    column: columns[field] ?? field,
    code,
    message,
  })
  const empty = namesOf(PLACE_FIELDS).find(
    (field) => PLACE_FIELDS[field].needed && cell(field) === null && !(point && (field === 'lon' || field === 'lat')),
  )
  if (empty !== undefined) return fault(empty, 'is empty', 'empty')
  const kind = keyOf(PLACE_KINDS, cell('kind') ?? '')
  if (kind === null) return fault('kind', `"${cell('kind')?.slice(0, 30)}" is no kind of places`, 'unknown_kind')
  const position = positionOf(point ?? [number(cell('lon')), number(cell('lat'))], crs)
  if (position === null) return fault('lon', 'is no position in degrees of longitude and latitude')
  const services = named(PLACE_SERVICES, cell('services'))
  if (typeof services === 'string') return fault('services', `"${services}" is no service`, 'unknown_service')
  const facilities = named(PLACE_FACILITIES, cell('facilities'))
  if (typeof facilities === 'string') return fault('facilities', `"${facilities}" is no facility`, 'unknown_service')
  const hours = readHours(cell('hours') ?? '')
  if (typeof hours === 'string') return fault('hours', hours)
  const offers = readOffers(cell('offers') ?? '')
  if (typeof offers === 'string') return fault('offers', `"${offers}" is nothing like 作业辅导 60 20 (service, minutes, seats)`)
  const capacity = cell('capacity') === null ? null : number(cell('capacity'))
  const parsed = NewPlace.safeParse({
    ...{ externalId: cell('externalId'), kind, name: cell('name'), position, address: cell('address'), contact: cell('contact') },
    ...{ capacity, services, facilities, hours, offers },
  })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = namesOf(PLACE_FIELDS).find((name) => name === issue?.path[0]) ?? 'name'
  return fault(field, issue?.message ?? 'cannot be used')
}

/** Reads what can be booked, `作业辅导 120 20; 议事 60 10`; a text: the part that cannot be understood. */
export function readOffers(text: string): Offer[] | string {
  const offers: Offer[] = []
  for (const part of text.split(/[;；]/).map((one) => one.trim())) {
    if (part === '') continue
    const [, name = '', minutes = '', seats = ''] = /^(.+?)\s*(\d+)\s*(?:分钟|分|min)?\s+(\d+)\s*(?:人|seats)?$/.exec(part) ?? []
    const service = keyOf(PLACE_SERVICES, name)
    if (service === null) return part.slice(0, 40)
    offers.push({ service, minutes: Number(minutes), seats: Number(seats) })
  }
  return offers
}

function positionOf(pair: readonly unknown[], crs: Crs): Position | null {
  const [lon, lat] = pair
  if (typeof lon !== 'number' || typeof lat !== 'number' || !Number.isFinite(lon) || !Number.isFinite(lat)) return null
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90) return null
  return toWgs84([lon, lat], crs)
}

/** The names in a cell, each once; a text: the one that is none. */
function named<T extends Table>(table: T, text: string | null): Extract<keyof T, string>[] | string {
  const found: Extract<keyof T, string>[] = []
  for (const part of parts(text)) {
    const key = keyOf(table, part)
    if (key === null) return part.slice(0, 30)
    if (!found.includes(key)) found.push(key)
  }
  return found
}
