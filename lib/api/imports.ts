import { needOrganiser } from '@/lib/db/units/unit-change'
import { actorOf } from '@/lib/domain/audit'
import { IMPORT_BYTES, type ImportCounts, type ImportOutcome, REFUSED_TOLD, type RefusedRow } from '@/lib/domain/import-outcome'
import { mayEditPlace } from '@/lib/domain/place'
import { Problem } from '@/lib/domain/problem'
import { importRoutes } from '@/lib/domain/routes/imports'
import { FileError } from '@/lib/sources/file-error'
import { openPlaceFile } from '@/lib/sources/place-file'
import { importPlaces } from '@/lib/sources/places-import'
import { withSentFile } from '@/lib/sources/sent-file'
import { openTable } from '@/lib/sources/tables/table'
import { columnsOf } from '@/lib/sources/unit-file'
import { importUnits } from '@/lib/sources/units-import'
import { readBytes } from './body'
import { needPeople } from './people-access'
import { type Call, inBudget } from './request'
import { type CallOf, type Served, serveViewer } from './route'
import { needUnits } from './units-overview'

/** Rows in a transaction: the embedded engine has one session, for which everybody else waits. */
const BATCH = 200
const TABLE = /\.(csv|tsv|txt|xlsx)$/i
const PLACES = /\.(csv|tsv|txt|xlsx|json|geojson)$/i

type Sent = { name: string; dry: 'true' | 'false' }
type Refuse = (row: RefusedRow) => void

/**
 * Takes a file of a call in its turn: nothing of it is read before that. Throws Problem `invalid` for a file that cannot be used, which says why, and what
 * `readBytes` throws.
 */
function take(
  call: Call,
  { name, dry }: Sent,
  endings: RegExp,
  work: (file: string, refuse: Refuse) => Promise<ImportCounts>,
): Promise<ImportOutcome> {
  if (!endings.test(name)) throw unusable(`${name} is of no kind that is read here.`)
  return inBudget('write', call, async () => {
    const bytes = await readBytes(call.request, { limit: IMPORT_BYTES })
    const refused: RefusedRow[] = []
    const keep = (row: RefusedRow) => {
      if (refused.length < REFUSED_TOLD) refused.push(row)
    }
    try {
      const counts = await withSentFile({ name, bytes }, (file) => work(file, keep))
      return { ...counts, dry: dry === 'true', refused }
    } catch (error) {
      throw error instanceof FileError ? unusable(error.message) : error
    }
  })
}

const unusable = (message: string) => new Problem('invalid', message, { errors: [{ name: 'file', message }] })

async function importUnitFile(call: CallOf<typeof importRoutes.units>): Promise<ImportOutcome> {
  const { viewer, address } = call
  needUnits(viewer)
  needOrganiser(viewer)
  needPeople(viewer)
  const { kind, source, ...sent } = call.query()
  return take(call, sent, TABLE, async (file, onRefused) => {
    const { columns, missing } = columnsOf(kind, (await openTable(file, [])).header)
    if (missing.length > 0) throw new FileError(`${sent.name} has no column ${missing.join(', ')}.`)
    return importUnits({
      ...{ kind, file: sent.name, table: await openTable(file, [...columns.values()]), columns, source, dryRun: sent.dry === 'true' },
      ...{ now: Date.now(), batch: BATCH, by: { actor: actorOf(viewer), address } },
      viewer,
      onRefused,
    })
  })
}

async function importPlaceFile(call: CallOf<typeof importRoutes.places>): Promise<ImportOutcome> {
  const { viewer, address } = call
  const [own = ''] = viewer.scope.kind === 'grids' ? viewer.scope.prefixes : []
  if (!mayEditPlace(viewer, own)) throw new Problem('forbidden', 'Places are made and changed by dispatchers and administrators of their area.')
  const { source, crs, ...sent } = call.query()
  return take(call, sent, PLACES, async (file, onRefused) =>
    importPlaces({
      ...{ name: sent.name, file: await openPlaceFile(file, { crs }), source, dryRun: sent.dry === 'true' },
      by: { actor: actorOf(viewer), address },
      mayKeep: (grid) => mayEditPlace(viewer, grid),
      onRefused,
    }),
  )
}

/** Files of units and places that are sent whole. */
export const importsServed: readonly Served[] = [serveViewer(importRoutes.units, importUnitFile), serveViewer(importRoutes.places, importPlaceFile)]
