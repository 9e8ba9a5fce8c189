import { afterAll, beforeAll, expect, it } from 'vitest'
import { createToken } from '@/lib/db/accounts/tokens'
import { saveRoads } from '@/lib/db/ground/roads'
import type { Scope } from '@/lib/domain/access'
import { groundRoutes } from '@/lib/domain/routes/ground'
import { Surroundings } from '@/lib/domain/surroundings'
import { setLive, startLive } from '@/lib/live/live'
import { setRuntime } from '@/lib/live/runtime'
import { read } from '@/lib/testing/answers'
import { describeEachEngine } from '@/lib/testing/database'
import { testRuntime } from '@/lib/testing/runtime'
import { saveSmallCounty, spot } from '@/lib/testing/small-county'
import { answer } from './routes'

describeEachEngine('the ground of a place', () => {
  let stop: () => void = () => {}
  beforeAll(async () => {
    await saveSmallCounty()
    await saveRoads([{ name: '幸福路', grade: 'main', lines: [[spot(0, 0), spot(7, 0)]] }])
    setRuntime(testRuntime())
    const live = await startLive()
    stop = live.onChanges(() => {})
  })
  afterAll(() => {
    stop()
    setLive(null)
    setRuntime(null)
  })

  const ask = async (scope: Scope, grids: string) => {
    const role = scope.kind === 'department' ? 'handler' : 'operator'
    const { token } = await createToken({ name: role, role, scope, expiresAt: null, sources: [] })
    return answer(new Request(`http://localhost/api/grids/around?grids=${grids}`, { headers: { authorization: `Bearer ${token}` } }))
  }
  const department = { kind: 'department', department: '城管' } as const
  const community: Scope = { kind: 'grids', prefixes: ['411324001102'] }
  // at the border of the two streets: the south-eastern leaf of the first
  const PLACE = '411324001102002'

  it('tells what grids are called and what they lie in, as far as that is one’s own or holds it', async () => {
    const names = async (scope: Scope, grids: string) => {
      const role = scope.kind === 'department' ? 'handler' : 'operator'
      const { token } = await createToken({ name: role, role, scope, expiresAt: null, sources: [] })
      const headers = { authorization: `Bearer ${token}` }
      return read(await answer(new Request(`http://localhost/api/grids/names?grids=${grids}`, { headers })), groundRoutes.names.answer.json.GridNames)
    }
    const own = await names(community, `${PLACE},${PLACE},411324002101001,9`)
    expect(own.names.map(({ code, name }) => [code, name])).toEqual([
      ['411324001', '1街道'],
      ['411324001102', '411324001102社区'],
      [PLACE, '2号院'],
    ])
    expect(own.names.map(({ nameEn }) => /\p{Script=Han}/u.test(nameEn))).toEqual([false, false, false])
    // of one leaf what holds it, and nothing beside it
    expect((await names({ kind: 'grids', prefixes: [PLACE] }, `${PLACE},411324001102001,411324001102`)).names.map(({ code }) => code)).toEqual([
      '411324001',
      '411324001102',
      PLACE,
    ])
    expect((await names(community, '411324002101001')).names).toEqual([])
    expect((await names(department, PLACE)).names.map(({ code }) => code)).toEqual(['411324001', '411324001102', PLACE])
  })

  it('shows a department where a place lies, by the names of neighbours and streets', async () => {
    const { grids, roads, bounds } = await read(await ask(department, PLACE), Surroundings)
    expect(grids.filter(({ own }) => own).map(({ code, names }) => [code, names.zh])).toEqual([[PLACE, ['411324001102社区', '2号院']]])
    const around = grids.filter(({ own }) => !own).map(({ code }) => code)
    expect(around).toEqual(expect.arrayContaining(['411324001102001', '411324001102004', '411324002101001']))
    expect(around.some((code) => PLACE.startsWith(code))).toBe(false)
    expect(roads.map(({ name, nameEn }) => [name, nameEn])).toEqual([['幸福路', 'Xingfu Road']])
    expect(bounds[0]).toBeLessThan(112.218)
    expect(Object.keys(grids[0] ?? {}).sort()).toEqual(['code', 'coordinates', 'names', 'own'])
  })

  it('tells what lies around beyond one’s own area, and nothing of a place that is not theirs', async () => {
    const { grids } = await read(await ask(community, PLACE), Surroundings)
    expect(grids.map(({ code }) => code)).toContain('411324002101001')
    expect((await ask(community, '411324002101001')).status).toBe(404)
    const some = await read(await ask(community, `${PLACE},411324002101001`), Surroundings)
    expect(some.grids.filter(({ own }) => own).map(({ code }) => code)).toEqual([PLACE])
  })

  it('draws a place with parts as one, and larger grids where there would be too many', async () => {
    const { grids } = await read(await ask(department, '411324001102'), Surroundings)
    expect(grids.filter(({ own }) => own).map(({ names }) => names.zh)).toEqual([['411324001102社区']])
    expect(grids.filter(({ code }) => code.startsWith('411324001102'))).toHaveLength(1)
  })
})
