import { expect, it } from 'vitest'
import { countyGrids } from '@/lib/demo/county'
import { planService } from '@/lib/demo/service-plan'
import type { GridLevel } from '@/lib/domain/grid'
import { englishName } from './english-name'
import { nameInEnglish } from './english-names'

const grid = (code: string, name: string, level: GridLevel, parentCode: string) => ({ code, name, level, parentCode })

const sorted = (names: ReturnType<typeof nameInEnglish>) => [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)

it('names a grid behind what it lies in', () => {
  const names = nameInEnglish([
    grid('411324001', '涅阳街道', 1, '411324'),
    grid('411324001010', '中山街社区居民委员会', 2, '411324001'),
    grid('411324001010002', '中山街 02 格', 3, '411324001010'),
    grid('411324001010002001', '中山街社区02-1格', 4, '411324001010002'),
    grid('411324001010003', '2号院', 3, '411324001010'),
  ])
  expect(sorted(names)).toEqual([
    { name: 'Nieyang Subdistrict', label: 'Nieyang Subdistrict', sign: 'Nieyang' },
    { name: 'Zhongshanjie Community', label: 'Zhongshanjie Community', sign: 'Zhongshanjie' },
    { name: 'Zhongshanjie Community, Grid 02', label: 'Grid 02', sign: 'Grid 02' },
    { name: 'Zhongshanjie Community, Grid 02-1', label: 'Grid 02-1', sign: 'Grid 02-1' },
    { name: 'Yard 2', label: 'Yard 2', sign: 'Yard 2' },
  ])
})

it('tells siblings apart that are written alike, with all that lies in them, and no others', () => {
  const names = nameInEnglish([
    grid('1', '安国村民委员会', 1, ''),
    grid('2', '安果村', 1, ''),
    grid('2001', '安果村第01网格', 2, '2'),
    grid('3', '安郭街社区', 1, ''),
    grid('3001', '安国村', 2, '3'),
  ])
  expect(sorted(names).map(({ name, label, sign }) => [name, label, sign])).toEqual([
    ['Anguo Village (1)', 'Anguo Village (1)', 'Anguo (1)'],
    ['Anguo Village (2)', 'Anguo Village (2)', 'Anguo (2)'],
    ['Anguo Village (2), Grid 01', 'Grid 01', 'Grid 01'],
    ['Anguojie Community', 'Anguojie Community', 'Anguojie'],
    ['Anguo Village', 'Anguo Village', 'Anguo'],
  ])
})

it('keeps the kind of place on the map where nothing else tells two apart', () => {
  const names = nameInEnglish([
    grid('1', '涅阳街道', 1, ''),
    grid('101', '安国社区', 2, '1'),
    grid('102', '安国村', 2, '1'),
    grid('103', '东关村', 2, '1'),
  ])
  expect(sorted(names).map(({ sign }) => sign)).toEqual(['Nieyang', 'Anguo Community', 'Anguo Village', 'Dongguan'])
})

it('gives each of the 345 grids of the demonstration a name of its own, and leaves no Chinese in the service tree either', () => {
  const grids = countyGrids()
  const names = [...nameInEnglish(grids).values()].map(({ name }) => name)
  expect(new Set(names).size).toBe(345)
  const nodes = planService(grids).nodes.map(({ name }) => englishName(name))
  expect(nodes.length).toBeGreaterThan(1_000)
  expect([...names, ...nodes].filter((name) => !/^[A-Z][\p{Script=Latin}\d' ,’-]+$/u.test(name))).toEqual([])
})
