import { Command, CommanderError } from 'commander'
import type { Shell } from '@/lib/cli/shell'

/** What a command told last, its remarks, and why it could not be done. */
export type Told = { text: string; data: Record<string, unknown>; notes: string[]; error?: string; exitCode?: unknown }

/** Runs a command of `gridsight` in this process, on the shared database: `runCommand(placesCommand, ['import', file])`. */
export async function runCommand(make: (shell: Shell) => Command, args: readonly string[]): Promise<Told> {
  const told: Told = { text: '', data: {}, notes: [] }
  const command = make({
    env: { engine: 'embedded' } as Shell['env'], // no command that is run so reads another setting
    withDatabase: (work) => work(),
    tell: (text, data) => void Object.assign(told, { text, data }),
    note: (text) => void told.notes.push(text),
    bar: () => ({ update() {}, stop() {} }),
    progress: () => {},
  })
  const program = new Command('gridsight').addCommand(command)
  for (const one of [program, command, ...command.commands])
    one.exitOverride().configureOutput({ writeErr: (text) => void Object.assign(told, { error: text.trim() }) })
  try {
    await program.parseAsync([command.name(), ...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return { ...told, exitCode: 2 }
    const exitCode = error instanceof Error && 'exitCode' in error ? error.exitCode : 1
    return { ...told, error: error instanceof Error ? error.message : String(error), exitCode }
  }
  return told
}
