import { writeFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type SavedGrids, saveGrids } from '@/lib/db/ground/grids'
import { GridLevel } from '@/lib/domain/grid'
import { ENCODINGS, type Encoding } from '@/lib/sources/tables/encoding'
import { CRS_HELP, crsOf, type SourceCrs } from './areas/crs'
import { readBoundary } from './geo-files'
import { GRID_FIELDS, type GridField, type GridFinding, type GridReading, readGridFiles } from './grid-file'
import { checkImport, lineOf, sliversNote } from './grid-import'
import { Failure } from './shell'

/** What the commands need from the shell around them. */
export type GridsShell = {
  /** runs work with the database open */
  withDatabase<T>(work: () => Promise<T>): Promise<T>
  /** tells the outcome: the sentence to people, the data to machines (`--json`) */
  tell(sentence: string, data: unknown): void
  /** a remark beside the outcome */
  note(sentence: string): void
  /** how far a long job is; may be called often */
  progress(done: number, total: number): void
}

/** Findings shown; all of them are in the JSON and in the file of `--findings`. */
const SHOWN = 50

/** Adds `gridsight grids import`. */
export function addImport(grids: Command, shell: GridsShell): void {
  grids
    .command('import')
    .description('take the grids of files, in the place of those that hold now; nothing is changed unless all is well')
    .argument('<files...>', 'GeoJSON, a shapefile (zip with .shp, .dbf, .prj), KML, KMZ, or CSV and XLSX with WKT; several are taken together')
    .option('--code-field <name>', 'the property with the code of a grid (default: one of the usual names)')
    .option('--name-field <name>', 'the property with its name')
    .option('--level-field <name>', 'the property with its level, 1 to 4 or 大 中 小 子 (default: by the length of the code)')
    .option('--parent-field <name>', 'the property with the code of its parent (default: the code without its last three digits)')
    .option('--households-field <name>', 'the property with its number of households')
    .option('--map <fields>', 'the same in one: code=网格编码,name=网格名称', parseMap)
    .addOption(new Option('--level <n>', 'all features of the file are of this level').choices(['1', '2', '3', '4']))
    .option('--crs <crs>', `the system of the coordinates, where the file does not say it or says it wrongly: ${CRS_HELP}`, readCrs)
    .addOption(new Option('--encoding <name>', 'of the texts (default: found out)').choices(ENCODINGS))
    .option('--wkt-field <name>', 'the column with the shapes, of a table')
    .option('--sheet <name>', 'the sheet of a workbook (default: the first)')
    .option('--within <code>', 'replace only the grids at and below this code; the file holds all of these')
    .option('--known-area <file>', 'GeoJSON in WGS84 of the area the grids should lie in: finds a wrong datum')
    .option('--findings <file>', 'write what was found as GeoJSON points, to look at on a map')
    .option('--accept-warnings', 'go on in spite of warnings; errors are never passed over')
    .option('--dry-run', 'check and compare, and change nothing')
    .option('--demo', 'boundaries made by a program, to be labelled so')
    .action((files: string[], options: ImportOptions) => importGrids(shell, files, options))
}

type ImportOptions = Partial<Record<'codeField' | 'nameField' | 'levelField' | 'parentField' | 'householdsField', string>> & {
  map?: GridReading['fields']
  level?: string
  crs?: SourceCrs
  encoding?: Encoding
  wktField?: string
  sheet?: string
  within?: string
  knownArea?: string
  findings?: string
  acceptWarnings?: boolean
  dryRun?: boolean
  demo?: boolean
}

