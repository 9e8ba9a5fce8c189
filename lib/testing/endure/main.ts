import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { readOptions } from './options'
import { endure } from './run'

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    process.stderr.write('Ending after this round …\n')
    stopping = true
  })
}

const options = readOptions(process.argv.slice(2), String(randomInt(1_000_000)))
if (options.tests) {
  const run = (tags: string, more: Record<string, string> = {}) => {
    const env = { ...process.env, GRIDSIGHT_TESTS: 'thorough', ...more }
    const args = ['run', '--project', 'databases', '--tags-filter', tags]
    return spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', ...args], { stdio: 'inherit', env }).status
  }
  // pages are tried on PostgreSQL every time, and here on the engine that `npm start` brings along
  const ended = [run('!pages'), run('pages', { GRIDSIGHT_TEST_ENGINE: 'embedded' })]
  if (ended.some((status) => status !== 0)) process.exit(1)
}
process.exit(await endure(options, () => stopping))
