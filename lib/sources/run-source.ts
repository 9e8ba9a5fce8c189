import type { Fence } from '@/lib/db/log/leases'
import type { SourceItem } from '@/lib/db/sources/item'
import { countForPlanner, countRecords, findKept, type KeptRecord, leaveRecords, listStanding, writeItems } from '@/lib/db/sources/records'
import { endRun, MAX_ATTEMPTS, NO_EXAMPLES, noteProgress, type RunAtWork, type RunEnd, takeRun } from '@/lib/db/sources/runs'
import { readSource } from '@/lib/db/sources/sources'
import type { StoredSource } from '@/lib/db/sources/stored'
import { maskName } from '@/lib/domain/masking'
import { isProblem } from '@/lib/domain/problem'
import {
  decideRow,
  type ExampleKind,
  leavesTooMany,
  MAX_EXAMPLES,
  MAX_REJECTS,
  mappingFault,
  NO_COUNTS,
  type RunCounts,
  type RunExamples,
  type RunReject,
} from '@/lib/domain/source'
import { subjectRow } from '@/lib/domain/source-subjects'
import { FileError } from './file-error'
import { matchSource } from './match-source'
import { type FilePlaces, type SourceFile, withSourceFile } from './source-file'
import { openSubject } from './subjects'
import type { SubjectRun, Taken } from './subjects/subject'
import { openTable } from './tables/table'

/** What runs are made with. `batch`: rows in a transaction. */
export type RunOptions = {
  fence: Fence
  places: FilePlaces
  batch: number
  now: () => number
  signal?: AbortSignal | undefined
  /** 0 to 1; may be called often */
  onProgress?: ((done: number) => void) | undefined
}

/** Rows in a transaction: the embedded engine has one session, for which everybody else waits. */
export const RUN_BATCH = { embedded: 250, postgresql: 500 } as const
/** Records that are looked through at once for those that have left. */
const LEFT_PAGE = 10_000
const NOTE_MS = 700
/** Changed rows that are kept in memory, some 10 MB. */
const MAX_HELD = 20_000

/** Makes the runs that wait, one after the other; those that a process left behind begin anew, and nothing of them is doubled. */
export async function makeRuns(options: RunOptions): Promise<number> {
  let made = 0
  while (!options.signal?.aborted) {
    const run = await takeRun(options.fence)
    if (!run) break
    await makeRun(run, options)
    made++
  }
  return made
}

async function makeRun(run: RunAtWork, options: RunOptions): Promise<void> {
  const failed = ({ message, failure }: Pick<FileError, 'message' | 'failure'>): RunEnd => ({
    ...{ state: 'failed', counts: null, examples: NO_EXAMPLES, rejects: [] },
    ...{ fault: message, failure },
  })
  if (run.attempt > MAX_ATTEMPTS)
    return endRun(options.fence, run, failed(new FileError('It was begun several times and never came to its end.', 'gave_up')))
  try {
    const source = await readSource(run.source)
    const end = await withSourceFile(source, { key: run.id, places: options.places, signal: options.signal }, (file) =>
      runOnce(source, run, file, options),
    )
    await endRun(options.fence, run, end)
  } catch (error) {
    if (options.signal?.aborted) return // it begins anew elsewhere, or when this process is back
    if (!(error instanceof FileError) && !(error instanceof RangeError) && !(isProblem(error) && error.code === 'invalid')) {
      // whoever holds the lease now makes it; a fault of ours is not told as one of the file
      if (isProblem(error) && error.code === 'conflict') throw error
      await endRun(options.fence, run, failed(new FileError('It failed for a reason that the log of the server tells.', 'internal')))
      throw error
    }
    await endRun(options.fence, run, failed(error instanceof FileError ? error : { message: error.message, failure: null }))
  }
}

