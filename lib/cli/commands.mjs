// The commands of package.json: what each needs to be there, and the one process it then runs.
import process from 'node:process'
import { assets, build, client, install } from './prepare.mjs'
import { runChild } from './run-child.mjs'

const tsx = ['--import', 'tsx']

/** @type {Record<string, { dev?: boolean, build?: boolean, quiet?: boolean, env?: Record<string, string>, run: string[] }>} */
const commands = {
  start: { build: true, env: { NODE_ENV: 'production' }, run: [...tsx, 'lib/server/main.ts'] },
  dev: { dev: true, env: { NODE_ENV: 'development' }, run: [...tsx, 'lib/server/main.ts'] },
  gridsight: { quiet: true, env: { NODE_ENV: 'production' }, run: [...tsx, 'lib/cli/gridsight.ts'] },
  bench: { dev: true, build: true, env: { NODE_ENV: 'production' }, run: [...tsx, 'lib/cli/bench.ts'] },
  validate: { dev: true, run: [...tsx, 'lib/testing/validate.ts'] },
  test: { dev: true, build: true, run: ['node_modules/vitest/vitest.mjs', 'run'] },
}

/** Prepares what the command needs and runs it; answers the exit code. */
export async function main(name, args) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    process.stderr.write(`Usage: npm start, or npm run <${Object.keys(commands).join('|')}> (asked for: ${name ?? 'nothing'})\n`)
    return 2
  }
  process.chdir(new URL('../..', import.meta.url).pathname)
  await install({ dev: command.dev === true })
  await client()
  if (!command.quiet) await assets()
  if (command.build && !(name === 'bench' && args.length === 0)) await build()
  return runChild([...command.run, ...args], { NEXT_TELEMETRY_DISABLED: '1', ...command.env })
}
