import { createRequire } from 'node:module'
import path from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'
import { NODE_OPTIONS } from './lib/testing/process-env.ts'
import LongAmongShort from './lib/testing/sequencer.ts'
import { TEST_TIMEOUT_MS, WAIT_MS } from './lib/testing/wait.ts'

const here = (file: string) => path.resolve(import.meta.dirname, file)
const databases = here('lib/testing/global-setup.ts')
const browser = here('lib/testing/e2e/setup.ts')
// for the threads of this process, and for all that it starts
createRequire(import.meta.url)(here('lib/testing/late-optimizing.cjs'))
process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, NODE_OPTIONS].filter(Boolean).join(' ')

const sources = '{app,components,lib}/**/*.test.{ts,tsx}'

/** A test that changes its process's folder, which threads cannot. */
const ownProcess = ['lib/cli/bootstrap.test.ts']

/** Files with a server or a browser wait for it now and then, at times three of them together: four keep two cores busy. */
const AT_ONCE = 4
/** Files of a process share what was imported: each ends what it starts, and to import the server anew costs a second or two a file. */
const ISOLATED = false

/**
 * One runner for everything, so that one report counts it all. Pure tests share two threads; after them everything with a database, a
 * server or a browser of its own runs in four processes.
 */
export default defineConfig({
  resolve: { alias: { '@': here('.') } },
  test: {
    reporters: ['default', here('lib/testing/durations.ts'), here('lib/testing/tally.ts')],
    sequence: { sequencer: LongAmongShort },
    expect: { poll: { timeout: WAIT_MS, interval: 50 } },
    tags: [
      {
        name: 'pages',
        description: 'What people see in a browser. Only a wait that ran out of time is tried once more; tally.ts says what becomes of the name.',
        retry: { count: 1, condition: /Timeout \d+ms exceeded|Test timed out in/ },
      },
    ],
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: [sources],
          exclude: [...configDefaults.exclude, '**/*.db.test.ts', 'lib/testing/e2e/**', ...ownProcess],
          pool: 'threads',
          isolate: false,
          maxWorkers: 2,
          testTimeout: TEST_TIMEOUT_MS,
          hookTimeout: TEST_TIMEOUT_MS,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'databases',
          globalSetup: [databases, browser],
          include: ['{app,components,lib}/**/*.db.test.ts', 'lib/testing/e2e/**/*.test.ts', ...ownProcess],
          pool: 'forks',
          isolate: ISOLATED,
          maxWorkers: AT_ONCE,
          testTimeout: TEST_TIMEOUT_MS,
          hookTimeout: TEST_TIMEOUT_MS,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
