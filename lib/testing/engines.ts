import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { findPostgres } from './native-cluster'

export type EngineName = 'embedded' | 'postgresql'

/**
 * Test files that run on both engines, and why the engines can differ there. Every other test of the database runs on PostgreSQL where it
 * is installed, otherwise on the embedded engine; `npm run endure -- --tests` runs all of them on both.
 */
export const ENGINE_DEPENDENT: Readonly<Record<string, string>> = {
  'lib/cli/grids.db.test.ts': 'an import of boundaries: validity and overlaps are answered by two versions of GEOS',
  'lib/db/engine/arrays.db.test.ts': 'binary parameters and large statements pass through the bridge of the embedded engine',
  'lib/db/audit/audit-chain.db.test.ts': 'triggers, row text and digests are of two PostgreSQL versions',
  'lib/db/retention/audit-cut.db.test.ts': 'rights and settings that hold for one transaction, with one session of a superuser against many',
  'lib/db/engine/doctor.db.test.ts': 'versions, sizes and statistics are asked of the server',
  'lib/db/events/event-list.db.test.ts': 'keyset paging and planner of two PostgreSQL versions',
  'lib/db/events/events.db.test.ts': 'many connections share the one session of the embedded engine',
  'lib/api/figures.db.test.ts': 'months, weekdays and percentiles are recounted in the zones that each engine brings along',
  'lib/db/events/stages.db.test.ts':
    'arrays of parties are cast from text in one statement through the bridge, which the demonstration’s first start goes by',
  'lib/db/ground/grids-change.db.test.ts': 'a change of grids locks tables that writers wait for',
  'lib/db/ground/grids.db.test.ts': 'ST_Covers, ST_MakeValid and geometry columns of two PostGIS versions',
  'lib/db/log/leases.db.test.ts': 'row locks and fencing with one session against many: those of everything else that takes a lease are the same',
  'lib/db/log/log-readers.db.test.ts': 'killed connections give back locks and an open transaction in their own ways',
  'lib/db/log/log-writers.db.test.ts': 'writers of several processes through the bridge',
  'lib/db/log/log.db.test.ts': 'LISTEN and NOTIFY are relayed by the bridge of the embedded engine',
  'lib/db/engine/migrate.db.test.ts': 'migrations and extensions are installed by each engine itself',
  'lib/db/engine/pool.db.test.ts': 'connections, transactions and their ends are those of the bridge',
  'lib/db/events/transitions.db.test.ts': 'the log and the transition are one transaction under contention',
  'lib/db/orders/orders.db.test.ts':
    'an order is taken by one of many under the lock of its row, and lapses under a fence, with one session against many; submissions, residents, duties and runs of sources lock theirs so',
  'lib/cli/places.db.test.ts':
    'KNN on geography is that of two PostGIS versions, and seats are counted on rows that many want, with one session against many',
  'lib/demo/seed.db.test.ts': 'ST_GeneratePoints and bulk statements of two PostGIS versions',
  'lib/domain/grid-index.db.test.ts': 'rounding at borders is that of two versions of GEOS',
  'lib/live/book.db.test.ts': 'checkpoints of several kinds, and several rows of the log in one transaction',
  'lib/api/heat.db.test.ts': 'the field is compared with distances computed by each PostGIS',
  'lib/live/live.db.test.ts': 'the board follows notifications and is recounted in SQL',
  'lib/server/changes.db.test.ts': 'the follower hears NOTIFY through the bridge and reconnects',
  'lib/testing/e2e/kill.test.ts': 'the engines recover from a kill in their own ways',
}

const root = path.resolve(import.meta.dirname, '../..')

/** True in the long runs of `npm run endure -- --tests`: every engine, and as many rounds as the proof is worth. */
export const thorough = process.env.GRIDSIGHT_TESTS === 'thorough'

/** How many rounds of something costly to run: fewer in `npm test`, all of them in the long runs. */
export const rounds = (everyTime: number, whole: number): number => (thorough ? whole : everyTime)

/** The engines there are on this machine. */
export const installedEngines: readonly EngineName[] = findPostgres() ? ['embedded', 'postgresql'] : ['embedded']

/** The engine of what does not depend on it: PostgreSQL where it is found, unless the long runs ask for the other one. */
export const usualEngine: EngineName =
  installedEngines.find((name) => name === process.env.GRIDSIGHT_TEST_ENGINE) ?? installedEngines.at(-1) ?? 'embedded'

/** Is this the engine on which a file that runs on both tries also what no engine can change? The long runs try all of it on each. */
export const triesAllOn = (engine: EngineName): boolean => thorough || engine === usualEngine

/** The engines that the test file being collected runs on. */
export function enginesOfThisFile(): readonly EngineName[] {
  const file = path.relative(root, expect.getState().testPath ?? '')
  return thorough || file in ENGINE_DEPENDENT ? installedEngines : [usualEngine]
}

/** Entries of the table whose file is not there. */
export const unknownFiles = (): string[] => Object.keys(ENGINE_DEPENDENT).filter((file) => !existsSync(path.join(root, file)))
