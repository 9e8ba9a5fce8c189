import path from 'node:path'
import { Command, Option } from 'commander'
import { removeDemoPlaces } from '@/lib/db/places/places'
import { Crs } from '@/lib/domain/event-parts'
import { openPlaceFile } from '@/lib/sources/place-file'
import { importPlaces } from '@/lib/sources/places-import'
import { ENCODINGS, type Encoding } from '@/lib/sources/tables/encoding'
import { cliActor } from './actor'
import { readSource } from './feed-options'
import { openRefusals } from './refusals'
import { needOne, type Shell } from './shell'

type Options = { source: string; crs: Crs; encoding?: Encoding; sheet?: string; rejects?: string; dryRun?: boolean }

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

async function importFile(shell: Shell, file: string, { source, crs, encoding, sheet, rejects, dryRun = false }: Options): Promise<void> {
  await shell.withDatabase(async () => {
    const opened = await openPlaceFile(file, { crs, encoding, sheet })
    const refused = await openRefusals(rejects, file, opened.header)
    const counts = await importPlaces({
      ...{ name: path.basename(file), file: opened, source, dryRun, by: { actor: cliActor() }, mayKeep: () => true },
      onRefused: refused.take,
    }).finally(refused.close)
    const { read, taken, rejected, added, updated, unchanged } = counts
    const lines = [
      `${read} rows read, ${taken} taken (${added} places new, ${updated} changed, ${unchanged} as before), ${rejected} rejected.`,
      ...refused.lines(),
      ...(dryRun ? ['Nothing was changed.'] : []),
    ]
    shell.tell(lines.join('\n'), { source, ...counts, refused: refused.rows, dryRun })
    needOne(read, taken)
  })
}
