import { Command, CommanderError } from 'commander'
import { readEnv } from '@/lib/env'
import { makeShell, prepareCommands, type Shell, sentenceOf } from './shell'

/** The commands; a file is loaded only when its command is asked for, or help for all of them: together they take a second. */
const COMMANDS: Readonly<Record<string, () => Promise<(shell: Shell, below?: string) => Command | Promise<Command>>>> = {
  token: async () => (await import('./token')).tokenCommand,
  user: async () => (await import('./user')).userCommand,
  types: async () => (await import('./types')).typesCommand,
  calendar: async () => (await import('./calendar')).calendarCommand,
  grids: async () => (await import('./grids')).gridsCommand,
  roads: async () => (await import('./roads')).roadsCommand,
  events: async () => (await import('./events')).eventsCommand,
  people: async () => (await import('./people')).peopleCommand,
  duties: async () => (await import('./duties')).dutiesCommand,
  places: async () => (await import('./places')).placesCommand,
  sources: async () => (await import('./sources')).sourcesCommand,
  units: async () => (await import('./units')).unitsCommand,
  replay: async () => (await import('./replay')).replayCommand,
  retention: async () => (await import('./retention')).retentionCommand,
  detect: async () => (await import('./detect')).detectCommand,
  backtest: async () => (await import('./backtest')).backtestCommand,
  doctor: async () => (await import('./doctor')).doctorCommand,
}

/** The operator's command line; answers the exit code: 0 done, 1 failed, 2 wrong usage. */
async function main(args: string[]): Promise<number> {
  let json = false
  let debug = false
  try {
    const env = readEnv()
    debug = env.LOG_LEVEL === 'debug' || env.LOG_LEVEL === 'trace'
    const shell = makeShell(env, () => json)
    const program = new Command('gridsight').description(
      'The operator’s command line of Gridsight. It uses the running server’s database, or opens it for its own duration.',
    )
    const [name = '', below] = args
    const wanted = Object.hasOwn(COMMANDS, name) ? [name] : Object.keys(COMMANDS)
    for (const makeCommand of await Promise.all(wanted.map((command) => COMMANDS[command]?.())))
      if (makeCommand) program.addCommand(await makeCommand(shell, below))
    prepareCommands(program)
    program.hook('preAction', (_, action) => {
      json = action.opts().json === true
    })
    await program.parseAsync(args, { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2 // it has said why
    const sentence = sentenceOf(error)
    process.stderr.write(`${sentence}\n`)
    if (debug) process.stderr.write(`${error instanceof Error ? error.stack : ''}\n`)
    return error instanceof Error && 'exitCode' in error && error.exitCode === 2 ? 2 : 1
  }
}

process.exitCode = await main(process.argv.slice(2))
