import { Command, InvalidArgumentError, Option } from 'commander'
import * as z from 'zod/mini'
import { FAULTS } from './faults'

const Options = z.object({
  minutes: z.optional(z.number()),
  faults: z.optional(z.number()),
  engine: z.enum(['embedded', 'postgresql']),
  seed: z.string(),
  only: z.optional(z.string()),
  tests: z._default(z.boolean(), false),
})
export type Options = z.infer<typeof Options>

const above0 = (text: string): number => {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('it must be a number above 0.')
  return value
}

/** Reads the command line; wrong usage ends the process with 2. */
export function readOptions(args: readonly string[], chosenSeed: string): Options {
  const kinds = [...new Set(FAULTS.map(({ kind }) => kind))]
  const command = new Command('npm run endure --')
    .description('Faults without end against a model of the truth: what was acknowledged is there once, and every client shows it.')
    .option('--minutes <n>', 'stop after so many minutes', above0)
    .option('--faults <n>', 'stop after so many faults', above0)
    .addOption(new Option('--engine <name>', 'which database').choices(['embedded', 'postgresql']).default('embedded'))
    .option('--seed <text>', 'of the choice of faults and traffic; a run prints its own', chosenSeed)
    .addOption(new Option('--only <kind>', 'one kind of fault').choices(kinds))
    .option('--tests', 'before that, every test of the database on both engines with all its rounds, and those of pages on the embedded one')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse([...args], { from: 'user' })
  const options = Options.parse(command.opts())
  if (options.minutes === undefined && options.faults === undefined) command.error('say --minutes N or --faults N.')
  return options
}
