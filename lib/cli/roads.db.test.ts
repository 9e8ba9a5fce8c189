import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { saveGrids } from '@/lib/db/ground/grids'
import { hasRoads, readRoads, saveRoads } from '@/lib/db/ground/roads'
import { fromWgs84 } from '@/lib/domain/coordinates'
import type { Position } from '@/lib/domain/position'
import { describeEachEngine } from '@/lib/testing/database'
import { NOW, saveSmallCounty, smallCounty, spot } from '@/lib/testing/small-county'
import { roadsCommand } from './roads'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gridsight-roads-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const street = (properties: object, ...line: Position[]) => ({ type: 'Feature', properties, geometry: { type: 'LineString', coordinates: line } })
function file(name: string, ...features: object[]): string {
  const full = path.join(folder, name)
  writeFileSync(full, JSON.stringify({ type: 'FeatureCollection', features }))
  return full
}

/** Runs `gridsight roads import …`; gives what was told, or the sentence of the error. */
async function importRoads(...args: string[]): Promise<string> {
  const told: string[] = []
  const program = new Command().addCommand(roadsCommand({ withDatabase: (work) => work(), tell: (sentence) => void told.push(sentence) }))
  try {
    await program.parseAsync(['roads', 'import', ...args], { from: 'user' })
    return told.join('\n')
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const COUNTY = [112.2, 33, 112.248, 33.024] as const

describeEachEngine('gridsight roads', () => {
  beforeAll(saveSmallCounty)

  it('takes lines by name, and says what it passed over', async () => {
    const roads = file(
      'roads.geojson',
      street({ name: '幸福路', highway: 'residential' }, spot(0, 0), spot(3, 0)),
      street({ name: '幸福路', highway: 'primary' }, spot(3, 0), spot(6, 0)),
      street({ name: '新华街', highway: 'tertiary' }, spot(1, 0), spot(1, 3)),
      street({ name: '远方路' }, [113, 34], [113.1, 34]),
      street({ highway: 'service' }, spot(0, 1), spot(1, 1)),
      { type: 'Feature', properties: { name: '广场' }, geometry: { type: 'Point', coordinates: spot(0, 0) } },
    )
    const said = /^feature 6 is a Point, not a line, and was left out\n2 streets of 4 lines .*passed over: 1 lines without a name, 1 streets away/
    expect(await importRoads(roads, '--dry-run')).toMatch(said)
    expect(await hasRoads()).toBe(false)
    expect(await importRoads(roads)).toMatch(said)
    expect(await readRoads([...COUNTY], 10)).toEqual([
      {
        name: '幸福路',
        grade: 'main',
        lines: [
          [spot(0, 0), spot(3, 0)],
          [spot(3, 0), spot(6, 0)],
        ],
      },
      { name: '新华街', grade: 'street', lines: [[spot(1, 0), spot(1, 3)]] },
    ])
    const [x, y] = spot(1, 3)
    expect((await readRoads([x - 0.001, y - 0.001, x + 0.001, y + 0.001], 10)).map(({ name }) => name)).toEqual(['新华街'])
  })

  it('converts another datum, replaces what there was, and changes nothing for a file of elsewhere', async () => {
    const moved = file('gcj.json', street({ 路名: '工业路' }, fromWgs84(spot(0, 2), 'GCJ02'), fromWgs84(spot(5, 2), 'GCJ02')))
    expect(await importRoads(moved, '--crs', 'GCJ02')).toMatch(/^1 streets of 1 lines are there now, in the place of 2;/)
    const [road] = await readRoads([...COUNTY], 10)
    expect(road?.lines[0]?.[0]?.[0]).toBeCloseTo(spot(0, 2)[0], 5)
    expect(await importRoads(file('away.json', street({ name: '远方路' }, [113, 34], [113.1, 34])))).toMatch(
      /comes near the grids.*Nothing was changed/,
    )
    expect(await importRoads(file('points.json', street({ title: '无名' }, spot(0, 0), spot(1, 0))))).toMatch(
      /which property is the name.*--name-field/,
    )
    expect(await readRoads([...COUNTY], 10)).toHaveLength(1)
  })

  it('forgets what a program made once there are surveyed grids', async () => {
    await saveRoads([{ name: '演示路', grade: 'lane', lines: [[spot(0, 0), spot(1, 0)]] }], { demo: true })
    expect(await readRoads([...COUNTY], 10)).toHaveLength(1)
    await saveGrids(smallCounty(), { demo: false, now: NOW + 1 })
    expect(await readRoads([...COUNTY], 10)).toEqual([])
  })
})
