// The commands of package.json: what each needs to be there, and the one process it then runs.
import fs from 'node:fs'
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
  endure: { dev: true, build: true, env: { NODE_ENV: 'production' }, run: [...tsx, 'lib/testing/endure/main.ts'] },
  bundle: { build: true, env: { NODE_ENV: 'production' }, run: ['lib/cli/bundle.mjs'] },
  validate: { dev: true, run: [...tsx, 'lib/testing/validate.ts'] },
  test: { dev: true, build: true, run: ['node_modules/vitest/vitest.mjs', 'run'] },
}

/** Why a command cannot run in what `npm run bundle` made, where all is prepared and nothing can be; null where it can. */
function whyNot(name) {
  const { cpus } = JSON.parse(fs.readFileSync('bundle.json', 'utf8'))
  if (name !== 'start' && name !== 'gridsight') return `This is a bundle, which can only be started; for ${name}, clone the repository.`
  if (process.platform === 'linux' && cpus.includes(process.arch)) return null
  return `This bundle is for Linux on ${cpus.join(' or ')}, and this is ${process.platform} on ${process.arch}.`
}

/** Prepares what the command needs and runs it; answers the exit code. */
export async function main(name, args) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    process.stderr.write(`Usage: npm start, or npm run <${Object.keys(commands).join('|')}> (asked for: ${name ?? 'nothing'})\n`)
    return 2
  }
  process.chdir(new URL('../..', import.meta.url).pathname)
  if (fs.existsSync('bundle.json')) {
    const cannot = whyNot(name)
    if (cannot) {
      process.stderr.write(`${cannot}\n`)
      return 1
    }
  } else {
    await install({ dev: command.dev === true })
    await client()
    if (!command.quiet) await assets()
    if (command.build && !(name === 'bench' && args.length === 0)) await build()
  }
  return runChild([...command.run, ...args], { NEXT_TELEMETRY_DISABLED: '1', ...command.env })
}
