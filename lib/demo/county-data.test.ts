import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { EventType } from '@/lib/domain/category'
import { COMMUNITIES, STREETS } from './communities'
import { EVENT_TYPES } from './event-types'

const list = new URL('../../../shared/data/zhenping-communities.csv', import.meta.url)

describe('the communities of 镇平', () => {
  it('number 21, 15 and 19 in the three streets, under codes that continue the street', () => {
    expect(STREETS.map((s) => COMMUNITIES.filter((c) => c.streetCode === s.code).length)).toEqual([21, 15, 19])
    expect(COMMUNITIES.every((c) => /^\d{12}$/.test(c.code) && c.code.startsWith(c.streetCode))).toBe(true)
    expect(new Set(COMMUNITIES.map((c) => c.code)).size).toBe(55)
  })

  it('have short names', () => {
    const names = new Map(COMMUNITIES.map((c) => [c.fullName, c.name]))
    expect(names.get('幸福路社区居民委员会')).toBe('幸福路社区')
    expect(names.get('东关村民委员会')).toBe('东关村')
  })

  it.skipIf(!existsSync(list))('are those of the national code list (skipped where ../shared is absent)', () => {
    const rows: { code: string; name: string; street_code: string; kind: string }[] = parse(readFileSync(list), { columns: true })
    expect(COMMUNITIES.map((c) => ({ code: c.code, name: c.fullName, street_code: c.streetCode, kind: c.kind }))).toEqual(rows)
  })
})

describe('the event types', () => {
  it('are 34 in six classes of 6, 5, 5, 6, 7 and 5, each a valid type', () => {
    const sizes = new Map<string, number>()
    for (const type of EVENT_TYPES) sizes.set(type.className, (sizes.get(type.className) ?? 0) + 1)
    expect([...sizes]).toEqual([
      ['矛盾纠纷', 6],
      ['社会治安', 5],
      ['重点工作', 5],
      ['突出问题', 6],
      ['服务管理', 7],
      ['基层平安', 5],
    ])
    for (const [i, type] of EVENT_TYPES.entries()) EventType.parse({ ...type, id: i + 1 })
  })

  it('hold back the five sensitive ones', () => {
    expect(EVENT_TYPES.filter((t) => t.sensitive).map((t) => t.code)).toEqual(['0102', '0204', '0301', '0406', '0605'])
  })
})
