import { beforeAll, expect, test } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { saveGrids } from '@/lib/db/ground/grids'
import { readReportedTotals } from '@/lib/db/ground/reported-totals'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import { describeEachEngine } from '@/lib/testing/database'
import { NOW, saveSmallCounty, smallCounty } from '@/lib/testing/small-county'
import { makePeople } from './seed-people'

const counted = async () =>
  (
    await pool().query(
      `SELECT (SELECT count(*)::int FROM households) AS households, (SELECT count(*)::int FROM people) AS people,
         (SELECT count(*)::int FROM households h WHERE member_id IS NOT NULL AND NOT EXISTS (SELECT FROM posts o WHERE o.person_id = h.member_id AND o.grid_code = h.grid_code)) AS strangers,
         (SELECT count(*)::int FROM households h JOIN service_nodes n ON n.code = h.service_code AND n.level = 5) AS placed`,
    )
  ).rows[0]

describeEachEngine('the people of the demonstration', () => {
  beforeAll(saveSmallCounty)

  test('are cut off in the middle, go on, and are made once', async () => {
    const stop = new AbortController()
    const cut = makePeople({ signal: stop.signal })
    await expect.poll(async () => (await counted()).households, { interval: 5 }).toBeGreaterThan(0)
    stop.abort()
    await expect(cut).rejects.toThrow(/abort/i)
    expect((await counted()).households).toBeLessThan(8_000)

    await makePeople()
    const all = await counted()
    expect(all).toMatchObject({ households: 8_000, strangers: 0, placed: 8_000 })
    const book = await loadPeopleBook()
    const leaf = smallCounty().find((g) => g.code === '411324001101001')
    expect(book.counts.filter((c) => c.grid === leaf?.code).reduce((n, c) => n + c.households, 0)).toBe(leaf?.households)
    const { rows: teams } = await pool().query('SELECT team_id AS id, count(*)::int AS members FROM team_members GROUP BY 1 ORDER BY 1')
    expect(teams.map(({ id }) => id)).toEqual(book.teams.map(({ id }) => id).sort())
    expect(teams.every(({ members }) => members >= 2)).toBe(true)
    expect((await readReportedTotals())?.totals).toContainEqual({ label: '网格平台绑定', value: '24万户' })

    await pool().query('DELETE FROM households WHERE grid_code = $1', [leaf?.code])
    await makePeople() // made once: what somebody took away does not come back
    expect((await counted()).households).toBe(8_000 - (leaf?.households ?? 0))
  })

  test('are not made where grids are real', async () => {
    await pool().query(`DELETE FROM settings WHERE key = 'demo.people'`)
    await pool().query('DELETE FROM households')
    await saveGrids(smallCounty(), { demo: false, now: NOW })
    await makePeople()
    expect((await counted()).households).toBe(0)
  })
})
