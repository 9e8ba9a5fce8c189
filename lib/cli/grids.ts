import { writeFile } from 'node:fs/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { saveGrids } from '@/lib/db/ground/grids'
import { tessellate } from '@/lib/demo/tessellate'
import { type Place, placeAround, placeOfBoundary } from '@/lib/demo/tessellate-place'
import type { NewGrid } from '@/lib/domain/grid'
import { readBoundary, readPoints } from './geo-files'
import { addImport, type GridsShell, sentenceOf } from './grids-import'

/** `gridsight grids import|generate` (网格): puts the grids of a file, or generated ones, in the place of those that hold. */
export function gridsCommand(shell: GridsShell): Command {
  const grids = new Command('grids').description('import or generate the grids (网格)')
  addImport(grids, shell)
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
      const place = await placeFor(shell, options, command)
      const made = tessellate({ place, count, seed, codePrefix: prefix })
      if (!out) return save(shell, made, { demo: true, sourceCrs: 'EPSG:4326' })
      await writeFile(out, `${JSON.stringify(toGeoJson(made))}\n`)
      shell.tell(`${made.length} grids written to ${out}.`, { grids: made.length, file: out })
    })
  return grids
}

type GenerateOptions = { around?: string; boundary?: string; count: number; lon: string; lat: string; seed: number; prefix: string; out?: string }

async function placeFor(shell: GridsShell, { around, boundary, lon, lat, seed }: GenerateOptions, command: Command): Promise<Place> {
  if (boundary !== undefined) return placeOfBoundary(await readBoundary(boundary))
  if (around === undefined) return command.error("error: one of the options '--around <file>' and '--boundary <file>' is needed", { exitCode: 2 })
  const { points, refused } = await readPoints(around, { lon, lat })
  if (refused.length > 0) shell.note(`${refused.length} rows of ${around} were passed over, such as ${refused[0]}.`)
  return placeAround(points, seed)
}

async function save(shell: GridsShell, grids: NewGrid[], options: { demo: boolean; sourceCrs: string }): Promise<void> {
  const saved = await shell.withDatabase(() => saveGrids(grids, { ...options, now: Date.now(), onProgress: shell.progress }))
  shell.tell(sentenceOf(saved), saved)
}

function toGeoJson(grids: readonly NewGrid[]) {
  const features = grids.map(({ geometry, ...properties }) => ({ type: 'Feature', geometry, properties: { ...properties, demo: true } }))
  return { type: 'FeatureCollection', features }
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
