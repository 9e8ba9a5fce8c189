import { Command } from 'commander'
import type { Shell } from './shell'

/** The methods; a file is loaded only when its method is asked for, or help for all of them. */
const METHODS: Readonly<Record<string, () => Promise<(shell: Shell) => Command>>> = {
  ears: async () => (await import('./detect/ears')).earsCommand,
  cusum: async () => (await import('./detect/cusum')).cusumCommand,
  'cusum-arl': async () => (await import('./detect/cusum-arl')).cusumArlCommand,
  farrington: async () => (await import('./detect/farrington')).farringtonCommand,
  'farrington-flexible': async () => (await import('./detect/farrington-flexible')).farringtonFlexibleCommand,
  gistar: async () => (await import('./detect/gistar')).gistarCommand,
  emerging: async () => (await import('./detect/emerging')).emergingCommand,
  knox: async () => (await import('./detect/knox')).knoxCommand,
  scan: async () => (await import('./detect/scan')).scanCommand,
}

/** `gridsight detect <method>`: runs one method of early warning over files of counts, and needs no database. */
export async function detectCommand(shell: Shell, wanted?: string): Promise<Command> {
  const detect = new Command('detect').description('run one method of early warning (风险预警) over files of counts')
  const names = wanted !== undefined && Object.hasOwn(METHODS, wanted) ? [wanted] : Object.keys(METHODS)
  for (const makeCommand of await Promise.all(names.map((name) => METHODS[name]?.()))) if (makeCommand) detect.addCommand(makeCommand(shell))
  return detect
}
