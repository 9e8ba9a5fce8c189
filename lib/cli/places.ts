import path from 'node:path'
import { Command, Option } from 'commander'
import { removeDemoPlaces } from '@/lib/db/places/places'
import { Crs } from '@/lib/domain/event-parts'
import type { RefusedRow } from '@/lib/domain/import-outcome'
import { openPlaceFile } from '@/lib/sources/place-file'
import { importPlaces } from '@/lib/sources/places-import'
import { ENCODINGS, type Encoding } from '@/lib/sources/tables/encoding'
import { cliActor } from './actor'
import { readSource } from './feed-options'
import { openRejects } from './rejects-file'
import type { Shell } from './shell'

type Options = { source: string; crs: Crs; encoding?: Encoding; sheet?: string; rejects?: string; dryRun?: boolean }

const SHOWN = 20

/** `gridsight places import|remove-demo` (阵地): service places with their hours, services and what can be booked there. */
export function placesCommand(shell: Shell): Command {
  const places = new Command('places').description('service places (阵地), with their hours, services and what can be booked there')
  places
    .command('import')
    .description('take the rows of a file: good ones are kept, bad ones named by line and column; the same file again changes nothing')
    .argument('<file>', 'CSV (also .gz) or XLSX with a header, or GeoJSON of points')
    .option('--source <name>', 'the system that the ids of the file are of', readSource, 'import')
    .addOption(new Option('--crs <crs>', 'the system of the coordinates').choices(Crs.options).default('WGS84'))
    .addOption(new Option('--encoding <name>', 'of a CSV file (default: UTF-8, or GB18030 where it is not)').choices(ENCODINGS))
    .option('--sheet <name>', 'the sheet of a workbook (default: the first)')
    .option('--rejects <file>', 'write every rejected row with its reason to this CSV file')
    .option('--dry-run', 'read, check and compare everything, and change nothing')
    .action((file: string, options: Options) => importFile(shell, file, options))
  places
    .command('remove-demo')
    .description('take away the invented places of the demonstration with their bookings, before real ones come')
    .action(async () => {
      const removed = await shell.withDatabase(removeDemoPlaces)
      shell.tell(`${removed} places of the demonstration are gone.`, { removed })
    })
  return places
}

async function importFile(shell: Shell, file: string, { source, crs, encoding, sheet, rejects: rejectsTo, dryRun = false }: Options): Promise<void> {
  await shell.withDatabase(async () => {
    const opened = await openPlaceFile(file, { crs, encoding, sheet })
    const rejects = rejectsTo === undefined ? null : openRejects(rejectsTo, opened.header)
    const refused: RefusedRow[] = []
    const counts = await importPlaces({
      ...{ name: path.basename(file), file: opened, source, dryRun, by: { actor: cliActor() }, mayKeep: () => true },
      onRefused(row, values) {
        refused.push(row)
        rejects?.add({ line: row.line, code: row.code, message: `${row.column}: ${row.message}`, id: undefined }, values)
      },
    }).finally(() => rejects?.close())
    const { read, taken, rejected, added, updated, unchanged } = counts
    const lines = [
      `${read} rows read, ${taken} taken (${added} places new, ${updated} changed, ${unchanged} as before), ${rejected} rejected.`,
      ...refused.slice(0, SHOWN).map(({ line, column, code, message }) => `  line ${line}, column ${column}: ${code}, ${message}`),
      refused.length > SHOWN ? `  … and ${refused.length - SHOWN} more` : '',
      rejectsTo !== undefined && refused.length > 0 ? `The rejected rows are in ${rejectsTo}.` : '',
      dryRun ? 'Nothing was changed.' : '',
    ]
    shell.tell(lines.filter(Boolean).join('\n'), { source, ...counts, refused, dryRun })
  })
}
