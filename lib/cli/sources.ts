import { randomUUID } from 'node:crypto'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { releaseLease, takeLease } from '@/lib/db/log/leases'
import { keepPart } from '@/lib/db/sources/files'
import { askRun, readRun } from '@/lib/db/sources/runs'
import { addSource, listSources, readSources } from '@/lib/db/sources/sources'
import type { Doer, StoredSource } from '@/lib/db/sources/stored'
import { Crs } from '@/lib/domain/event'
import {
  fieldsOf,
  MAX_LEFT_PERCENT,
  mappingFault,
  PRESETS,
  type RunCounts,
  SourceEffect,
  SourceIn,
  SourceKind,
  type SourceMapping,
  type SourcePlace,
  type SourceRunDetail,
  SourceSubject,
} from '@/lib/domain/source'
import { subjectRow } from '@/lib/domain/source-subjects'
import { makeRuns, RUN_BATCH } from '@/lib/sources/run-source'
import { filePlaces } from '@/lib/sources/source-file'
import { cliActor } from './actor'
import { readPairs } from './feed-options'
import { Failure, type Shell } from './shell'

const LEASE_MS = 9_000
const ASK_MS = 500
const PART_BYTES = 4_000_000
const SHOWN = 20

type AddOptions = {
  kind: SourceKind
  of: SourceSubject
  effect?: SourceEffect
  crs?: Crs
  types?: Record<string, string>
  map?: SourceMapping
  folder?: string
  url?: string
  allowPrivate?: boolean
  hour?: number
  maxLeft: number
  within: string[]
}
type RunOptions = { dryRun?: boolean; file?: string; confirm?: boolean }

/** `gridsight sources list|add|run`: other systems that are compared with ours, or whose people, households, units and events are kept here. */
export function sourcesCommand(shell: Shell): Command {
  const sources = new Command('sources').description(
    'sources (数据来源): other systems that are compared with ours, or whose people, households, units and events are kept here',
  )
  sources
    .command('list')
    .description('the sources, each with its last run')
    .action(() => listAll(shell))
  sources
    .command('add')
    .description('put a source into the registry; without --folder or --url its files are sent')
    .argument('<name>', 'what it is called: the source of what it keeps')
    .addOption(new Option('--kind <kind>', 'which system it is, for its usual columns').choices(SourceKind.options).default('table'))
    .addOption(new Option('--of <subject>', 'what it is of').choices(SourceSubject.options).default('households'))
    .addOption(
      new Option('--effect <effect>', 'keep what it says here, or only compare (default: keep units and events, compare the others)').choices(
        SourceEffect.options,
      ),
    )
    .option('--map <fields>', 'field=column, with commas between (default: the usual columns of its kind)', readMap)
    .option('--folder <folder>', 'the newest file of this folder, below the setting SOURCES_FOLDER')
    .option('--url <address>', 'a file at this address, http or https')
    .option('--allow-private', 'the address may lie in a private network')
    .option('--hour <hour>', 'each day at this hour of the county’s clock (0 to 23)', wholeNumber(0, 23))
    .option('--max-left <percent>', 'a run that would make more leave waits for a confirmation', wholeNumber(0, 100), MAX_LEFT_PERCENT)
    .addOption(new Option('--crs <crs>', 'coordinate reference system of its positions (WGS84 by default)').choices(Crs.options))
    .option('--types <pairs>', 'what texts of the type column mean: 噪音扰民=0501,占道=0502 (names of types are known)', readPairs)
    .option('--within <codes>', 'the grids that it is of, with commas between (default: the whole county)', readCodes, [])
    .action((name: string, options: AddOptions) => add(shell, name, options))
  sources
    .command('run')
    .description('run a source now, in this process, or in the server that has this work')
    .argument('<source>', 'its id or its name')
    .option('--dry-run', 'read, check and compare everything, and change nothing')
    .option('--file <file>', 'send this file first: it takes the place of the one before')
    .option('--confirm', 'the run that is held: so many may leave')
    .action((source: string, options: RunOptions) => runOne(shell, source, options))
  return sources
}

const doer = (): Doer => ({ actor: cliActor(), address: null })

function readMap(text: string): SourceMapping {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [field = '', column = ''] = part.split(/=(.*)/s).map((one) => one.trim())
      if (field === '' || column === '') throw new InvalidArgumentError('write field=column,field=column.')
      return [field, column]
    }),
  )
}

const readCodes = (text: string): string[] =>
  text
    .split(',')
    .map((code) => code.trim())
    .filter((code) => code !== '')

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least || value > most) throw new InvalidArgumentError(`a whole number, ${least} to ${most}.`)
    return value
  }
}

async function listAll(shell: Shell): Promise<void> {
  const sources = await shell.withDatabase(() => listSources())
  const lines = sources.map(({ id, name, subject, effect, records, left, last, synced }) => {
    const ran = last === null ? 'never run' : `last run ${last.askedAt} ${last.state}${last.dry ? ' (dry)' : ''}`
    return `${id}  ${name}: ${subject}, ${effect}, ${records} records, ${left} left, ${ran}${synced === null ? '' : `, synced ${synced}`}`
  })
  shell.tell(lines.length === 0 ? 'There are no sources; add one by sources add.' : lines.join('\n'), { sources })
}

