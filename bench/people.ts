// Import of 280,000 households from a CSV file on PostgreSQL (private cluster, fsync on); peer: bare COPY of finished rows into the same table.

import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { importPeople } from '@/lib/cli/people-import'
import { peopleId } from '@/lib/db/people/people-ids'
import { savePeople } from '@/lib/db/people/people-write'
import { planPeople } from '@/lib/demo/people-plan'
import { personName, personPhone } from '@/lib/demo/person-names'
import { planService } from '@/lib/demo/service-plan'
import { makeRandom } from '@/lib/domain/random'
import { guessMapping } from '@/lib/sources/people-file'
import { openTable } from '@/lib/sources/tables/table'
import { findPostgres, startCluster } from '@/lib/testing/native-cluster'
import { withClient } from '@/lib/testing/templates'
import { openCounty } from './parts/ingest'
import { readOptions, showProgress } from './parts/options'
import { printTable } from './parts/race'
import { median } from './parts/turns'

const { households: ROWS, turns } = readOptions({ households: 280_000, turns: 3 })
const AIM_SECONDS = 60
const SOURCE = 'bench'

const bin = findPostgres()
if (!bin) {
  console.error('This benchmark needs PostgreSQL with PostGIS; on Debian: apt-get install postgresql-15-postgis-3')
  process.exit(1)
}
const cluster = await startCluster({ bin, fsync: true, settings: { shared_buffers: '512MB', max_wal_size: '8GB', checkpoint_timeout: '30min' } })
const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-bench-people-'))
const ends: (() => Promise<void>)[] = []
try {
  await withClient(cluster.url('postgres'), (client) => client.query('CREATE DATABASE people'))
  const { pool, atlas } = await openCounty(cluster.url('people'))
  ends.push(() => pool.end())
  const { people } = planPeople(atlas.grids, planService(atlas.grids))
  await savePeople(people, { source: SOURCE })
  const members = people.flatMap((p) => (p.externalId.startsWith('member') ? p.externalId : []))
  const at = <T>(list: readonly T[], i: number) => list[i % list.length]
  const random = makeRandom('bench')
  const rows = Array.from({ length: ROWS }, (_, i) => ({
    id: `H${i}`,
    name: personName(random),
    phone: personPhone(random),
    address: `幸福路社区阳光小区${i % 40}号楼${i % 6}单元${i % 30}01室`,
    persons: 1 + (i % 6),
    grid: at(atlas.leaves, i)?.code ?? '',
    member: at(members, i) ?? '',
  }))
  const file = path.join(folder, 'households.csv')
  const out = createWriteStream(file)
  out.write('户编号,户主,联系电话,住址,人口,网格编码,网格员编号\n')
  out.end(rows.map((r) => `${r.id},${r.name},${r.phone},${r.address},${r.persons},${r.grid},${r.member}\n`).join(''))
  await once(out, 'close')

  const run = async () => {
    const { header } = await openTable(file, [])
    const { mapping } = guessMapping('households', header)
    const table = await openTable(file, [...mapping.values()])
    const done = await importPeople({ kind: 'households', file, table, mapping, source: SOURCE, dryRun: false, batch: 2_000, onRefused: () => {} })
    if (done.taken !== ROWS) throw new Error(`took ${done.taken} of ${ROWS}: ${JSON.stringify(done.rejected)}`)
    return done.saved
  }
  const client = new pg.Client(cluster.url('people'))
  await client.connect()
  ends.push(() => client.end())
  const copy = async () => {
    const stream = client.query(
      copyFrom('COPY households (id, source, external_id, grid_code, name, phone, address, persons, member_id, demo) FROM STDIN'),
    )
    const done = new Promise<void>((resolve, reject) => stream.on('finish', resolve).on('error', reject))
    for (const part of lines) if (!stream.write(part)) await new Promise<void>((resolve) => stream.once('drain', () => resolve()))
    stream.end()
    await done
  }
  // finished rows: ids and members are known before the clock starts
  const lines: string[] = []
  for (let from = 0; from < ROWS; from += 2_000)
    lines.push(
      rows
        .slice(from, from + 2_000)
        .map(
          (r) =>
            `${peopleId('household', SOURCE, r.id)}\t${SOURCE}\t${r.id}\t${r.grid}\t${r.name}\t${r.phone}\t${r.address}\t${r.persons}\t${peopleId('person', SOURCE, r.member)}\tf\n`,
        )
        .join(''),
    )
  const timed = async (work: () => Promise<unknown>) => {
    const began = performance.now()
    await work()
    return performance.now() - began
  }
  const spent = { first: [] as number[], again: [] as number[], copy: [] as number[] }
  for (let turn = 1; turn <= turns; turn++) {
    showProgress(`turn ${turn} of ${turns}`)
    await pool.query('TRUNCATE households')
    await pool.query('CHECKPOINT')
    spent.first.push(await timed(run))
    spent.again.push(
      await timed(async () => {
        const { unchanged } = await run()
        if (unchanged !== ROWS) throw new Error(`the same file again left ${unchanged} of ${ROWS} as they were`)
      }),
    )
    await pool.query('TRUNCATE households')
    await pool.query('CHECKPOINT')
    spent.copy.push(await timed(copy))
  }
  showProgress('')
  const line = (what: string, all: readonly number[]) => {
    const ms = median(all)
    return [what, (ms / 1_000).toFixed(1), Math.round((ROWS * 1_000) / ms).toLocaleString('en'), `${(ms / median(spent.copy)).toFixed(2)}x`]
  }
  console.log(`${ROWS.toLocaleString('en')} households, median of ${turns} turns`)
  printTable([
    ['', 'seconds', 'rows/s', 'time of COPY'],
    line('import of a CSV file, read, checked, bound', spent.first),
    line('the same file again (nothing changes)', spent.again),
    line('bare COPY of finished rows, same indexes', spent.copy),
  ])
  const seconds = median(spent.first) / 1_000
  console.log(
    `280,000 households: ${((seconds * 280_000) / ROWS).toFixed(1)} s (aim: under ${AIM_SECONDS} s) ${seconds < AIM_SECONDS ? 'reached' : 'NOT reached'}`,
  )
  console.log(`import to bare COPY, which reads and checks nothing: ${(median(spent.copy) / median(spent.first)).toFixed(2)}x`)
} finally {
  for (const end of ends.reverse()) await end()
  await cluster.stop()
  rmSync(folder, { recursive: true, force: true })
}
