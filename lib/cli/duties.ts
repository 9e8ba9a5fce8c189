import path from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { listTemplates, type StoredTemplate } from '@/lib/db/duties/duty-templates'
import { GridCode } from '@/lib/domain/grid'
import { FileError } from '@/lib/sources/file-error'
import { ENCODINGS, type Encoding } from '@/lib/sources/tables/encoding'
import { openVisitFile } from '@/lib/sources/visit-file'
import { importVisits } from '@/lib/sources/visits-import'
import { cliActor } from './actor'
import { readSource } from './feed-options'
import { openRefusals } from './refusals'
import { needOne, type Shell } from './shell'

type Options = { duty: string; source: string; within?: string; encoding?: Encoding; sheet?: string; rejects?: string; dryRun?: boolean }

/** `gridsight duties import` (职责): past visits and meetings, as another system recorded them. */
export function dutiesCommand(shell: Shell): Command {
  const duties = new Command('duties').description('duties (职责): visits and meetings that were done before')
  duties
    .command('import')
    .description('take the rows of a file as done: good ones are kept, bad ones named by line and column; the same file again changes nothing')
    .argument('<file>', 'CSV (also .gz) or XLSX with a header')
    .requiredOption('--duty <name>', 'the duty that they are of: what it is called, its id, or the name of one that ships (micro_visit)')
    .option('--source <name>', 'the system that recorded them', readSource, 'import')
    .option(
      '--within <code>',
      'the grid that the file is of: what lies in it and is not in the file counts as not done (default: all of the duty)',
      readGrid,
    )
    .addOption(new Option('--encoding <name>', 'of a CSV file (default: UTF-8, or GB18030 where it is not)').choices(ENCODINGS))
    .option('--sheet <name>', 'the sheet of a workbook (default: the first)')
    .option('--rejects <file>', 'write every rejected row with its reason to this CSV file')
    .option('--dry-run', 'read, check and compare everything, and change nothing')
    .action((file: string, options: Options) => importFile(shell, file, options))
  return duties
}

function readGrid(text: string): string {
  if (!GridCode.safeParse(text).success) throw new InvalidArgumentError('a grid code is digits.')
  return text
}

/** The duty that is called so. Throws FileError where there is none, or several are. */
async function dutyCalled(said: string): Promise<StoredTemplate> {
  const all = await listTemplates()
  const called = all.filter(({ id, shipped, name }) => id === said || shipped === said || name === said)
  const [duty] = called
  if (!duty || called.length > 1)
    throw new FileError(
      `${called.length > 1 ? 'Several duties are' : 'No duty is'} called "${said}"; there are ${all.map(({ name, id }) => `${name} (${id})`).join(', ')}.`,
    )
  if (duty.demo) throw new FileError(`${duty.name} has the invented visits of the demonstration: take them away first (people remove-demo).`)
  return duty
}

async function importFile(shell: Shell, file: string, options: Options): Promise<void> {
  const { duty, source, encoding, sheet, rejects, dryRun = false } = options
  await shell.withDatabase(async () => {
    const template = await dutyCalled(duty)
    const opened = await openVisitFile(file, template.fields, { encoding, sheet })
    const refused = await openRefusals(rejects, file, opened.header)
    const counts = await importVisits({
      ...{
        name: path.basename(file),
        file: opened,
        template,
        source,
        within: options.within ?? '',
        dryRun,
        now: Date.now(),
        by: { actor: cliActor() },
      },
      onRefused: refused.take,
    }).finally(refused.close)
    const { read, taken, rejected, added, updated, unchanged } = counts
    const lines = [
      `${read} rows read, ${taken} taken (${added} visits new, ${updated} changed, ${unchanged} as before), ${rejected} rejected.`,
      ...refused.lines(),
      ...(dryRun ? ['Nothing was changed.'] : []),
    ]
    shell.tell(lines.join('\n'), { duty: template.id, source, ...counts, refused: refused.rows, dryRun })
    needOne(read, taken)
  })
}
