import path from 'node:path'
import { defineConfig } from 'vitest/config'

const here = (file: string) => path.resolve(import.meta.dirname, file)
const databases = here('lib/testing/global-setup.ts')
const browser = here('lib/testing/e2e/setup.ts')

/**
 * One runner for everything, so that one report counts it all. First the rooms (pure and database tests, two files at a time), then
 * the whole product in a browser, one file at a time: each of those runs a server, a database and a software-drawn map.
 */
export default defineConfig({
  resolve: { alias: { '@': here('.') } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', here('lib/testing/tally.ts')],
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          globalSetup: [databases],
          include: ['{app,components,lib}/**/*.test.{ts,tsx}'],
          exclude: ['lib/testing/e2e/**', '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          globalSetup: [databases, browser],
          include: ['lib/testing/e2e/**/*.test.ts'],
          maxWorkers: 1,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 30_000, interval: 50 } },
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
