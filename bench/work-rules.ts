// How many alerts the rule of overdue visits (走访逾期) would have raised over the months of 微走访 that the demonstration has: as shipped, by community, and had it been by grid or street.
import { countyGrids } from '@/lib/demo/county'
import { planVisits } from '@/lib/demo/duty-plan'
import { calendar } from '@/lib/demo/holidays'
import { leavesOf } from '@/lib/domain/grid'
import { gridAt } from '@/lib/warning/group-rules'
import { unvisitedFrom } from '@/lib/warning/work-rules'
import { printTable } from './parts/race'

const END = Date.parse('2026-12-01T00:00:00+08:00')
const [STREET, COMMUNITY, LEAF] = [1, 2, 9]

const grids = countyGrids()
const byCode = new Map(grids.map((grid) => [grid.code, grid]))
const leaves = leavesOf(grids).map(({ code }) => code)
const months = planVisits({ leaves, candidates: [], calendar, now: END }).filter(({ endsAt }) => endsAt <= END)

for (const days of [0, 3, 5]) {
  const rows = months.map(({ period, dueAt, items }) => {
    const from = unvisitedFrom({ days, dayKind: 'working' }, dueAt, calendar)
    const overdue = items.filter(({ doneAt }) => doneAt === null || doneAt > from).map(({ grid }) => grid)
    const by = (level: number) => new Set(overdue.map((grid) => gridAt(grid, level, byCode))).size
    return [period, by(LEAF), by(COMMUNITY), by(STREET)] as const
  })
  const mean = (column: 1 | 2 | 3) => (rows.reduce((sum, row) => sum + row[column], 0) / rows.length).toFixed(1)
  printTable([['month', 'by grid', 'by community', 'by street'], ...rows.map((row) => row.map(String)), ['mean', mean(1), mean(2), mean(3)]])
  console.log(
    `${days} working days after it was due; ${leaves.length} grids, ${new Set(leaves.map((leaf) => gridAt(leaf, COMMUNITY, byCode))).size} communities\n`,
  )
}
