import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listAudit } from '@/lib/db/audit/audit'
import { readDutyCounts } from '@/lib/db/duties/duty-figures'
import { shippedDutyId } from '@/lib/db/duties/duty-ids'
import { listItems, readFindings, readSteps } from '@/lib/db/duties/duty-items'
import { ensureShipped } from '@/lib/db/duties/duty-templates'
import { pool } from '@/lib/db/engine/pool'
import { releaseLease, takeLease } from '@/lib/db/log/leases'
import { peopleId } from '@/lib/db/people/people-ids'
import { savePeople } from '@/lib/db/people/people-write'
import { runCommand, type Told } from '@/lib/testing/command'
import { describeEachEngine } from '@/lib/testing/database'
import { saveSmallCounty } from '@/lib/testing/small-county'
import { dutiesCommand } from './duties'

const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-duties-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs `gridsight duties import` with a file of these lines in this process, on the shared database. */
function take(lines: readonly string[], ...args: string[]): Promise<Told> {
  const file = path.join(folder, 'visits.csv')
  writeFileSync(file, lines.join('\n'))
  return runCommand(dutiesCommand, ['import', file, ...args])
}

const [STREET, GRID] = ['411324001', '411324001101001']
const template = shippedDutyId('micro_visit')
const HEADER = '网格编码,走访日期,走访人员,走访户数,走访情况,发现问题,在家户数'
const OPTIONS = ['--duty', '微走访', '--source', 'old-platform', '--within', STREET]
const holder = randomUUID()
const person = (name: string) => peopleId('person', 'test', name)
const items = (period: string) => listItems({ prefixes: null, template, period, hidden: [], limit: 1_000 }, Date.now())
const counts = async (period: string) =>
  (await readDutyCounts(template, [period], { prefixes: null, now: Date.now(), passed: 0 })).get(period) ?? null

