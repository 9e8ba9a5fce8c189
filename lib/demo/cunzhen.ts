import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { keepPart } from '@/lib/db/sources/files'
import { writeReportedFigures } from '@/lib/db/sources/reported'
import { askRun } from '@/lib/db/sources/runs'
import { addSource, readSource } from '@/lib/db/sources/sources'
import { csvLine } from '@/lib/domain/export'
import { shortName } from '@/lib/domain/grid'
import type { NewHousehold } from '@/lib/domain/people'
import { makeRandom } from '@/lib/domain/random'
import { MAX_LEFT_PERCENT, PRESETS } from '@/lib/domain/source'
import { personName, personPhone } from './person-names'
import { REPORTED_FIGURES } from './reported'

/** The communities whose export of 「村振」 is invented: two of those that the report names. */
const COMMUNITIES = ['411324001001', '411324001003']
/** What the other platform does not have, has of its own, writes otherwise, writes wrong, or calls a place that is not here; shares of the households. */
const SHARES = { missing: 0.011, moved: 0.006, wrong: 0.0022, unknown: 0.0035 } as const
const OWN = 0.009

export const isOfCunzhen = (community: string): boolean => COMMUNITIES.includes(community)

/** Households of a community as 「村振」 might have them: mostly the same ones, each platform with its own gaps and slips. */
export function cunzhenRows(community: { code: string; name: string }, households: readonly NewHousehold[]): string[][] {
  const random = makeRandom('cunzhen', community.code)
  const village = shortName(community.name)
  const rows = households.flatMap((household, i): string[][] => {
    const fate = fateOf(random.next())
    if (fate === 'missing') return []
    const id = idOf(community.code, i)
    const persons = String(household.persons ?? '')
    if (fate === 'moved') return [[id, personName(random), village, household.address, personPhone(random), '', persons]]
    const place = fate === 'unknown' ? `${village.slice(0, 2)}小区筹备组` : village
    return [[id, household.name, place, household.address, fate === 'wrong' ? '无' : (household.phone ?? ''), '', persons]]
  })
  const own = Math.round(households.length * OWN)
  for (let i = 0; i < own; i++)
    rows.push([idOf(community.code, households.length + i), personName(random), village, `${village}新增${i + 1}号院`, personPhone(random), '', '3'])
  return rows
}

/** What becomes of a household there, by a number of 0 to 1; null: the same as here. */
function fateOf(drawn: number): keyof typeof SHARES | null {
  const { missing, moved, wrong } = SHARES
  if (drawn < missing) return 'missing'
  if (drawn < missing + moved) return 'moved'
  if (drawn < missing + moved + wrong) return 'wrong'
  return drawn < missing + moved + wrong + SHARES.unknown ? 'unknown' : null
}

const idOf = (community: string, i: number): string => `CZ${community.slice(-6)}${String(i + 1).padStart(5, '0')}`

const HEADER = ['户编号', '户主姓名', '行政村', '家庭住址', '联系电话', '户主证件号码', '家庭人口数']

/** Puts the source 「村振」 of the demonstration into the registry, with a file that its first run waits to read, and the reported totals. */
export async function makeCunzhen(rows: readonly string[][]): Promise<void> {
  const doer = { actor: { id: 'demo', name: '演示', role: null }, address: null }
  await writeReportedFigures({ figures: [...REPORTED_FIGURES] }, null)
  const mapping = PRESETS.cunzhen.households
  if (rows.length === 0 || !mapping) return
  const id = await addSource(
    {
      ...{ name: '村振（演示）', kind: 'cunzhen', subject: 'households', effect: 'compare', mapping },
      ...{ place: { kind: 'upload' }, hour: 3, maxLeft: MAX_LEFT_PERCENT, enabled: true, areas: COMMUNITIES, reading: {} },
    },
    doer,
    { demo: true },
  )
  const bytes = gzipSync([HEADER, ...rows].map(csvLine).join(''))
  await keepPart({ source: id, file: randomUUID(), part: 0, last: true, name: '村振-演示.csv.gz', bytes }, doer)
  await askRun(await readSource(id), { id: randomUUID(), dry: false }, doer)
}