/** What was found of the rows: which change something, and what they are counted as. */
class Findings {
  readonly counts: RunCounts = { ...NO_COUNTS }
  readonly examples: RunExamples = { added: [], changed: [], back: [], left: [], above: [] }
  readonly rejects: RunReject[] = []
  /** ids that the file has; the reader fills them in */
  readonly seen = new Set<string>()
  /** those of rows that are refused: what is wrong in a row does not mean that it has left */
  readonly refused = new Set<string>()
  /** numbers of the rows that change something */
  readonly changing = new Set<number>()
  /** those rows themselves, while they are few: then the file need not be read again; null: they were too many */
  held: SourceItem[] | null = []

  constructor(private readonly named: 'person' | 'thing') {}

  change(at: number, item: SourceItem): void {
    this.changing.add(at)
    if (this.held && this.held.push(item) > MAX_HELD) this.held = null
  }

  refuse(reject: RunReject, seen: string | null): void {
    this.counts.read++
    this.counts.rejected++
    if (this.rejects.length < MAX_REJECTS) this.rejects.push(reject)
    if (seen !== null) this.refused.add(seen)
  }
  take(kind: ExampleKind | 'same', item: Pick<SourceItem, 'line' | 'externalId' | 'name' | 'fault'>): void {
    this.counts.read++
    this.counts[kind]++
    if (item.fault !== null) this.counts.unbound++
    if (kind !== 'same') this.show(kind, item)
  }
  show(kind: ExampleKind, { line, externalId, name }: { line: number | null; externalId: string; name: string }): void {
    if (this.examples[kind].length < MAX_EXAMPLES)
      this.examples[kind].push({ line, externalId, name: this.named === 'person' ? maskName(name) : name })
  }
}

async function runOnce(source: StoredSource, run: RunAtWork, file: SourceFile, options: RunOptions): Promise<RunEnd> {
  const fault = mappingFault(source.subject, source.mapping)
  if (fault) {
    const [does, code] = fault.fault === 'missing' ? (['lacks', 'mapping_lacks'] as const) : (['does not know', 'mapping_unknown'] as const)
    throw new FileError(`The mapping ${does} the field ${fault.field}.`, code, fault.field)
  }
  const { fence, now } = options
  const row = subjectRow(source.subject)
  const subject = await openSubject(source, { fence, dry: run.dry, askedAt: run.askedAt.getTime(), now })
  const { standing, left } = await countRecords(source.id)
  const isNew = standing + left === 0
  // what nothing stands of, or what never leaves, cannot empty anything: it is read once
  const atOnce = !run.dry && (standing === 0 || !row.leaves)
  const found = new Findings(row.named)
  const note = makeNote(run, file, options, atOnce ? 1 : run.dry ? 1 : 0.5)
  await eachBatch(
    source,
    file,
    subject,
    options,
    null,
    note(0),
    async (items) => {
      const ids = items.map(({ item }) => item.externalId)
      const kept = isNew ? NONE_KEPT : await findKept(source, ids)
      const moving = items.filter(({ item }) => {
        const isMoving = decideRow(item.hash, kept.get(item.externalId)) !== 'same'
        if (!isMoving) found.take('same', item)
        return isMoving
      })
      const taken = await subject.take?.(moving.map(({ item }) => item))
      const writing: SourceItem[] = []
      for (const [i, { at, item }] of moving.entries()) {
        const kind: Taken = taken?.[i] ?? decideRow(item.hash, kept.get(item.externalId))
        if (typeof kind === 'object') {
          found.refuse(kind.reject, kind.seen)
          continue
        }
        found.take(kind, item)
        if (atOnce) writing.push(item)
        else if (!run.dry) found.change(at, item)
      }
      await writeItems(options.fence, source, writing)
    },
    (reject, seen) => found.refuse(reject, seen),
    found.seen,
  )
  const gone = row.leaves ? await findGone(source, subject, found) : []
  const end = { counts: found.counts, examples: found.examples, rejects: found.rejects, fault: null, failure: null }
  if (run.dry) return { state: 'done', ...end }
  if (leavesTooMany(standing, gone.length, source.maxLeft, run.mayLeave)) return { state: 'held', ...end }
  if (found.held)
    for (let from = 0; from < found.held.length; from += options.batch)
      await writeItems(options.fence, source, found.held.slice(from, from + options.batch))
  else
    await eachBatch(source, file, subject, options, found.changing, note(0.5), (items) =>
      writeItems(
        options.fence,
        source,
        items.map(({ item }) => item),
      ),
    )
  for (let from = 0; from < gone.length; from += options.batch)
    await leaveRecords(options.fence, source, gone.slice(from, from + options.batch), options.now())
  if (source.effect === 'compare') await matchSource(options.fence, source, options.batch, options.signal)
  const { counts } = found
  if (counts.added + counts.changed + counts.back + counts.left >= MANY) await countForPlanner(source)
  return { state: 'done', ...end }
}
/** So many changes make what the planner knows of a table untrue. */
const MANY = 1_000

