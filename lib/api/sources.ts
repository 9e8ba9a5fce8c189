import { keepPart } from '@/lib/db/sources/files'
import { askRun, listRuns, NO_EXAMPLES, readRun } from '@/lib/db/sources/runs'
import { addSource, changeSource, listSources, readSource } from '@/lib/db/sources/sources'
import { doerOf } from '@/lib/db/sources/stored'
import type { Viewer } from '@/lib/domain/access'
import { Problem } from '@/lib/domain/problem'
import { SOURCE_PART_BYTES, sourceRoutes } from '@/lib/domain/routes/sources'
import { type SourceIn, type SourceRow, settingFault } from '@/lib/domain/source'
import { FileError } from '@/lib/sources/file-error'
import { previewSource } from '@/lib/sources/preview'
import { filePlaces } from '@/lib/sources/source-file'
import { readBytes } from './body'
import { auditRead, needPeople } from './people-access'
import { changeReported, giveReported } from './reported'
import { inBudget } from './request'
import { type Served, serveViewer } from './route'
import { mayChangeSources as mayChange, needKeeper, needReader } from './source-access'
import { giveCommunities, giveRows } from './source-lists'

async function one(id: string, viewer: Viewer): Promise<SourceRow> {
  const [source] = await listSources(id)
  if (!source) throw new Problem('not_found', 'There is no such source.')
  return shownTo(viewer, source)
}

/** An address may hold a key: of it only the host is told to those who change nothing. */
const shownTo = (viewer: Viewer, source: SourceRow): SourceRow =>
  source.place.kind !== 'http' || mayChange(viewer) ? source : { ...source, place: { ...source.place, url: new URL(source.place.url).origin } }

const WRONG = { unfit: 'is none of this subject', missing: 'names no column', unknown: 'is no field of this subject' } as const

/** Throws Problem('invalid') where a source could not be read as it is set up. */
function checkSource(source: SourceIn): void {
  const wrong = settingFault(source)
  if (!wrong) return
  const { name, fault } = wrong
  throw new Problem('invalid', `${name} ${WRONG[fault]}.`, { errors: [{ name, message: fault }] })
}

/** Sources of people, households, units and events: the registry, files, runs, and what they and we have of each other. */
export const sourcesServed: readonly Served[] = [
  serveViewer(sourceRoutes.list, async ({ viewer }) => {
    needReader(viewer)
    return {
      sources: (await listSources()).map((source) => shownTo(viewer, source)),
      mayChange: mayChange(viewer),
      folders: filePlaces().folder !== null,
    }
  }),
  serveViewer(sourceRoutes.add, async (call) => {
    await needKeeper(call, 'source.added')
    const source = await call.body()
    checkSource(source)
    return one(await addSource(source, doerOf(call.viewer, call.address)), call.viewer)
  }),
  serveViewer(sourceRoutes.one, ({ viewer, params }) => {
    needReader(viewer)
    return one(params().id, viewer)
  }),
  serveViewer(sourceRoutes.change, async (call) => {
    await needKeeper(call, 'source.changed')
    const { id } = call.params()
    const { expectedRevision, ...source } = await call.body()
    checkSource(source)
    await changeSource(id, source, expectedRevision, doerOf(call.viewer, call.address))
    return one(id, call.viewer)
  }),
  serveViewer(sourceRoutes.sendFile, async (call) => {
    await needKeeper(call, 'source.file_sent')
    const { id: source } = await readSource(call.params().id)
    const { last, ...sent } = call.query()
    const bytes = await readBytes(call.request, { limit: SOURCE_PART_BYTES })
    await keepPart({ source, ...sent, last: last === 'true', bytes }, doerOf(call.viewer, call.address))
  }),
  serveViewer(sourceRoutes.preview, async (call) => {
    await needKeeper(call, 'source.changed')
    needPeople(call.viewer)
    const source = await readSource(call.params().id)
    await auditRead(call, { kind: 'source', id: source.id }, { list: 'sourceFile' })
    return inBudget('read', call, () =>
      previewSource(source, { signal: call.request.signal }).catch((error: unknown) => {
        throw error instanceof FileError ? new Problem('unavailable', error.message) : error
      }),
    )
  }),
  serveViewer(sourceRoutes.runs, async ({ viewer, params }) => {
    needReader(viewer)
    const { id } = await readSource(params().id)
    return { runs: await listRuns(id) }
  }),
  serveViewer(sourceRoutes.ask, async (call) => {
    await needKeeper(call, 'source.run')
    const source = await readSource(call.params().id)
    return askRun(source, await call.body(), doerOf(call.viewer, call.address))
  }),
  serveViewer(sourceRoutes.run, async ({ viewer, params }) => {
    needReader(viewer)
    const { id, run } = params()
    const detail = await readRun(id, run)
    // rows of the whole county: who looks after a part of it finds theirs in the lists
    return mayChange(viewer) ? detail : { ...detail, examples: NO_EXAMPLES, rejects: [] }
  }),
  serveViewer(sourceRoutes.communities, giveCommunities),
  serveViewer(sourceRoutes.rows, giveRows),
  serveViewer(sourceRoutes.reported, giveReported),
  serveViewer(sourceRoutes.changeReported, changeReported),
]
