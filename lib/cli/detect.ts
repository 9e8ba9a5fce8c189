import { Command } from 'commander'
import type { Shell } from './shell'

/** The methods; a file is loaded only when its method is asked for, or help for all of them. */
const METHODS: Readonly<Record<string, () => Promise<(shell: Shell) => Command>>> = {}

/** `gridsight detect <method>`: runs one method of early warning over files of counts, and needs no database. */
export async function detectCommand(shell: Shell, wanted?: string): Promise<Command> {
  const detect = new Command('detect').description('run one method of early warning (风险预警) over files of counts')
  const names = wanted !== undefined && Object.hasOwn(METHODS, wanted) ? [wanted] : Object.keys(METHODS)
  for (const makeCommand of await Promise.all(names.map((name) => METHODS[name]?.()))) if (makeCommand) detect.addCommand(makeCommand(shell))
  return detect
}