async function importGrids(shell: GridsShell, files: readonly string[], options: ImportOptions): Promise<void> {
  const { codeField, nameField, levelField, parentField, householdsField, map, level, crs, encoding, wktField, sheet, within, demo = false } = options
  const flags = { code: codeField, name: nameField, level: levelField, parentCode: parentField, households: householdsField }
  const fields = { ...map, ...Object.fromEntries(Object.entries(flags).filter(([, name]) => name !== undefined)) }
  const reading: GridReading = { fields, level: level === undefined ? undefined : GridLevel.parse(Number(level)), crs, encoding, wktField, sheet }
  const { grids, findings: early, notes } = await readGridFiles(files, reading)
  if (early.length > 0) return refuse(shell, files, early, notes, options)
  const known = options.knownArea === undefined ? undefined : await readBoundary(options.knownArea)

  await shell.withDatabase(async () => {
    const { wanted, findings, differences, slivers } = await checkImport(grids, { demo, within, known, onProgress: shell.progress })
    notes.push(...[sliversNote(slivers)].filter(Boolean))
    const bad = findings.some(({ severity }) => severity === 'error') || (findings.length > 0 && !options.acceptWarnings)
    if (bad) return refuse(shell, files, findings, notes, options)
    await writeFindings(options.findings, findings)
    const said = [...findings.map(lineOf).slice(0, SHOWN), ...notes]
    const { added, renamed, reshaped, ended, kept } = differences
    const changes = `${added.length} new, ${reshaped.length} with another shape, ${renamed.length} with another name or number of households, ${ended.length} ended, ${kept} as before`
    if (options.dryRun)
      return shell.tell([...said, `${wanted.length} grids would hold: ${changes}. Nothing was changed.`].join('\n'), {
        grids: wanted.length,
        differences,
        findings,
        notes,
      })
    const saved = await saveGrids(wanted, { demo, now: Date.now(), onProgress: shell.progress })
    shell.tell([...said, `${changes}.`, sentenceOf(saved)].join('\n'), { ...saved, differences, findings, notes })
  })
}

/** Tells everything that was found, and fails: nothing was changed. */
async function refuse(
  shell: GridsShell,
  files: readonly string[],
  findings: readonly GridFinding[],
  notes: readonly string[],
  options: ImportOptions,
): Promise<never> {
  await writeFindings(options.findings, findings)
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const lines = [...findings].sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning')).slice(0, SHOWN)
  const more = findings.length - lines.length
  shell.tell([...lines.map(lineOf), ...(more > 0 ? [`… and ${more} more (--findings FILE writes all of them)`] : []), ...notes].join('\n'), {
    findings,
    notes,
  })
  const many = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`
  const found = [errors > 0 ? many(errors, 'error') : '', findings.length > errors ? many(findings.length - errors, 'warning') : '']
    .filter(Boolean)
    .join(' and ')
  const then = errors > 0 ? 'mend the file and try again' : 'mend the file, or take it as it is by --accept-warnings'
  throw new Failure(`${files.join(', ')}: ${found}, so nothing was changed; ${then}.`)
}

async function writeFindings(file: string | undefined, findings: readonly GridFinding[]): Promise<void> {
  if (file === undefined) return
  const features = findings.map(({ position, ...properties }) => ({
    type: 'Feature',
    geometry: position && { type: 'Point', coordinates: position },
    properties,
  }))
  await writeFile(file, `${JSON.stringify({ type: 'FeatureCollection', features })}\n`)
}

const isField = (name: string): name is GridField => GRID_FIELDS.some((field) => field === name)

function parseMap(text: string): GridReading['fields'] {
  const properties: GridReading['fields'] = {}
  for (const part of text.split(',')) {
    const [field = '', property = ''] = part.split(/=(.*)/s).map((s) => s.trim())
    if (!isField(field) || property === '') throw new InvalidArgumentError(`write field=property, with the fields ${GRID_FIELDS.join(', ')}.`)
    properties[field] = property
  }
  return properties
}

function readCrs(text: string): SourceCrs {
  const crs = crsOf(text)
  if (!crs) throw new InvalidArgumentError(`it is none that can be converted exactly; there are ${CRS_HELP}.`)
  return crs
}

/** What a change of grids did, for people. */
export function sentenceOf({ grids, mended, reassigned, outside, orphaned }: SavedGrids): string {
  const lost = orphaned.reduce((sum, o) => sum + o.events, 0)
  return [
    `${grids} grids hold now; ${reassigned} events were placed anew.`,
    mended.length ? `Shapes that PostGIS had to mend: ${mended.join(', ')}.` : '',
    outside ? `${outside} events lie outside all grids and count nowhere until a later change covers them.` : '',
    lost ? `${lost} events name a grid that exists no longer (${orphaned.map((o) => o.code).join(', ')}) and count nowhere until it returns.` : '',
  ]
    .filter(Boolean)
    .join('\n')
}
