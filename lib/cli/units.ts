import path from 'node:path'
import { Command, Option } from 'commander'
import type { RefusedRow } from '@/lib/domain/import-outcome'
import { ENCODINGS, type Encoding } from '@/lib/sources/tables/encoding'
import { openTable } from '@/lib/sources/tables/table'
import { columnsOf, UNIT_COLUMNS, type UnitFileKind } from '@/lib/sources/unit-file'
import { importUnits } from '@/lib/sources/units-import'
import { cliActor } from './actor'
import { readSource } from './feed-options'
import { openRejects } from './rejects-file'
import { Failure, needOne, type Shell } from './shell'

type ImportOptions = { kind: UnitFileKind; source: string; encoding?: Encoding; sheet?: string; rejects?: string; dryRun?: boolean }

const SHOWN = 20
/** Rows in a transaction: the embedded engine has one session, for which everybody else waits. */
const BATCH = { embedded: 200, postgresql: 1_000 } as const
const columns = Object.entries(UNIT_COLUMNS)
  .map(([kind, of]) => `${kind}: ${Object.values(of).join(' ')}`)
  .join('; ')

/** `gridsight units import`: organisations (组织) and who is in them. */
export function unitsCommand(shell: Shell): Command {
  const units = new Command('units').description('organisations (组织) and who is in them')
  units
    .command('import')
    .description(
      `take the rows of a file: good ones are kept, bad ones named by line and column; the same file again changes nothing. Columns (* must be there): ${columns}`,
    )
    .argument('<file>', 'CSV (also .gz) or XLSX, with a header')
    .addOption(new Option('--kind <kind>', 'what the file holds').choices(Object.keys(UNIT_COLUMNS)).default('units'))
    .option('--source <name>', 'the system that the ids of the file are of: units and the members that name them need the same', readSource, 'import')
    .addOption(new Option('--encoding <name>', 'of a CSV file (default: UTF-8, or GB18030 where it is not)').choices(ENCODINGS))
    .option('--sheet <name>', 'the sheet of a workbook (default: the first)')
    .option('--rejects <file>', 'write every rejected row with its reason to this CSV file')
    .option('--dry-run', 'read, check and compare everything, and change nothing')
    .action((file: string, options: ImportOptions) => importFile(shell, file, options))
  return units
}

async function importFile(shell: Shell, file: string, options: ImportOptions): Promise<void> {
  const { kind, source, dryRun = false, encoding, sheet } = options
  const { header } = await openTable(file, [], { encoding, sheet })
  const { columns: found, missing } = columnsOf(kind, header)
  if (missing.length > 0)
    throw new Failure(`${file} has no column ${missing.join(', ')}; it has ${header.filter((name) => name !== '').join(', ')}.`, 2)
  await shell.withDatabase(async () => {
    const table = await openTable(file, [...found.values()], { encoding, sheet })
    const refused: RefusedRow[] = []
    const rejects = options.rejects === undefined ? null : await openRejects(options.rejects, file, table.header)
    const imported = await importUnits({
      ...{ kind, file: path.basename(file), table, columns: found, source, dryRun, now: Date.now(), batch: BATCH[shell.env.engine] },
      ...{ by: { actor: cliActor() }, viewer: null },
      onRefused(row, values) {
        if (refused.length < SHOWN) refused.push(row)
        rejects?.add({ line: row.line, code: row.column, message: row.message, id: undefined }, values)
      },
    }).finally(() => rejects?.close())
    const { read, taken, rejected, added, updated, unchanged } = imported
    const lines = [
      `${read} rows read, ${taken} taken (${added} new, ${updated} changed, ${unchanged} as before), ${rejected} rejected.`,
      ...refused.map(({ line, column, message }) => `  line ${line}, ${column}: ${message}`),
      rejected > refused.length ? `  … and ${rejected - refused.length} more` : '',
      options.rejects !== undefined && rejected > 0 ? `The rejected rows are in ${options.rejects}.` : '',
      dryRun ? 'Nothing was changed.' : '',
    ]
    shell.tell(lines.filter(Boolean).join('\n'), { kind, source, ...imported, refused, balanced: read === taken + rejected, dryRun })
    needOne(read, taken)
  })
}