describeEachEngine('visits that another system recorded', () => {
  beforeAll(async () => {
    await saveSmallCounty()
    const one = (externalId: string, name: string, grid: string) => ({
      ...{ externalId, name, phone: null, idNumber: null, employer: null, posts: [{ grid, kind: 'member' as const }] },
    })
    // two of one name in one grid, and one of that name elsewhere
    await savePeople([one('a', '张三', GRID), one('b', '李四', GRID), one('c', '李四', GRID), one('d', '王五', '411324002101001')], {
      source: 'test',
    })
    const fence = await takeLease('duties', holder, 60_000)
    if (!fence) throw new Error('somebody else has the lease')
    await ensureShipped(fence)
    await releaseLease('duties', holder)
  })

  const GOOD = [`${GRID},2025-03-05 09:30,网格员：张三,38,看了出租房,灯坏；井盖松动,21`, '411324001101002,2025-03-06,,12,,,']

  it('names each row that is not taken by line and column, and writes nothing of a file that is only tried', async () => {
    const bad = [
      '999,2025-03-05,,,,,',
      `${GRID},2025-02-30,,,,,`,
      `${GRID},2099-01-01,,,,,`,
      `${GRID},2025-04-05,李四,,,,`,
      `${GRID},2025-04-05,王五,,,,`,
      `${GRID},2025-03-20,,,,,`,
      '411324002101001,2025-03-05,,,,,',
      `${GRID},2025-04-05,,many,,,`,
    ]
    const told = await take([HEADER, ...GOOD, ...bad], ...OPTIONS, '--dry-run')
    const refused = [
      [4, '网格编码', 'unknown_grid'],
      [5, '走访日期', 'invalid'],
      [6, '走访日期', 'invalid'],
      [7, '走访人员', 'ambiguous'],
      [8, '走访人员', 'unknown'],
      [9, '走访日期', 'twice'],
      [10, '网格编码', 'unknown_grid'],
      [11, '走访户数', 'invalid'],
    ]
    expect(told.data).toMatchObject({ read: 10, taken: 2, added: 2, rejected: 8, dryRun: true })
    expect((told.data.refused as { line: number; column: string; code: string }[]).map(({ line, column, code }) => [line, column, code])).toEqual(
      refused,
    )
    expect([told.text.includes('李四'), await counts('2025-03'), await listAudit({ action: 'duties.imported', limit: 9 })]).toEqual([false, null, []])
    expect((await take([HEADER, ...GOOD], '--duty', '没有这样的')).error).toMatch(/No duty is called/)
    expect((await take(['编码,x', 'a,b'], ...OPTIONS)).error).toMatch(/Which column holds at/)
  })

  it('are done in the period of their day as the source says, what is not in the file counts as not done, and the same again changes nothing', async () => {
    expect((await take([HEADER, ...GOOD], ...OPTIONS)).data).toMatchObject({ read: 2, taken: 2, added: 2, updated: 0, unchanged: 0, rejected: 0 })
    // the street has twelve of the grids of the county, of which the file is not
    const march = await counts('2025-03')
    expect(march).toMatchObject({ of: (await items('2025-03')).length, done: 2, households: 50 })
    expect((march?.of ?? 0) - (march?.missed ?? 0)).toBe(2)
    expect((await items('2025-03')).every(({ grids }) => grids.every((code) => code.startsWith(STREET)))).toBe(true)
    const visit = async () => (await items('2025-03')).find(({ subject }) => subject === GRID)
    expect(await visit()).toMatchObject({
      ...{ state: 'done', doneAt: Date.parse('2025-03-05T09:30:00+08:00'), given: 'old-platform', households: 38, words: '看了出租房', events: 0 },
      ...{ crew: [{ role: 'grid_member', person: person('a') }], values: [{ key: 'at_home', label: '在家户数', value: 21 }] },
    })
    const id = (await visit())?.id ?? ''
    expect((await readFindings(id)).map(({ words, solved, event }) => [words, solved, event]).sort()).toEqual([
      ['井盖松动', true, null],
      ['灯坏', true, null],
    ])
    const before = await items('2025-03')
    expect((await take([HEADER, ...GOOD], ...OPTIONS)).data).toMatchObject({ added: 0, updated: 0, unchanged: 2 })
    expect(await items('2025-03')).toEqual(before)
    // the source corrects one; what it said before of it goes
    expect((await take([HEADER, `${GRID},2025-03-07,,40,,灯坏,`], ...OPTIONS)).data).toMatchObject({ added: 0, updated: 1 })
    expect([await visit(), (await readFindings(id)).map(({ words }) => words)]).toMatchObject([{ households: 40, crew: [], words: null }, ['灯坏']])
    expect((await readSteps(id)).map(({ action, by }) => [action, by])).toEqual([
      ['do', 'old-platform'],
      ['do', 'old-platform'],
    ])
    expect(await listAudit({ action: 'duties.imported', limit: 9 })).toHaveLength(3)
  })

  it('leave what was recorded or excused here, and what another source has given, as it is', async () => {
    await pool().query(
      `UPDATE duty_items SET state = 'done', done_at = now() WHERE template_id = $1::uuid AND subject = '411324001101003' AND period = '2025-03'`,
      [template],
    )
    await pool().query(
      `UPDATE duty_items SET state = 'excused' WHERE template_id = $1::uuid AND subject = '411324001101004' AND period = '2025-03'`,
      [template],
    )
    const before = await items('2025-03')
    const rows = ['411324001101003,2025-03-09,,,,,', '411324001101004,2025-03-09,,,,,']
    expect((await take([HEADER, ...rows], ...OPTIONS)).data).toMatchObject({ taken: 0, rejected: 2, refused: [{ code: 'unfit' }, { code: 'unfit' }] })
    expect((await take([HEADER, ...GOOD], '--duty', 'micro_visit', '--source', 'another')).data).toMatchObject({ taken: 0, rejected: 2 })
    expect(await items('2025-03')).toEqual(before)
  })
})
