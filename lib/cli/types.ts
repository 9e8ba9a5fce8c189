import { Command } from 'commander'
import { saveTypes } from '@/lib/db/ground/types'
import { Failure, type Shell } from './shell'
import { deriveTypes, readTypeFile, TYPE_COLUMNS } from './type-file'

/** `gridsight types import|derive`: the event types (事件类型) on offer. */
export function typesCommand(shell: Shell): Command {
  const types = new Command('types').description('the event types (事件类型)')
  types
    .command('import')
    .description('offer the types of a CSV file, in the place of those offered now; old events keep their types')
    .argument('<file>', `CSV with the columns ${TYPE_COLUMNS.join(', ')}; only code must be there`)
    .action(async (file: string) => {
      const read = await readTypeFile(file)
      const { saved, retired } = await shell.withDatabase(() => saveTypes(read, { now: Date.now() }))
      const ended = retired.length > 0 ? `; no longer offered: ${retired.join(', ')}` : ''
      shell.tell(`${read.length} types are offered now, ${saved} of them new or changed${ended}.`, { types: read.length, saved, retired })
    })
  types
    .command('derive')
    .description('write the distinct values of a column as a file of types, to be completed and imported')
    .argument('<file>', 'CSV, also .gz; - is standard input')
    .requiredOption('--column <name>', 'the column that names the type')
    .action(async (file: string, { column }: { column: string }) => {
      const { csv, codes } = await deriveTypes(file, column)
      if (codes.length === 0) throw new Failure(`The column "${column}" of ${file} is empty.`)
      shell.tell(csv, { codes })
    })
  return types
}
