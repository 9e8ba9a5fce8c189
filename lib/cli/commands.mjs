// The commands of package.json: what each needs to be there, and the one process it then runs.
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import process from 'node:process'
import { assets, build, client, install, programs } from './prepare.mjs'
import { runChild } from './run-child.mjs'

const tsx = ['--import', 'tsx']

/**
 * How Node runs the server. Most of what a request makes is garbage when it is answered, and with room enough it is never copied (V8 has 16 MB
 * for it, for browsers' sake). The threads that collect garbage and compile are as many as there are cores, or they would keep the one that
 * answers waiting for one.
 */
export const SERVER = ['--max-semi-space-size=64', `--v8-pool-size=${Math.min(4, os.availableParallelism())}`, '.compiled/server-main.js']

/**
 * `build`: needs the pages; `beside`: not before it has worked for minutes, so that they are built meanwhile.
 * @type {Record<string, { dev?: boolean, compiled?: boolean, build?: boolean | 'beside', env?: Record<string, string>, run: string[] }>}
 */
const commands = {
  start: { build: true, env: { NODE_ENV: 'production' }, run: SERVER },
  dev: { dev: true, env: { NODE_ENV: 'development' }, run: [...tsx, 'lib/server/main.ts'] },
  gridsight: { compiled: true, env: { NODE_ENV: 'production' }, run: ['.compiled/cli-gridsight.js'] },
  bench: { dev: true, build: true, env: { NODE_ENV: 'production' }, run: [...tsx, 'lib/cli/bench.ts'] },
  endure: { dev: true, build: true, env: { NODE_ENV: 'production' }, run: [...tsx, 'lib/testing/endure/main.ts'] },
  bundle: { build: true, env: { NODE_ENV: 'production' }, run: ['lib/cli/bundle.mjs'] },
  validate: { dev: true, run: [...tsx, 'lib/testing/validate.ts'] },
  test: { dev: true, build: 'beside', run: ['node_modules/vitest/vitest.mjs', 'run'] },
}

/** Why a command cannot run in what `npm run bundle` made, where all is prepared and nothing can be; null where it can. */
function whyNot(name) {
  const { cpus } = JSON.parse(fs.readFileSync('bundle.json', 'utf8'))
  if (name !== 'start' && name !== 'gridsight') return `This is a bundle, which can only be started; for ${name}, clone the repository.`
  if (process.platform === 'linux' && cpus.includes(process.arch)) return null
  return `This bundle is for Linux on ${cpus.join(' or ')}, and this is ${process.platform} on ${process.arch}.`
}

/**
 * Why the server could not listen, asked before packages and pages are made anew: a server that runs in this folder would lose its own. Null: it can, or says
 * itself what is wrong.
 * @returns {Promise<string | null>}
 */
function whyTaken() {
  const { HOST = '127.0.0.1', PORT = '3000' } = process.env
  const port = Number(PORT)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return Promise.resolve(null)
  return new Promise((resolve) => {
    const tried = net.createServer()
    tried.once('error', (error) =>
      resolve(
        'code' in error && error.code === 'EADDRINUSE'
          ? `Port ${port} on ${HOST} is in use; stop the program that has it, or choose another: PORT=${port + 1} npm start`
          : null,
      ),
    )
    tried.listen(port, HOST, () => tried.close(() => resolve(null)))
  })
}

/** Prepares what the command needs and runs it; answers the exit code. */
export async function main(name, args) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    process.stderr.write(`Usage: npm start, or npm run <${Object.keys(commands).join('|')}> (asked for: ${name ?? 'nothing'})\n`)
    return 2
  }
  // a server that is asked how it is used does not start
  if (name === 'start' && args.length > 0) {
    process.stderr.write(`npm start takes no arguments (given: ${args.join(' ')}); what can be set is said under Settings in README.md.\n`)
    return 2
  }
  process.chdir(new URL('../..', import.meta.url).pathname)
  if (fs.existsSync('bundle.json')) {
    const cannot = whyNot(name)
    if (cannot) {
      process.stderr.write(`${cannot}\n`)
      return 1
    }
    return run(command, args)
  }
  const taken = name === 'start' ? await whyTaken() : null
  if (taken) {
    process.stderr.write(`${taken}\n`)
    return 1
  }
  await install({ dev: command.dev === true })
  await client()
  const idle = name === 'bench' && args.length === 0
  if ((command.build || command.compiled) && !idle) await programs()
  if (!command.compiled) await assets()
  if (!command.build || idle) return run(command, args)
  const pages = build()
  if (command.build === 'beside') pages.catch(() => process.emit('SIGTERM', 'SIGTERM'))
  else await pages
  const code = await run(command, args)
  await pages
  return code
}

const run = (command, args) => runChild([...command.run, ...args], { NEXT_TELEMETRY_DISABLED: '1', ...command.env })
