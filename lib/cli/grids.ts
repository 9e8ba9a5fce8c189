import { writeFile } from 'node:fs/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { type SavedGrids, saveGrids } from '@/lib/db/grids'
import { tessellate } from '@/lib/demo/tessellate'
import { type Place, placeAround, placeOfBoundary } from '@/lib/demo/tessellate-place'
import { Crs } from '@/lib/domain/event'
import type { NewGrid } from '@/lib/domain/grid'
import { readBoundary, readPoints } from './geo-files'
import { GRID_FIELDS, type GridField, type GridProperties, readGridFile } from './grid-file'

/** What the commands need from the shell around them. */
export type GridsShell = {
  /** runs work with the database open */
  withDatabase<T>(work: () => Promise<T>): Promise<T>
  /** tells the outcome: the sentence to people, the data to machines (`--json`) */
  tell(sentence: string, data: unknown): void
  /** how far a long job is; may be called often */
  progress(done: number, total: number): void
}

/** `gridsight grids import|generate` (网格): puts the grids of a file, or generated ones, in the place of those that hold. */
export function gridsCommand(shell: GridsShell): Command {
  const grids = new Command('grids').description('import or generate the grids (网格)')
  grids
    .command('import')
    .description('take the grids of a GeoJSON file, in the place of those that hold now')
    .argument('<file>', 'GeoJSON with code, name, level, parentCode and households as properties, as GET /api/grids answers')
    .option('--map <fields>', 'other names of properties: code=网格编码,name=网格名称', parseMap, plainProperties)
    .addOption(new Option('--crs <crs>', 'coordinate reference system of the file').choices(Crs.options).default('WGS84'))
    .option('--demo', 'boundaries made by a program, to be labelled so')
    .action(async (file: string, options: { map: GridProperties; crs: Crs; demo?: boolean }) => {
      const read = await readGridFile(file, options.map, options.crs)
      const sourceCrs = options.crs === 'WGS84' ? 'EPSG:4326' : options.crs === 'CGCS2000' ? 'EPSG:4490' : options.crs
      await save(shell, read, { demo: options.demo === true, sourceCrs })
    })

  grids
    .command('generate')
    .description('generate grids of four levels around points or within a boundary')
    .addOption(new Option('--around <file>', 'CSV or GeoJSON of points: cells are small where they are dense').conflicts('boundary'))
    .option('--boundary <file>', 'GeoJSON of an area that the grids fill')
    .option('--count <n>', 'grids of all levels together', wholeNumber(10, 20_000), 345)
    .option('--lon <column>', 'column of the longitude', 'lon')
    .option('--lat <column>', 'column of the latitude', 'lat')
    .option('--seed <n>', 'another seed gives other borders', wholeNumber(0, 2 ** 31), 1)
    .option('--prefix <code>', 'six digits that all codes begin with', sixDigits, '990000')
    .option('--out <file>', 'write GeoJSON to this file instead of saving the grids')
    .action(async (options: GenerateOptions, command: Command) => {
      const { count, seed, prefix, out } = options
      const place = await placeFor(options, command)
      const made = tessellate({ place, count, seed, codePrefix: prefix })
      if (!out) return save(shell, made, { demo: true, sourceCrs: 'EPSG:4326' })
      await writeFile(out, `${JSON.stringify(toGeoJson(made))}\n`)
      shell.tell(`${made.length} grids written to ${out}.`, { grids: made.length, file: out })
    })
  return grids
}

type GenerateOptions = { around?: string; boundary?: string; count: number; lon: string; lat: string; seed: number; prefix: string; out?: string }

async function placeFor({ around, boundary, lon, lat, seed }: GenerateOptions, command: Command): Promise<Place> {
  if (boundary !== undefined) return placeOfBoundary(await readBoundary(boundary))
  if (around === undefined) return command.error("error: one of the options '--around <file>' and '--boundary <file>' is needed", { exitCode: 2 })
  return placeAround((await readPoints(around, { lon, lat })).points, seed)
}

async function save(shell: GridsShell, grids: NewGrid[], options: { demo: boolean; sourceCrs: string }): Promise<void> {
  const saved = await shell.withDatabase(() => saveGrids(grids, { ...options, now: Date.now(), onProgress: shell.progress }))
  shell.tell(sentenceOf(saved), saved)
}

function sentenceOf({ grids, mended, reassigned, outside, orphaned }: SavedGrids): string {
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

function toGeoJson(grids: readonly NewGrid[]) {
  const features = grids.map(({ geometry, ...properties }) => ({ type: 'Feature', geometry, properties: { ...properties, demo: true } }))
  return { type: 'FeatureCollection', features }
}

const plainProperties: GridProperties = { code: 'code', name: 'name', level: 'level', parentCode: 'parentCode', households: 'households' }
const isField = (name: string): name is GridField => GRID_FIELDS.some((field) => field === name)

function parseMap(text: string): GridProperties {
  const properties = { ...plainProperties }
  for (const part of text.split(',')) {
    const [field = '', property = ''] = part.split(/=(.*)/s).map((s) => s.trim())
    if (!isField(field) || property === '') throw new InvalidArgumentError(`write field=property, with the fields ${GRID_FIELDS.join(', ')}.`)
    properties[field] = property
  }
  return properties
}

function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < low || value > high) throw new InvalidArgumentError(`a whole number from ${low} to ${high} is needed.`)
    return value
  }
}

function sixDigits(text: string): string {
  if (!/^\d{6}$/.test(text)) throw new InvalidArgumentError('six digits are needed.')
  return text
}
