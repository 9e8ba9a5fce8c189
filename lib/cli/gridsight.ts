import { Command, CommanderError } from 'commander'
import { readEnv } from '@/lib/env'
import { calendarCommand } from './calendar'
import { doctorCommand } from './doctor'
import { eventsCommand } from './events'
import { gridsCommand } from './grids'
import { peopleCommand } from './people'
import { replayCommand } from './replay'
import { makeShell, prepareCommands, sentenceOf } from './shell'
import { tokenCommand } from './token'
import { typesCommand } from './types'
import { userCommand } from './user'

/** The operator's command line; answers the exit code: 0 done, 1 failed, 2 wrong usage. */
async function main(args: string[]): Promise<number> {
  let json = false
  let debug = false
  try {
    const env = readEnv()
    debug = env.LOG_LEVEL === 'debug' || env.LOG_LEVEL === 'trace'
    const shell = makeShell(env, () => json)
    const program = new Command('gridsight')
      .description('The operator’s command line of Gridsight. It uses the running server’s database, or opens it for its own duration.')
      .addCommand(tokenCommand(shell))
      .addCommand(userCommand(shell))
      .addCommand(typesCommand(shell))
      .addCommand(calendarCommand(shell))
      .addCommand(gridsCommand(shell))
      .addCommand(eventsCommand(shell))
      .addCommand(peopleCommand(shell))
      .addCommand(replayCommand(shell))
      .addCommand(doctorCommand(shell))
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
