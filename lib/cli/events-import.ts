import { type Command, InvalidArgumentError, Option } from 'commander'
import { makePreview } from '@/lib/db/events/event-preview'
import { eachOfSource } from '@/lib/db/events/event-sources'
import { saveEventsTold } from '@/lib/db/events/events'
import { loadAtlas } from '@/lib/db/ground/grids'
import type { Viewer } from '@/lib/domain/access'
import { Crs, type EventIn } from '@/lib/domain/event'
import { beginning, datumDoubt } from '@/lib/sources/feed/datum-doubt'
import { makeCodes } from '@/lib/sources/feed/feed-codes'
import { makeRowMapper, parseFields } from '@/lib/sources/feed/feed-mapping'
import { sendAsOf } from '@/lib/sources/feed/send-as-of'
import { zoneReader } from '@/lib/sources/feed/zone'
import { ENCODINGS, type Encoding } from '@/lib/sources/tables/encoding'
import { openTable } from '@/lib/sources/tables/table'
import { readPairs, readSource, readZone } from './feed-options'
import { type FeedProfile, proposeMapping, readProfile, saveProfile } from './feed-profile'
import { openRejects } from './rejects-file'
import { emptyTally, type RefusedRow, reconcile, rejectedIn, replayRows } from './replay-run'
import { Failure, needOne, type Shell } from './shell'

/** The operator at the command line is trusted: who reaches the database needs no token. */
const OPERATOR: Viewer = { id: 'cli', name: 'gridsight', role: 'administrator', scope: { kind: 'grids', prefixes: [''] } }
const SHOWN = 20

type ImportOptions = {
  map?: string
  types?: Record<string, string>
  source?: string
  zone?: string
  crs?: Crs
  encoding?: Encoding
  sheet?: string
  headerRow?: number
  saveMap?: string
  asOf?: number
  rejects?: string
  acceptWarnings?: boolean
  dryRun?: boolean
}

/** Adds `gridsight events import`. */
export function addImport(events: Command, shell: Shell): void {
  events
    .command('import')
    .description('save the events of a file; each counts as received when it says it changed (updatedAt, or occurredAt)')
    .argument('<file>', 'CSV (also .gz; - is standard input) or XLSX, with a header')
    .option('--map <fields>', 'field=column, with commas between; or a JSON file; or the name of a saved mapping. Without it, one is proposed')
    .option('--types <pairs>', 'what texts of the type column mean: 噪音扰民=0501,占道=0502 (names of types are known)', readPairs)
    .option('--source <name>', 'name of the system it comes from; with its ids it makes the events’ ids', readSource)
    .option('--zone <zone>', 'time zone of times without an offset (Asia/Shanghai by default)', readZone)
    .addOption(new Option('--crs <crs>', 'coordinate reference system of the positions (WGS84 by default)').choices(Crs.options))
    .addOption(new Option('--encoding <name>', 'of a CSV file (default: UTF-8, or GB18030 where it is not)').choices(ENCODINGS))
    .option('--sheet <name>', 'the sheet of a workbook (default: the first)')
    .option('--header-row <n>', 'the row with the names of the columns (default: the first that has all of them)', readRow)
    .option('--save-map <name>', 'keep the mapping and these options under a name, for --map', readName)
    .option('--as-of <time>', 'when the export was made: rows that say something else than before, and have no updatedAt, are updates of then')
    .option('--rejects <file>', 'write every rejected row with its reason to this CSV file')
    .option('--accept-warnings', 'go on although the positions seem to be of another datum')
    .option('--dry-run', 'read, check and compare everything, and change nothing')
    .action((file: string, { asOf, ...options }: Omit<ImportOptions, 'asOf'> & { asOf?: string }) => importEvents(shell, file, options, asOf))
}

