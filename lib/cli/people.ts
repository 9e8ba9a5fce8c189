import { Command, Option } from 'commander'
import { removeDemoPeople } from '@/lib/db/people/people-write'
import { guessMapping, PEOPLE_FIELDS, type PeopleKind, type PeopleMapping, readMapping } from '@/lib/sources/people-file'
import { ENCODINGS, type Encoding } from '@/lib/sources/tables/encoding'
import { openTable } from '@/lib/sources/tables/table'
import { readSource } from './feed-options'
import { importPeople, type RefusedPeopleRow } from './people-import'
import { openRejects } from './rejects-file'
import { Failure, needOne, type Shell } from './shell'

type ImportOptions = {
  kind: PeopleKind
  map?: string
  source: string
  encoding?: Encoding
  sheet?: string
  rejects?: string
  dryRun?: boolean
}

const SHOWN = 20
/** Rows in a transaction: the embedded engine has one session, for which everybody else waits. */
const BATCH = { embedded: 500, postgresql: 2_000 } as const
const fields = Object.entries(PEOPLE_FIELDS)
  .map(([kind, names]) => `${kind}: ${names.join(' ')}`)
  .join('; ')

/** `gridsight people import|remove-demo`: members and chiefs, households, teams and the service tree. */
export function peopleCommand(shell: Shell): Command {
  const people = new Command('people').description('members (网格员), chiefs (网格长), households, teams and the service tree')
  people
    .command('import')
    .description('take the rows of a file: good ones are kept, bad ones named; the same file again changes nothing')
    .argument('<file>', 'CSV (also .gz; - is standard input) or XLSX, with a header')
    .addOption(new Option('--kind <kind>', 'what the file holds').choices(Object.keys(PEOPLE_FIELDS)).makeOptionMandatory())
    .option('--map <fields>', `field=column, with commas between (default: by the usual names; * must be there). ${fields}`)
    .option(
      '--source <name>',
      'the system that the ids of the file are of: members and the households that name them need the same',
      readSource,
      'import',
    )
    .addOption(new Option('--encoding <name>', 'of a CSV file (default: UTF-8, or GB18030 where it is not)').choices(ENCODINGS))
    .option('--sheet <name>', 'the sheet of a workbook (default: the first)')
    .option('--rejects <file>', 'write every rejected row with its reason to this CSV file')
    .option('--dry-run', 'read, check and compare everything, and change nothing')
    .action((file: string, options: ImportOptions) => importFile(shell, file, options))
  people
    .command('remove-demo')
    .description('take away the invented people and households of the demonstration, before real ones come')
    .action(async () => {
      const households = await shell.withDatabase(removeDemoPeople)
      shell.tell(`The people of the demonstration are gone, with ${households} households.`, { households })
    })
  return people
}

async function importFile(shell: Shell, file: string, options: ImportOptions): Promise<void> {
  const { kind, source, dryRun = false } = options
  const mapping = await mappingOf(file, options)
  await shell.withDatabase(async () => {
    const table = await openTable(file, [...mapping.values()], options)
    const refused: RefusedPeopleRow[] = []
    const rejects = options.rejects === undefined ? null : await openRejects(options.rejects, file, table.header)
    const { read, taken, rejected, saved } = await importPeople({
      kind,
      file,
      table,
      mapping,
      source,
      dryRun,
      batch: BATCH[shell.env.engine],
      onProgress: shell.progress,
      onRefused(row, values) {
        if (refused.length < SHOWN) refused.push(row)
        rejects?.add({ ...row, id: undefined }, values)
      },
    }).finally(() => rejects?.close())
    const bad = Object.values(rejected).reduce((sum, n) => sum + n, 0)
    const counts = Object.entries(rejected).map(([code, n]) => `${n} ${code}`)
    const lines = [
      `${read} rows read, ${taken} taken (${saved.added} ${kind} new, ${saved.updated} changed, ${saved.unchanged} as before), ${bad} rejected${bad > 0 ? ` (${counts.join(', ')})` : ''}.`,
      ...refused.map(({ line, code, message }) => `  line ${line}: ${code}, ${message}`),
      bad > refused.length ? `  … and ${bad - refused.length} more` : '',
      options.rejects !== undefined && bad > 0 ? `The rejected rows are in ${options.rejects}.` : '',
      dryRun ? 'Nothing was changed.' : '',
    ]
    shell.tell(lines.filter(Boolean).join('\n'), { kind, source, read, taken, ...saved, rejected, refused, balanced: read === taken + bad, dryRun })
    needOne(read, taken)
  })
}

async function mappingOf(file: string, { kind, map, encoding, sheet }: ImportOptions): Promise<PeopleMapping> {
  if (map !== undefined) {
    const mapping = readMapping(kind, map)
    if (typeof mapping === 'string') throw new Failure(mapping, 2)
    return mapping
  }
  if (file === '-') throw new Failure('Of standard input, --map must say which column holds what.', 2)
  const { header } = await openTable(file, [], { encoding, sheet })
  const { mapping, missing } = guessMapping(kind, header)
  if (missing.length > 0)
    throw new Failure(
      `Which column holds ${missing.join(' and ')}? ${file} has ${header.filter((name) => name !== '').join(', ')}; write --map field=column,… (--help names the fields).`,
      2,
    )
  return mapping
}
