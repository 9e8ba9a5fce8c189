import { Command, InvalidArgumentError, Option } from 'commander'
import { readGrids } from '@/lib/db/ground/grids'
import { saveRoads } from '@/lib/db/ground/roads'
import { boundsOf } from '@/lib/domain/atlas'
import type { Bounds } from '@/lib/domain/position'
import type { Road } from '@/lib/domain/road'
import { ENCODINGS, type Encoding } from '@/lib/sources/tables/encoding'
import { CRS_HELP, crsOf, type SourceCrs } from './areas/crs'
import { readRoadFile } from './road-file'
import { Failure, type Shell } from './shell'

type RoadsShell = Pick<Shell, 'withDatabase' | 'tell'>
type Options = { nameField?: string; gradeField?: string; crs?: SourceCrs; encoding?: Encoding; wktField?: string; sheet?: string; dryRun?: boolean }

/** Lines left out that are named. */
const SHOWN = 10

/** `gridsight roads import` (道路): streets with names, by which places are found on the small maps. */
export function roadsCommand(shell: RoadsShell): Command {
  const roads = new Command('roads').description('the streets (道路) of the small maps')
  roads
    .command('import')
    .description('take the streets of a file of lines with names, in the place of those that there are; nothing is changed unless all is well')
    .argument('<file>', 'GeoJSON, a shapefile (zip with .shp, .dbf, .prj), KML, KMZ, or CSV and XLSX with WKT')
    .option('--name-field <name>', 'the property with the name of a street (default: one of the usual names)')
    .option('--grade-field <name>', 'the property that says how large it is: 主干路, 次干路, 支路, 巷, or the words of OpenStreetMap')
    .option('--crs <crs>', `the system of the coordinates, where the file does not say it or says it wrongly: ${CRS_HELP}`, readCrs)
    .addOption(new Option('--encoding <name>', 'of the texts (default: found out)').choices(ENCODINGS))
    .option('--wkt-field <name>', 'the column with the lines, of a table')
    .option('--sheet <name>', 'the sheet of a workbook (default: the first)')
    .option('--dry-run', 'read and check, and change nothing')
    .action((file: string, options: Options) => importRoads(shell, file, options))
  return roads
}

async function importRoads(shell: RoadsShell, file: string, options: Options): Promise<void> {
  const { nameField, gradeField, crs, encoding, wktField, sheet, dryRun } = options
  const fields = { ...(nameField === undefined ? {} : { name: nameField }), ...(gradeField === undefined ? {} : { grade: gradeField }) }
  const { roads, lines, unnamed, left, notes } = await readRoadFile(file, { fields, crs, encoding, wktField, sheet })
  await shell.withDatabase(async () => {
    const county = boundsOf(await readGrids())
    const near = county ? roads.filter((road) => meets(road, county)) : roads
    if (near.length === 0)
      throw new Failure(`No street of ${file} comes near the grids: is it of another county, or in another system (--crs)? Nothing was changed.`, 2)
    const said = [
      ...left.slice(0, SHOWN).map(({ place, message }) => `${place} ${message}, and was left out`),
      ...(left.length > SHOWN ? [`… and ${left.length - SHOWN} more were left out`] : []),
      ...notes,
    ]
    const kept = `${near.length} streets of ${lines - unnamed} lines`
    const passed = `passed over: ${unnamed} lines without a name, ${roads.length - near.length} streets away from the grids`
    const facts = { roads: near.length, lines, unnamed, away: roads.length - near.length, left, notes }
    if (dryRun) return shell.tell([...said, `${kept} would be there; ${passed}. Nothing was changed.`].join('\n'), facts)
    const { removed } = await saveRoads(near)
    shell.tell([...said, `${kept} are there now, in the place of ${removed}; ${passed}.`].join('\n'), { ...facts, removed })
  })
}

/** Does a street touch the box of the county? */
const meets = ({ lines }: Road, [west, south, east, north]: Bounds) =>
  lines.some((line) => line.some(([x, y]) => x >= west && x <= east && y >= south && y <= north))

function readCrs(text: string): SourceCrs {
  const crs = crsOf(text)
  if (!crs) throw new InvalidArgumentError(`it is none that can be converted exactly; there are ${CRS_HELP}.`)
  return crs
}