const NONE_KEPT: ReadonlyMap<string, KeptRecord> = new Map()

/** Notes how far it is, at most so often; `of`: the share of the work that the pass is, from `from` on. */
function makeNote(run: RunAtWork, file: SourceFile, { onProgress }: RunOptions, of: number) {
  let last = Number.NEGATIVE_INFINITY
  return (from: number) => async (done: number, size: number) => {
    const progress = Math.min(0.99, from + (size > 0 ? done / size : 0) * of)
    onProgress?.(progress)
    const now = performance.now()
    if (now - last < NOTE_MS) return
    last = now
    await noteProgress(run.id, progress, file.name)
  }
}

type Numbered = { at: number; item: SourceItem }

/** Reads the file by batches: those that are taken go to `take`, the others to `refuse`. */
async function eachBatch(
  source: StoredSource,
  file: SourceFile,
  subject: SubjectRun,
  { batch: size, signal }: RunOptions,
  only: ReadonlySet<number> | null,
  note: (done: number, size: number) => Promise<void>,
  take: (items: readonly Numbered[]) => Promise<void>,
  refuse?: (reject: RunReject, seen: string | null) => void,
  seen?: Set<string>,
): Promise<void> {
  const table = await openTable(file.path, Object.values(source.mapping)).catch((error: unknown) => {
    throw error instanceof FileError ? error.named(file.path, file.name) : error
  })
  let items: Numbered[] = []
  // one batch is written while the next is read
  let flying: Promise<void> = Promise.resolve()
  const send = async () => {
    await flying
    signal?.throwIfAborted()
    flying = take(items)
    flying.catch(() => {}) // it is waited for in its turn
    items = []
    await note(table.read(), table.size)
  }
  try {
    for await (const row of subject.rows(table, only, seen ?? new Set())) {
      if ('reject' in row) refuse?.(row.reject, row.seen)
      else items.push(row)
      if (items.length >= size) await send()
    }
    if (items.length > 0) await send()
    await flying
  } catch (error) {
    await Promise.allSettled([flying])
    throw error instanceof FileError ? error.named(file.path, file.name) : error
  }
}

/** Ids of the records that stand and that the file does not have, without those that do not leave all the same. */
async function findGone(source: StoredSource, subject: SubjectRun, found: Findings): Promise<string[]> {
  const gone: { id: string; name: string }[] = []
  for (let after: string | null = null; ; ) {
    const page: { id: string; name: string }[] = await listStanding(source.id, after, LEFT_PAGE)
    for (const one of page) if (!found.seen.has(one.id) && !found.refused.has(one.id)) gone.push(one)
    const last = page.at(-1)
    if (!last || page.length < LEFT_PAGE) break
    after = last.id
  }
  const stay = subject.stay?.(gone.map(({ id }) => id))
  for (const { id, name } of gone) found.show(stay?.has(id) ? 'above' : 'left', { line: null, externalId: id, name })
  found.counts.above = stay?.size ?? 0
  found.counts.left = gone.length - found.counts.above
  return gone.flatMap(({ id }) => (stay?.has(id) ? [] : [id]))
}
