import path from 'node:path'
import { Command, Option } from 'commander'
import { writeAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { loadAtlas } from '@/lib/db/ground/grids'
import { removeDemoPlaces, savePlaces } from '@/lib/db/places/places'
import { Crs } from '@/lib/domain/event-parts'
import type { NewPlace } from '@/lib/domain/place'
import { isPlaceFault, type PlaceFault, readPlaceRow } from '@/lib/domain/place-row'
import { ENCODINGS, type Encoding } from '@/lib/sources/tables/encoding'
import { cliActor } from './actor'
import { readSource } from './feed-options'
import { openPlaceFile } from './place-file'
import { openRejects } from './rejects-file'
import type { Shell } from './shell'

type Options = { source: string; crs: Crs; encoding?: Encoding; sheet?: string; rejects?: string; dryRun?: boolean }
type Refused = { line: number; column: string; code: PlaceFault['code'] | 'twice'; message: string }

const SHOWN = 20
const BATCH = 500

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
    const { header, rows } = await openPlaceFile(file, { crs, encoding, sheet })
    const rejects = rejectsTo === undefined ? null : openRejects(rejectsTo, header)
    const atlas = await loadAtlas()
    const [taken, refused, seen]: [(NewPlace & { grid: string })[], Refused[], Set<string>] = [[], [], new Set()]
    let read = 0
    for await (const { line, values, reading } of rows) {
      read++
      const place = readPlaceRow(reading)
      const grid = isPlaceFault(place) ? undefined : atlas.byId.get(atlas.locate(place.position) ?? 0)?.code
      const fault = faultOf(place, grid, seen, reading.columns)
      if (fault === null && !isPlaceFault(place) && grid !== undefined) {
        seen.add(place.externalId)
        taken.push({ ...place, grid })
        continue
      }
      if (fault === null) continue
      refused.push({ line, ...fault })
      rejects?.add({ line, code: fault.code, message: `${fault.column}: ${fault.message}`, id: undefined }, values)
    }
    await rejects?.close()
    const saved = { added: 0, updated: 0, unchanged: 0 }
    for (let from = 0; from < taken.length; from += BATCH) {
      const part = await savePlaces(taken.slice(from, from + BATCH), { source, dryRun })
      saved.added += part.added
      saved.updated += part.updated
      saved.unchanged += part.unchanged
    }
    const counts = { read, taken: taken.length, rejected: refused.length, ...saved }
    if (!dryRun) {
      const object = { kind: 'source', id: source }
      await writeAudit(pool(), { actor: cliActor(), action: 'places.imported', object, detail: { file: path.basename(file), ...counts } })
    }
    const lines = [
      `${read} rows read, ${taken.length} taken (${saved.added} places new, ${saved.updated} changed, ${saved.unchanged} as before), ${refused.length} rejected.`,
      ...refused.slice(0, SHOWN).map(({ line, column, code, message }) => `  line ${line}, column ${column}: ${code}, ${message}`),
      refused.length > SHOWN ? `  … and ${refused.length - SHOWN} more` : '',
      rejectsTo !== undefined && refused.length > 0 ? `The rejected rows are in ${rejectsTo}.` : '',
      dryRun ? 'Nothing was changed.' : '',
    ]
    shell.tell(lines.filter(Boolean).join('\n'), { source, ...counts, refused, dryRun })
  })
}

function faultOf(place: NewPlace | PlaceFault, grid: string | undefined, seen: ReadonlySet<string>, columns: { lon?: string; externalId?: string }) {
  if (isPlaceFault(place)) return place
  if (seen.has(place.externalId))
    return { column: columns.externalId ?? 'externalId', code: 'twice' as const, message: 'an earlier row is the same place' }
  if (grid === undefined) return { column: columns.lon ?? 'lon', code: 'outside_area' as const, message: 'lies in no grid' }
  return null
}