async function importEvents(shell: Shell, file: string, options: ImportOptions, asOfText: string | undefined): Promise<void> {
  if (options.map === undefined) throw new Failure(await proposal(file, options), 2)
  const map = options.map
  await shell.withDatabase(async () => {
    const profile = merge(await readProfile(map), options)
    const { source, zone = 'Asia/Shanghai', encoding, sheet, headerRow } = profile
    if (source === undefined) throw new Failure('The events need the name of the system they come from: add --source NAME.', 2)
    const asOf = asOfText === undefined ? null : zoneReader(zone)(asOfText)
    if (asOfText !== undefined && asOf === null) throw new Failure(`"${asOfText}" is no time: write --as-of "2026-11-24 08:00".`, 2)
    const mapping = parseFields(Object.entries(profile.fields), { idOptional: true })
    const feed = await openTable(file, [...mapping.values()], { encoding, sheet, headerRow })
    const atlas = await loadAtlas()
    const reading = { mapping, source, readTime: zoneReader(zone), crs: profile.crs, codeOf: makeCodes(atlas, profile.types) }
    const { head, rows } = await beginning(feed.rows)
    const doubted = datumDoubt(head, makeRowMapper(reading), atlas)
    const doubt = doubted && `${doubted.says}: convert them by --crs ${doubted.crs}, or go on by --accept-warnings`
    if (doubt && !options.acceptWarnings) throw new Failure(`${file}: ${doubt}. Nothing was changed.`)
    if (doubt) shell.note(`${doubt}.`)

    const ids = new Set<string>()
    const refused: RefusedRow[] = []
    const rejects = options.rejects === undefined ? null : await openRejects(options.rejects, file, feed.header)
    const preview = options.dryRun ? makePreview() : null
    const send = (events: readonly EventIn[], at: readonly number[]) => {
      const now = Date.now()
      const receivedAt = at.map((ms) => Math.min(ms, now))
      return preview ? preview(events, { now, receivedAt }) : saveEventsTold(events, { viewer: OPERATOR, now, receivedAt, trusted: true })
    }
    const mapRow = makeRowMapper(reading)
    const tally = await replayRows({
      rows,
      mapRow(values) {
        const mapped = mapRow(values)
        const id = mapped.event?.id ?? mapped.id
        if (id !== undefined) ids.add(id)
        return mapped
      },
      done: emptyTally(),
      inFlight: preview ? 1 : 2,
      save: (events, at) => (asOf === null ? send(events, at) : sendAsOf(send, events, at, asOf)),
      onRefused(row, values) {
        if (refused.length < SHOWN) refused.push(row)
        rejects?.add(row, values)
      },
      onDone: () => shell.progress(feed.read(), feed.size),
    }).finally(() => rejects?.close())

    const missing = await missingFrom(source, ids)
    if (options.saveMap !== undefined && !preview) await saveProfile(options.saveMap, profile)
    const { balanced, sentence } = reconcile(tally)
    const conflicts = tally.rejected.conflict ?? 0
    const lines = [
      sentence,
      ...refused.sort((a, b) => a.line - b.line).map((row) => `  line ${row.line}${row.id ? ` (${row.id})` : ''}: ${row.code}, ${row.message}`),
      rejectedIn(tally) > refused.length ? `  … and ${rejectedIn(tally) - refused.length} more` : '',
      options.rejects !== undefined && rejectedIn(tally) > 0 ? `The rejected rows are in ${options.rejects}.` : '',
      conflicts > 0 && asOf === null
        ? `${conflicts} rows say something else than before and not when it changed: --as-of TIME takes them as updates of the time the export was made.`
        : '',
      missing.total > 0
        ? `${missing.total} events of ${source} are in the system and not in this file, ${missing.open} of them not handled${missing.some.length > 0 ? `: ${missing.some.join(', ')}${missing.total > missing.some.length ? ', …' : ''}` : ''}.`
        : '',
      options.saveMap !== undefined ? (preview ? 'The mapping was not saved.' : `The mapping is saved: --map ${options.saveMap}.`) : '',
      preview ? 'Nothing was changed.' : '',
    ]
    shell.tell(lines.filter(Boolean).join('\n'), { ...tally, balanced, refused, missing, dryRun: preview !== null })
    needOne(tally.messages, tally.messages - rejectedIn(tally))
  })
}

function merge(profile: FeedProfile, { source, zone, crs, encoding, sheet, headerRow, types }: ImportOptions): FeedProfile {
  const given = Object.fromEntries(Object.entries({ source, zone, crs, encoding, sheet, headerRow }).filter(([, value]) => value !== undefined))
  const both = { ...profile.types, ...types }
  return { ...profile, ...given, ...(Object.keys(both).length > 0 ? { types: both } : {}) }
}

/** What to do when nothing says which column holds what. */
async function proposal(file: string, { encoding, sheet, headerRow }: ImportOptions): Promise<string> {
  const { header } = await openTable(file, [], { encoding, sheet, headerRow })
  const columns = header.filter((name) => name !== '').join(', ')
  const proposed = proposeMapping(header)
  const how = proposed ? `perhaps it is --map "${proposed}"` : 'write --map field=column,… (--help names the fields)'
  return `Which column holds what? ${file} has ${columns}; ${how}.`
}

type Missing = { total: number; open: number; some: string[] }

/** Events of the source that the file does not name: withdrawn there, or outside what was exported. */
async function missingFrom(source: string, ids: ReadonlySet<string>): Promise<Missing> {
  const missing: Missing = { total: 0, open: 0, some: [] }
  await eachOfSource(source, ({ id, externalId, handled }) => {
    if (ids.has(id)) return
    missing.total++
    if (!handled) missing.open++
    if (missing.some.length < 5) missing.some.push(externalId ?? id)
  })
  return missing
}

function readRow(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('the number of a row is needed, 1 or more.')
  return Number(text)
}

function readName(text: string): string {
  if (!/^[^=,/\\\s.]{1,64}$/.test(text)) throw new InvalidArgumentError('a name of at most 64 letters, digits and dashes is needed.')
  return text
}
