import { describe, expect, it } from 'vitest'
import { COMPARED_FIGURES, type ComparedArea, type Measured } from '@/lib/domain/figure-runs'
import { mapRows } from '@/lib/domain/rows'
import { axisOf, comparedLabel, comparedRows, drawnQuantity, measuredText, movedText, shadeBorders, shadeOf, sideOfMean, sidesOf } from './compared'

const share = (value: number | null, denominator = 100): Measured => ({
  ...{ value, low: value === null ? null : value - 0.02, high: value === null ? null : value + 0.02 },
  ...{ numerator: value === null ? 0 : value * denominator, denominator, few: denominator < 30 },
})
const area = (grid: string, group: ComparedArea['group'], figure: Measured): ComparedArea => ({
  ...{ grid, group, level: 2, before: null, places: null },
  figures: mapRows(COMPARED_FIGURES, () => figure),
})

describe('a figure in words', () => {
  it('has its unit, and — where there is none', () => {
    expect(measuredText('handledRate', 0.93714)).toBe('93.71 %')
    expect(measuredText('handledRate', null)).toBe('—')
    expect(measuredText('score', 0.9624)).toBe('96.2 分')
    expect(measuredText('handlingTime', 6.4 * 3_600_000)).toBe('6.4 小时')
    expect(measuredText('handlingTime', 30 * 60_000)).toBe('30 分钟')
    expect(measuredText('handlingTime', 96 * 3_600_000)).toBe('4.0 天')
    expect(measuredText('suspended', 0.425)).toBe('0.42 件/千户')
  })
  it('says 100 only where nothing is missing', () => {
    expect(drawnQuantity('handledRate', 99.999, 2).value).toBe('99.99')
    expect(drawnQuantity('handledRate', 99.999, 1).value).toBe('99.9')
    expect(drawnQuantity('handledRate', 100, 2).value).toBe('100.00')
  })
  it('has moved by points', () => {
    expect(movedText('handledRate', 0.95, 0.9431)).toBe('+0.69')
    expect(movedText('handledRate', 0.9, 0.95)).toBe('−5.00')
    expect(movedText('handlingTime', 3_600_000, 2.5 * 3_600_000)).toBe('−1.5')
    expect(movedText('handledRate', 0.9, null)).toBeNull()
  })
  it('leads to the lists of both sides', () => {
    expect(sidesOf('overdueRate')).toEqual({ numerator: 'overdueRate.numerator', denominator: 'overdueRate.denominator' })
    expect(sidesOf('handlingTime')).toEqual({ numerator: null, denominator: 'handlingTime' })
    expect(comparedLabel('overdueRate')).toBe('超期率')
  })
})

describe('the rows of a comparison', () => {
  it('are all of a few, from the worst', () => {
    const areas = [
      area('1', 'beside', share(0.9)),
      area('2', 'beside', share(0.95)),
      area('11', 'below', share(0.8)),
      area('12', 'below', share(null)),
    ]
    const codes = (name: 'handledRate' | 'overdueRate') => {
      const { beside, below } = comparedRows([...areas, area('13', 'below', share(0.7))], name)
      return [beside, below].map((rows) => rows.map(({ grid }) => grid))
    }
    expect(codes('handledRate')).toEqual([
      ['2', '1'],
      ['13', '11', '12'],
    ])
    expect(codes('overdueRate')).toEqual([
      ['1', '2'],
      ['11', '13', '12'],
    ])
  })
  it('are of many the six worst, two small ones and the two best', () => {
    const many = Array.from({ length: 21 }, (_, i) => area(String(100 + i), 'below', share(0.7 + i / 100, i % 5 === 4 ? 10 + i : 200)))
    const { below, left } = comparedRows(many, 'handledRate')
    expect(below.map(({ grid }) => grid)).toEqual(['100', '101', '102', '103', '105', '106', '119', '114', '118', '120'])
    expect(left).toBe(11)
  })
  it('are of many of which little is known yet as many, those first of which most is', () => {
    const many = Array.from({ length: 21 }, (_, i) =>
      area(String(100 + i), 'below', share(i < 2 ? 0.7 + i / 100 : i < 5 ? 0.9 : null, i < 2 ? 200 : i < 5 ? i : 0)),
    )
    const { below, left } = comparedRows(many, 'handledRate')
    expect(below.slice(0, 5).map(({ grid }) => grid)).toEqual(['100', '101', '104', '103', '102'])
    expect([below.length, left]).toEqual([10, 11])
    expect(comparedRows(many.slice(5), 'handledRate').below).toHaveLength(10)
  })
  it('are of many beside it the place itself and those at either end', () => {
    const many = Array.from({ length: 9 }, (_, i) => area(String(10 + i), 'beside', share(0.7 + i / 100)))
    const { beside, left } = comparedRows(many, 'handledRate', '13')
    expect([beside.map(({ grid }) => grid), left]).toEqual([['18', '17', '13', '11', '10'], 4])
  })
  it('lie to the mean by their whole interval', () => {
    expect(sideOfMean({ low: 0.8, high: 0.9 }, 0.95)).toBe('below')
    expect(sideOfMean({ low: 0.8, high: 0.9 }, 0.85)).toBe('over')
    expect(sideOfMean({ low: null, high: null }, 0.85)).toBeNull()
  })
})

describe('axes and shades', () => {
  it('are cut for shares, never beyond 100, and begin with zero for counts', () => {
    expect(axisOf('handledRate', [71, 99])).toEqual({ from: 70, to: 100, ticks: [70, 80, 90, 100] })
    expect(axisOf('handledRate', [99.2, 99.9])).toEqual({ from: 99, to: 100, ticks: [99, 99.5, 100] })
    expect(axisOf('reported', [12, 55])).toEqual({ from: 0, to: 60, ticks: [0, 20, 40, 60] })
    expect(axisOf('reported', []).ticks).toEqual([0, 1])
  })
  it('tell five steps apart, dark where to look', () => {
    const borders = shadeBorders('handedInTimeRate', [90, 91, 92.5, 94, 95, 96.5, 97, 98.5]) ?? []
    expect(borders).toEqual([92, 94, 96, 98])
    expect([89, 92, 95, 97, 99].map((value) => shadeOf('handedInTimeRate', value, borders))).toEqual([4, 3, 2, 1, 0])
    expect(shadeOf('overdueRate', 99, borders)).toBe(4)
    expect((shadeBorders('handledRate', [99.5, 99.7, 99.9]) ?? []).at(-1)).toBeLessThan(100)
    expect(shadeBorders('handledRate', [])).toBeNull()
  })
})
