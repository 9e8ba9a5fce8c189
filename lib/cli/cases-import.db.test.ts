import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { DAY_MS } from '@/lib/domain/clock'
import { LIFE_FLAGS } from '@/lib/domain/life'
import { buildBoard } from '@/lib/live/rebuild'
import { verifyBoard } from '@/lib/live/verify'
import { runCommand } from '@/lib/testing/command'
import { describeEachEngine } from '@/lib/testing/database'
import { saveSmallCounty } from '@/lib/testing/small-county'
import { eventsCommand } from './events'
import { EXAMPLE_COLUMNS, EXAMPLE_MAP } from './example-cases'

const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-cases-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const cases = path.join(folder, '案卷.csv')
const rejects = path.join(folder, '退回.csv')
const ROWS = 1_000

/** Runs `gridsight events …` in this process, on the shared database; answers what it told. Throws what it could not do. */
async function gridsight(...args: string[]): Promise<string> {
  const { text, error } = await runCommand(eventsCommand, args)
  if (error !== undefined) throw new Error(error)
  return text
}

/** The rows of the file by column: its texts need no quotes. */
function readRows(): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(cases, 'utf8').split('\n')
  const names = header.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])))
}

const importCases = (...more: string[]) => gridsight('import', cases, '--source', 'szcg', '--map', EXAMPLE_MAP, ...more)

describeEachEngine('an export of cases from a platform of 数字城管', () => {
  beforeAll(async () => {
    await saveSmallCounty()
    writeFileSync(cases, await gridsight('example', '--rows', String(ROWS), '--seed', '7', '--until', '2024-11-01'))
  })

  it('is the same for the same seed, and has cases of every fate', async () => {
    expect(await gridsight('example', '--rows', String(ROWS), '--seed', '7', '--until', '2024-11-01')).toBe(readFileSync(cases, 'utf8'))
    const rows = readRows()
    expect(rows.length).toBe(ROWS)
    // types of the small county have one lead each, so nobody assists
    expect(EXAMPLE_COLUMNS.filter((column) => !rows.some((row) => row[column]))).toEqual(['协办部门'])
  })

  it('comes in with its histories; faulty rows are named by line and column', async () => {
    const [sentence = '', ...faults] = (await importCases('--rejects', rejects)).split('\n')
    const rows = readRows()
    // what the generator spoiled, found by other means
    const early = rows.filter((row) => row.派遣时间 && row.派遣时间 < (row.立案时间 ?? '')).length
    const odd = rows.filter((row) => row.满意度 === '一般般' && !(row.派遣时间 && row.派遣时间 < (row.立案时间 ?? ''))).length
    expect(early * odd).toBeGreaterThan(0)
    expect(sentence).toBe(
      `${ROWS} messages = ${ROWS - early - odd} accepted + 0 updated + 0 duplicates + ${early + odd} rejected (invalid ${early + odd})`,
    )
    expect(faults[0]).toMatch(
      /^ {2}line \d+: invalid, (派遣时间 \(dispatchedAt\) lies before 立案时间 \(acceptedAt\)|满意度 \(satisfied\) is no opinion)/,
    )
    expect(readFileSync(rejects, 'utf8').trim().split('\r\n').length).toBe(1 + early + odd)
    expect(await importCases()).toContain(`0 accepted + 0 updated + ${ROWS - early - odd} duplicates`)
  })

  it('counts as the file says, and as SQL recounts', async () => {
    const good = new Set((await pool().query<{ id: string }>('SELECT external_id AS id FROM events')).rows.map(({ id }) => id))
    const rows = readRows().filter((row) => good.has(row.案卷号 ?? ''))
    const of = (holds: (row: Record<string, string>) => boolean) => rows.filter(holds).length
    const flag = (name: keyof typeof LIFE_FLAGS) => `count(*) FILTER (WHERE life_flags & ${LIFE_FLAGS[name]} <> 0)::int4`
    const time = (column: string) => `to_char(${column} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS')`
    const { rows: stored } = await pool().query(
      `SELECT count(*) FILTER (WHERE state = 5)::int4 AS closed, count(*) FILTER (WHERE state = 6)::int4 AS rejected, count(*) FILTER (WHERE state = 7)::int4 AS void,
         count(*) FILTER (WHERE state = 3)::int4 AS suspended, count(dispatched_at)::int4 AS dispatched, ${flag('reworked')} AS reworked,
         ${flag('extended')} AS extended, ${flag('followedUp')} AS followed, ${flag('satisfied')} AS satisfied, ${flag('onSpot')} AS "onSpot",
         ${flag('reminded')} AS reminded, ${flag('managed')} AS managed FROM events`,
    )
    const opinions = ['满意', '非常满意', '基本满意']
    expect(stored[0]).toEqual({
      closed: of((row) => row.结案时间 !== ''),
      rejected: of((row) => row.不予立案时间 !== ''),
      void: of((row) => row.作废时间 !== ''),
      suspended: of((row) => row.挂账时间 !== '' && row.恢复时间 === ''),
      dispatched: of((row) => row.派遣时间 !== ''),
      reworked: of((row) => Number(row.返工次数) > 0),
      extended: of((row) => row.延期至 !== ''),
      followed: of((row) => row.回访时间 !== ''),
      satisfied: of((row) => opinions.includes(row.满意度 ?? '')),
      onSpot: of((row) => row.自处置 === '是'),
      reminded: of((row) => row.催办次数 !== ''),
      managed: 0,
    })
    const { rows: times } = await pool().query<Record<string, string | null>>(
      `SELECT external_id AS id, ${time('accepted_at')} AS accepted, ${time('dispatched_at')} AS dispatched, ${time('handed_in_at')} AS handed,
         ${time('handled_at')} AS handled, parties FROM events WHERE state = 5 AND life_flags & ${LIFE_FLAGS.onSpot} = 0`,
    )
    const byId = new Map(rows.map((row) => [row.案卷号, row]))
    for (const { id, accepted, dispatched, handed, handled, parties } of times) {
      const row = byId.get(id ?? '')
      expect([accepted, dispatched, handed, handled]).toEqual([row?.立案时间, row?.派遣时间, row?.处置完成时间, row?.结案时间])
      expect(parties?.[0]).toBe(`department:${row?.处置部门}`)
    }

    const now = Date.parse('2024-11-01T00:00:00+08:00') + DAY_MS
    expect((await verifyBoard(now, () => {})).differences).toEqual([])
    const { board } = await buildBoard(now, () => {})
    expect(board.revision).toBe(good.size)
  })
})
