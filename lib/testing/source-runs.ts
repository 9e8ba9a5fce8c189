import { randomUUID } from 'node:crypto'
import { beforeAll } from 'vitest'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import { savePeople } from '@/lib/db/people/people-write'
import { keepPart } from '@/lib/db/sources/files'
import { askRun, readRun } from '@/lib/db/sources/runs'
import { readSource } from '@/lib/db/sources/sources'
import type { SourceIn, SourceRunDetail } from '@/lib/domain/source'
import { makeRuns } from '@/lib/sources/run-source'
import { saveSmallCounty } from './small-county'

export const COMMUNITY = '411324001101'
export const GRID = `${COMMUNITY}001`
export const BY = { actor: { id: 'cli', name: 'tester', role: null }, address: null }
export const MAPPING = {
  externalId: '户编号',
  name: '户主姓名',
  community: '行政村',
  address: '家庭住址',
  phone: '联系电话',
  memberPhone: '网格员电话',
}

/** A source of households that is kept and sent by hand, unless it is said otherwise. */
export const setUp = (name: string, fields: Partial<SourceIn> = {}): SourceIn => ({
  name,
  kind: 'cunzhen',
  subject: 'households',
  effect: 'keep',
  mapping: MAPPING,
  place: { kind: 'upload' },
  hour: null,
  maxLeft: 10,
  enabled: true,
  areas: [],
  reading: {},
  ...fields,
})

/** A household as a file tells it. */
export type Row = { id: string; name?: string; community?: string; phone?: string; member?: string }
const row = ({ id, name = `户主${id}`, community = `${COMMUNITY}社区`, phone = '', member = '' }: Row): string =>
  `${id},${name},${community},${id}号楼1单元101室,${phone},${member}`
export const csv = (rows: readonly Row[]): string => `户编号,户主姓名,行政村,家庭住址,联系电话,网格员电话\n${rows.map(row).join('\n')}\n`
export const many = (n: number, fields: Partial<Row> = {}): Row[] =>
  Array.from({ length: n }, (_, i) => ({ id: `H${String(i).padStart(4, '0')}`, ...fields }))

/** Sends a file to a source, in pieces. */
export async function send(source: string, text: string, pieces = 2): Promise<void> {
  const bytes = Buffer.from(text)
  const file = randomUUID()
  const size = Math.ceil(bytes.length / pieces)
  for (let part = 0; part < pieces; part++)
    await keepPart({ source, file, part, last: part === pieces - 1, name: '村振.csv', bytes: bytes.subarray(part * size, (part + 1) * size) }, BY)
}

/** The small county with a member of `GRID`, and this process as the one that makes runs; `folder`: where sources may read. To be called where tests are described. */
export function openRuns(folder: string | null) {
  const at: { fence: Fence } = { fence: { name: 'sources', token: 0 } }
  const options = () => ({ fence: at.fence, places: { folder, stillMs: 500 }, batch: 50, now: () => Date.now() })
  /** Becomes the one that makes runs; nothing where another is. */
  const take = async () => {
    const won = await takeLease('sources', randomUUID(), 3_600_000)
    if (won) at.fence = won
    return won !== null
  }
  beforeAll(async () => {
    await saveSmallCounty()
    if (!(await take())) throw new Error('the lease is free in a database of its own')
    const posts = [{ grid: GRID, kind: 'member' as const }]
    await savePeople([{ externalId: 'm1', name: '网格员', phone: '13900000001', idNumber: null, employer: null, posts }], { source: 'street' })
  })
  return {
    /** the lease that runs are made under */
    fence: () => at.fence,
    options,
    take,
    /** asks for a run and makes it */
    async run(source: string, wanted: { dry?: boolean; confirms?: string } = {}): Promise<SourceRunDetail> {
      const { id } = await askRun(await readSource(source), { id: randomUUID(), dry: false, ...wanted }, BY)
      await makeRuns(options())
      return readRun(source, id)
    },
  }
}
