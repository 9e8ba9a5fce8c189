import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import { runCommand } from '@/lib/testing/command'
import { describeEachEngine } from '@/lib/testing/database'
import { encodeText } from '@/lib/testing/map-files'
import { saveSmallCounty } from '@/lib/testing/small-county'
import { makeWorkbook } from '@/lib/testing/workbook'
import { peopleCommand } from './people'

const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-people-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(path.join(folder, name), content)
  return path.join(folder, name)
}

/** Runs `gridsight people …` in this process, on the shared database. */
const gridsight = (...args: string[]) => runCommand(peopleCommand, args)

const A = '411324001101001'
const B = '411324001101002'
const counted = async () =>
  (
    await pool().query(
      'SELECT (SELECT count(*)::int FROM people) AS people, (SELECT count(*)::int FROM posts) AS posts, (SELECT count(*)::int FROM households) AS households',
    )
  ).rows[0]

describeEachEngine('people import', () => {
  beforeAll(saveSmallCounty)

  it('takes members of a GBK export by its usual names, a person in several rows once', async () => {
    const members = file(
      'members.csv',
      encodeText(
        [
          '人员编号,姓名,手机号,身份证号,网格编码,岗位',
          `W1,张三,138 1234 5678,41132419900101123x,${A},网格员`,
          `W1,张三,138 1234 5678,41132419900101123x,${B},网格员`,
          `W2,李四,,,${A};411324001101,网格长`,
          `W3,王五,12,,${A},`,
          `W4,赵六,,,999,网格员`,
          `W5,,,,${A},网格员`,
          `W6,钱七,,,${A},清洁工`,
          `W1,张叁,138 1234 5678,41132419900101123x,${A},网格员`,
          `,孙八,,,${A},网格员`,
        ].join('\r\n'),
        'gbk',
      ),
    )
    const dry = await gridsight('import', members, '--kind', 'members', '--dry-run')
    expect(dry.data).toMatchObject({ read: 9, taken: 3, added: 2, dryRun: true, balanced: true })
    expect(await counted()).toEqual({ people: 0, posts: 0, households: 0 })

    const rejects = path.join(folder, 'rejects.csv')
    const done = await gridsight('import', members, '--kind', 'members', '--rejects', rejects)
    expect(done.data).toMatchObject({ read: 9, taken: 3, added: 2, rejected: { invalid: 4, unknown_grid: 1, conflict: 1 }, balanced: true })
    expect(done.text).toContain('line 5: invalid, phone')
    expect(await counted()).toEqual({ people: 2, posts: 4, households: 0 })
    const { rows } = await pool().query(`SELECT name, phone, id_number AS id FROM people WHERE external_id = 'W1'`)
    expect(rows).toEqual([{ name: '张三', phone: '13812345678', id: '41132419900101123X' }])
    expect(readFileSync(rejects, 'utf8').trim().split('\r\n')).toHaveLength(7)
    const again = await gridsight('import', members, '--kind', 'members')
    expect(again.data).toMatchObject({ added: 0, updated: 0, unchanged: 2 })

    // one of whose rows has a fault keeps the post that it named; once all are good, those that no row names go
    const rows2 = (grid: string, id: string) => file('two.csv', `人员编号,姓名,网格编码,岗位\n${id},张三,${A},网格员\n${id},张三,${grid},网格员\n`)
    const postsOf = async (id: string) =>
      (
        await pool().query(`SELECT o.grid_code AS grid FROM posts o JOIN people p ON p.id = o.person_id WHERE p.external_id = $1 ORDER BY 1`, [id])
      ).rows.map(({ grid }) => grid)
    const take = (grid: string) => gridsight('import', rows2(grid, 'W9'), '--kind', 'members', '--source', '村振')
    await take(B)
    expect(await take('9999')).toMatchObject({ data: { taken: 1, rejected: { unknown_grid: 1 } } })
    expect(await postsOf('W9')).toEqual([A, B].sort())
    await take(A)
    expect(await postsOf('W9')).toEqual([A])
  })

  it('takes households of a workbook, binds them, and names every bad row without its personal data', async () => {
    const workbook = file(
      'households.xlsx',
      makeWorkbook({
        住户: [
          ['某某社区住户登记表'],
          ['户编号', '户主', '电话', '证件', '住址', '人口', '网格', '网格员'],
          ['H1', '周一', '13900001111', '411324196001011234', '阳光小区3号楼501', 3, A, 'W1'],
          ['H2', '吴二', '', '', '阳光小区3号楼502', '', A, ''],
          ['H2', '吴贰', '', '', '阳光小区3号楼502', '', A, ''],
          ['H3', '郑三', '', '', '阳光小区3号楼503', 200, A, ''],
          ['H4', '王四', '', '', '阳光小区3号楼504', 2, A, 'W99'],
          ['H5', '冯五', '', '411324196001019999', '阳光小区3号楼505', 2, '41132', ''],
          ['H6', '陈六', '', '4113241960', '阳光小区3号楼506', 2, B, 'W1'],
        ],
      }),
    )
    const map = ['--map', 'externalId=户编号,name=户主,phone=电话,idNumber=证件,address=住址,persons=人口,grid=网格,member=网格员']
    const done = await gridsight('import', workbook, '--kind', 'households', ...map)
    expect(done.data).toMatchObject({
      read: 7,
      taken: 2,
      added: 2,
      rejected: { twice: 1, invalid: 2, unknown_member: 1, unknown_grid: 1 },
      balanced: true,
    })
    expect(done.text).not.toMatch(/4113241960/)
    const again = await gridsight('import', workbook, '--kind', 'households', ...map)
    expect(again.data).toMatchObject({ added: 0, unchanged: 2 })
    expect((await loadPeopleBook()).counts).toEqual([{ grid: A, service: null, households: 2, bound: 1 }])
    const { rows } = await pool().query(`SELECT detail FROM audit WHERE action = 'people.imported' ORDER BY id`)
    expect(rows.at(-1)?.detail).toMatchObject({ kind: 'households', file: 'households.xlsx', read: 7, taken: 2 })
    expect(JSON.stringify(rows)).not.toMatch(/周一|139000/)
  })

  it('finds members by their telephone, and households without an id by grid and address', async () => {
    const csv = file(
      'by-phone.csv',
      `name,grid,address,memberPhone\n甲,${A},一号楼1室,13812345678\n乙,${A},一号楼2室,13800000000\n甲,${A},一号楼1室,\n`,
    )
    expect((await gridsight('import', csv, '--kind', 'households')).data).toMatchObject({
      taken: 1,
      added: 1,
      rejected: { unknown_member: 1, twice: 1 },
    })
    expect((await gridsight('import', csv, '--kind', 'households')).data).toMatchObject({ unchanged: 1 })
  })

  it('takes the service tree and teams', async () => {
    const tree = file(
      'tree.csv',
      `编码,上级编码,名称,层级,网格编码\nF1,,一街道,街道,\nF11,F1,一社区,社区,${A};${B}\nF111,F11,一小区,小区,${A}\nF9,F8,孤,社区,\nF112,F11,错层,楼栋,${A}\n`,
    )
    expect((await gridsight('import', tree, '--kind', 'service')).data).toMatchObject({
      taken: 3,
      added: 3,
      rejected: { unknown_service: 1, invalid: 1 },
    })
    expect((await gridsight('import', tree, '--kind', 'service')).data).toMatchObject({ unchanged: 3 })
    const teams = file('teams.csv', `队伍编号,队伍名称,部门,网格编码\nT1,巡查队,城管,411324001\n`)
    expect((await gridsight('import', teams, '--kind', 'teams')).data).toMatchObject({ taken: 1, added: 1 })
    expect((await loadPeopleBook()).nodes.map((n) => n.code)).toEqual(['F1', 'F11', 'F111'])
    const { data } = await gridsight('import', teams, '--kind', 'teams')
    expect(data).toMatchObject({ unchanged: 1 })
    const placed = file('placed.csv', `externalId,name,grid,address,service\nP1,丙,${A},二号楼,F111\nP2,丁,${A},二号楼,F7\n`)
    expect((await gridsight('import', placed, '--kind', 'households')).data).toMatchObject({ taken: 1, rejected: { unknown_service: 1 } })
  })

  it('puts members into teams by the column of the team, by its name or its id, and out of those it no longer names', async () => {
    const teams = file('more-teams.csv', `队伍编号,队伍名称,网格编码\nT2,调解队,411324001\nT3,同名队,411324001\nT4,同名队,411324002\n`)
    expect((await gridsight('import', teams, '--kind', 'teams')).data).toMatchObject({ added: 3 })
    const inTeams = async () =>
      (
        await pool().query(
          `SELECT external_id AS who, array_agg(team_id::text ORDER BY team_id) AS teams FROM team_members JOIN people ON id = person_id GROUP BY 1 ORDER BY 1`,
        )
      ).rows
    const rows = (...of: string[]) => file('teamed.csv', ['人员编号,姓名,网格编码,所属队伍', ...of].join('\n'))
    const first = rows(`M1,甲,${A},调解队`, `M1,甲,${B},T1`, `M2,乙,${A},T2；T3`, `M3,丙,${A},`, `M4,丁,${A},同名队`, `M5,戊,${A},消防队`)
    const done = await gridsight('import', first, '--kind', 'members')
    expect(done.data).toMatchObject({ taken: 4, added: 3, rejected: { unknown_team: 2 } })
    expect(done.text).toMatch(/several teams are called 同名队[\s\S]*there is no team 消防队/)
    const both = [
      { who: 'M1', teams: ['T1', 'T2'] },
      { who: 'M2', teams: ['T2', 'T3'] },
    ]
    expect(await inTeams()).toEqual(both)
    expect((await gridsight('import', first, '--kind', 'members')).data).toMatchObject({ added: 0, updated: 0, unchanged: 3 })
    // a file that says nothing of teams leaves everybody in theirs
    await gridsight('import', file('plain.csv', `人员编号,姓名,网格编码\nM1,甲,${A}\n`), '--kind', 'members')
    expect(await inTeams()).toEqual(both)
    expect((await gridsight('import', rows(`M2,乙,${A},`), '--kind', 'members')).data).toMatchObject({ updated: 1 })
    expect(await inTeams()).toEqual([both[0]])
  })

  it('says what is wrong with a mapping', async () => {
    const csv = file('strange.csv', 'a,b\n1,2\n')
    expect(await gridsight('import', csv, '--kind', 'members')).toMatchObject({
      exitCode: 2,
      error: expect.stringMatching(/Which column holds name and grid\?/),
    })
    expect(await gridsight('import', csv, '--kind', 'members', '--map', 'name=a')).toMatchObject({ exitCode: 2, error: 'The mapping lacks grid.' })
    expect(await gridsight('import', csv, '--kind', 'members', '--map', 'nase=a')).toMatchObject({
      exitCode: 2,
      error: expect.stringMatching(/no field of members/),
    })
    expect(await gridsight('import', csv, '--kind', 'members', '--map', 'name=x,grid=b')).toMatchObject({
      exitCode: 1,
      error: expect.stringMatching(/no column "x"/),
    })
  })
})