async function add(
  shell: Shell,
  name: string,
  { kind, of, effect = subjectRow(of).effects[0], map, folder, url, allowPrivate = false, hour, maxLeft, within, crs, types }: AddOptions,
): Promise<void> {
  if (folder !== undefined && url !== undefined) throw new Failure('A source comes from a folder or from an address, not from both.', 2)
  const place: SourcePlace =
    folder !== undefined ? { kind: 'folder', folder } : url !== undefined ? { kind: 'http', url, allowPrivate } : { kind: 'upload' }
  const mapping = map ?? PRESETS[kind][of] ?? {}
  const reading = { ...(crs && { crs }), ...(types && { types }) }
  const parsed = SourceIn.safeParse({ name, kind, subject: of, effect, mapping, place, hour: hour ?? null, maxLeft, areas: within, reading })
  if (!parsed.success)
    throw new Failure(`The source cannot be used: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}.`, 2)
  if (!subjectRow(of).effects.includes(parsed.data.effect))
    throw new Failure(`A source of ${of} only does this: ${subjectRow(of).effects.join(', ')}.`, 2)
  const fault = mappingFault(of, mapping)
  if (fault)
    throw new Failure(
      `The mapping ${fault.fault === 'missing' ? 'lacks' : 'does not know'} ${fault.field}; the fields of ${of} are ${fieldsOf(of)
        .map(({ field, needed }) => (needed ? `${field}*` : field))
        .join(' ')} (* must be there, and ${subjectRow(of)
        .places.map((place) => place.join(' and '))
        .join(', or ')}).`,
      2,
    )
  const id = await shell.withDatabase(() => addSource(parsed.data, doer()))
  shell.tell(`The source ${name} is ${id}. Run it by sources run ${id}.`, { id, name })
}

async function findSource(called: string): Promise<StoredSource> {
  const source = (await readSources()).find(({ id, name }) => id === called || name === called)
  if (!source) throw new Failure(`There is no source ${called}; sources list shows them.`)
  return source
}

async function runOne(shell: Shell, called: string, { dryRun = false, file, confirm = false }: RunOptions): Promise<void> {
  if (dryRun && confirm) throw new Failure('A dry run makes nobody leave: there is nothing to confirm.', 2)
  const run = await shell.withDatabase(async () => {
    const source = await findSource(called)
    if (file !== undefined) await sendFile(source.id, file)
    const held = confirm ? await heldRun(source) : undefined
    const id = randomUUID()
    await askRun(source, { id, dry: dryRun, confirms: held }, doer())
    return finish(shell, source.id, id)
  })
  shell.tell(told(run), { ...run, rejects: run.rejects.slice(0, SHOWN) })
  if (run.state === 'failed' || run.state === 'held') process.exitCode = 1
}

async function heldRun({ id, name }: StoredSource): Promise<string> {
  const [source] = await listSources(id)
  if (source?.last?.state !== 'held') throw new Failure(`No run of ${name} waits for a confirmation.`)
  return source.last.id
}

async function sendFile(source: string, file: string): Promise<void> {
  const id = randomUUID()
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const parts = Math.max(1, Math.ceil(size / PART_BYTES))
    for (let part = 0; part < parts; part++) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(PART_BYTES), 0, PART_BYTES, part * PART_BYTES)
      const bytes = buffer.subarray(0, bytesRead)
      await keepPart({ source, file: id, part, last: part === parts - 1, name: path.basename(file), bytes }, doer())
    }
  } finally {
    await handle.close()
  }
}

/** Waits for the end of a run: makes it here where nobody else has this work, as a server has. */
async function finish(shell: Shell, source: string, id: string): Promise<SourceRunDetail> {
  const holder = randomUUID()
  for (;;) {
    const run = await readRun(source, id, SHOWN)
    if (run.state !== 'waiting' && run.state !== 'running') return run
    shell.progress(Math.round(run.progress * 100), 100)
    const fence = await takeLease('sources', holder, LEASE_MS)
    if (!fence) {
      await pause(ASK_MS)
      continue
    }
    const lost = new AbortController()
    const renewing = setInterval(() => {
      takeLease('sources', holder, LEASE_MS).then(
        (kept) => kept?.token !== fence.token && lost.abort(),
        () => {},
      )
    }, LEASE_MS / 3)
    try {
      await makeRuns({
        ...{ fence, places: filePlaces(shell.env), batch: RUN_BATCH[shell.env.engine], now: Date.now, signal: lost.signal },
        onProgress: (done) => shell.progress(Math.round(done * 100), 100),
      })
    } finally {
      clearInterval(renewing)
      await releaseLease('sources', holder)
    }
  }
}

function told({ state, dry, counts, rejects, fault, file }: SourceRunDetail): string {
  const lines = [
    counts === null ? '' : `${file ?? 'The file'}: ${sumOf(counts)}.`,
    ...rejects.slice(0, SHOWN).map(({ line, column, field, code, message }) => `  line ${line}, ${column ?? field}: ${code}, ${message}`),
    counts !== null && counts.rejected > rejects.length ? `  … and ${counts.rejected - rejects.length} more` : '',
    fault === null ? '' : fault,
    state === 'held' ? `So many would leave that nothing was written. If that is meant: sources run … --confirm` : '',
    dry && state === 'done' ? 'Nothing was changed.' : '',
  ]
  return lines.filter((line) => line !== '').join('\n')
}

const sumOf = ({ read, added, changed, back, left, same, rejected, unbound, above }: RunCounts): string =>
  `${read} rows read: ${added} new, ${changed} changed, ${back} back, ${same} as before, ${rejected} rejected; ${left} left, ${unbound} without their member${
    above > 0 ? `, ${above} not in the file and not ended, since others stand below them` : ''
  }`
