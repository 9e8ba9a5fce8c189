import { expect, it } from 'vitest'
import { exportColumns } from './event-export'
import { PLACE_COLUMNS } from './place-export'
import { readHours } from './place-hours-text'
import { isPlaceFault, PLACE_FIELDS, readPlaceRow } from './place-row'
import { namesOf } from './rows'

const hours = readHours('周一至周五 08:00-12:00 14:30-18:00; 周六 22:00-02:00; 节假日 休息; 2026-12-31 10:00-11:00')
const place = {
  ...{ externalId: 'a-1', kind: 'homework' as const, name: '安国路社区六点半课堂', grid: '411324001003', address: '安国路 3 号' },
  ...{ position: [112.234, 33.034] as [number, number], contact: '0377-6666666', capacity: 20 },
  ...{ services: ['homework' as const, 'water' as const], facilities: ['books' as const, 'wifi' as const] },
  offers: [{ service: 'homework' as const, minutes: 120, seats: 20 }],
}

it.each(['zh-CN', 'en'] as const)('what is exported in %s is what an import reads', (language) => {
  if (typeof hours === 'string') throw new Error(hours)
  const { labels, cells } = exportColumns(PLACE_COLUMNS, false)
  const values = new Map(
    cells({ ...place, hours }, { language, place: () => '安国路社区' } as never).map((cell, i) => [
      labels[i]?.[language === 'en' ? 'en' : 'zh'],
      cell,
    ]),
  )
  const cell = (field: keyof typeof PLACE_FIELDS) => {
    const value = PLACE_FIELDS[field].names.map((name) => values.get(name)).find((one) => one !== undefined)
    return value === undefined || value === null ? null : String(value)
  }
  const read = readPlaceRow({ cell, columns: {}, crs: 'WGS84' })
  const { grid: _grid, ...told } = place
  expect(read).toEqual({ ...told, hours })
  // every field is there
  expect(namesOf(PLACE_FIELDS).filter((field) => cell(field) === null)).toEqual([])
  expect(isPlaceFault(read)).toBe(false)
})
