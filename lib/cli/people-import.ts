import path from 'node:path'
import { writeAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { loadAtlas } from '@/lib/db/ground/grids'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import { readPeopleKeys } from '@/lib/db/people/people-keys'
import { type SavedPeople, saveHouseholds, savePeople, saveServiceNodes, saveTeams } from '@/lib/db/people/people-write'
import type { NewPerson, ServiceNode, Team } from '@/lib/domain/people'
import {
  isFault,
  type KnownPlaces,
  type PeopleKind,
  type PeopleMapping,
  type RowFault,
  readHousehold,
  readMember,
  readNode,
  readTeam,
} from '@/lib/sources/people-file'
import type { FeedRow, Table } from '@/lib/sources/tables/table'
import { cliActor } from './actor'

/** A row that was not taken; the message holds no personal data. */
export type RefusedPeopleRow = { line: number } & RowFault

/** What came of a file. `taken` rows made so many people, households, nodes or teams (`saved`): a person may fill several rows. */
export type PeopleImported = { read: number; taken: number; rejected: Record<string, number>; saved: SavedPeople }

export type PeopleImport = {
  kind: PeopleKind
  file: string
  table: Table
  mapping: PeopleMapping
  source: string
  dryRun: boolean
  /** rows in a transaction */
  batch: number
  onRefused(row: RefusedPeopleRow, values: FeedRow['values']): void
  onProgress?: (done: number, total: number) => void
}

/** Batches on their way: while one is written, the next is read. */
const IN_FLIGHT = 2

/**
 * Imports a file with the database open: good rows are kept and bad ones named, and the same file again changes nothing. Written to the
 * audit with counts, unless it is a dry run.
 */
export async function importPeople(options: PeopleImport): Promise<PeopleImported> {
  const { kind, file, source, dryRun } = options
  const { byCode: grids } = await loadAtlas()
  const book = await loadPeopleBook()
  const services = new Set(book.nodes.map((node) => node.code))
  const known: KnownPlaces = { grids, services, teams: teamsByName(book.teams), ...(await readPeopleKeys()) }
  const imported = await (kind === 'households' ? importHouseholds(options, known) : importWhole(options, known))
  if (!dryRun)
    await writeAudit(pool(), {
      actor: cliActor(),
      action: 'people.imported',
      object: { kind: 'source', id: source },
      detail: { kind, file: path.basename(file), ...imported },
    })
  return imported
}

/** Ids of teams by what a file may call them: the id, or else the name. */
function teamsByName(teams: readonly Pick<Team, 'id' | 'name'>[]): Map<string, string[]> {
  const byName = new Map<string, string[]>()
  for (const { id, name } of teams) byName.set(name, [...(byName.get(name) ?? []), id])
  for (const { id } of teams) byName.set(id, [id])
  return byName
}

function makeCount(onRefused: PeopleImport['onRefused']) {
  const count: PeopleImported = { read: 0, taken: 0, rejected: {}, saved: { added: 0, updated: 0, unchanged: 0 } }
  return {
    count,
    refuse({ line, values }: FeedRow, { code, message }: RowFault) {
      count.rejected[code] = (count.rejected[code] ?? 0) + 1
      onRefused({ line, code, message }, values)
    },
    add({ added, updated, unchanged }: SavedPeople) {
      count.saved.added += added
      count.saved.updated += updated
      count.saved.unchanged += unchanged
    },
  }
}

/** Households are written as they are read. */
async function importHouseholds({ table, mapping, source, dryRun, batch: size, ...on }: PeopleImport, known: KnownPlaces): Promise<PeopleImported> {
  const { count, refuse, add } = makeCount(on.onRefused)
  const seen = new Set<string>()
  const saving: Promise<void>[] = []
  let batch: Exclude<ReturnType<typeof readHousehold>, RowFault>[] = []
  const finish = async (left: number) => {
    while (saving.length > left) await saving.shift()
    on.onProgress?.(table.read(), table.size)
  }
  const send = async () => {
    const saved = saveHouseholds(batch, { source, dryRun }).then(add)
    saved.catch(() => {}) // it is waited for in its turn
    saving.push(saved)
    batch = []
    await finish(IN_FLIGHT - 1)
  }
  try {
    for await (const row of table.rows) {
      count.read++
      const read = row.fault ?? readHousehold(mapping, row.values, known, source)
      if (isFault(read)) refuse(row, read)
      else if (seen.has(read.externalId)) refuse(row, { code: 'twice', message: 'an earlier row is the same household' })
      else {
        seen.add(read.externalId)
        count.taken++
        batch.push(read)
        if (batch.length >= size) await send()
      }
    }
    if (batch.length > 0) await send()
    await finish(0)
  } finally {
    await Promise.allSettled(saving)
  }
  return count
}

/** Members, nodes and teams are read as a whole first: rows of one person belong together, and a node needs the one above it. */
async function importWhole({ kind, table, mapping, source, dryRun, batch, ...on }: PeopleImport, known: KnownPlaces): Promise<PeopleImported> {
  const { count, refuse, add } = makeCount(on.onRefused)
  const rows: FeedRow[] = []
  for await (const row of table.rows) rows.push(row)
  count.read = rows.length
  const readAll = <T extends object>(
    read: (values: FeedRow['values']) => T | RowFault,
    miss?: (row: FeedRow) => void,
  ): { row: FeedRow; value: T }[] =>
    rows.flatMap((row) => {
      const value = row.fault ?? read(row.values)
      if (!isFault(value)) return [{ row, value }]
      refuse(row, value)
      miss?.(row)
      return []
    })
  const save = async <T>(all: readonly T[], write: (part: readonly T[]) => Promise<SavedPeople>) => {
    for (let from = 0; from < all.length; from += batch) {
      add(await write(all.slice(from, from + batch)))
      on.onProgress?.(from, all.length)
    }
  }
  if (kind === 'members') {
    const people = new Map<string, NewPerson>()
    /** whose rows are not all taken */
    const partly = new Set<string>()
    const miss = ({ values }: FeedRow) => void partly.add(values[mapping.get('externalId') ?? '']?.trim() ?? '')
    for (const { row, value } of readAll((values) => readMember(mapping, values, known), miss)) {
      const first = people.get(value.externalId)
      const whoIs = ({ posts: _posts, teams: _teams, ...rest }: NewPerson) => JSON.stringify(rest)
      if (first && whoIs(first) !== whoIs(value)) {
        refuse(row, { code: 'conflict', message: 'an earlier row says something else of the same person' })
        miss(row)
        continue
      }
      count.taken++
      const teams = value.teams && { teams: [...new Set([...(first?.teams ?? []), ...value.teams])] }
      people.set(value.externalId, { ...value, posts: unique([...(first?.posts ?? []), ...value.posts]), ...teams })
    }
    const all = [...people.values()].map((person) => (partly.has(person.externalId) ? { ...person, partly: true } : person))
    await save(all, (part) => savePeople(part, { source, dryRun }))
    return count
  }
  if (kind === 'teams') {
    const teams = unlessTwice(
      readAll((values) => readTeam(mapping, values, known)),
      (team) => team.id,
      refuse,
    )
    count.taken = teams.length
    await save(teams, async (part) => (dryRun ? none(part.length) : saveTeams(part)))
    return count
  }
  const nodes = unlessTwice(
    readAll((values) => readNode(mapping, values, known)),
    (node) => node.code,
    refuse,
    (all) => orphans(all, known),
  )
  count.taken = nodes.length
  await save(nodes, async (part) => (dryRun ? none(part.length) : saveServiceNodes(part)))
  return count
}

const none = (unchanged: number): SavedPeople => ({ added: 0, updated: 0, unchanged })

const unique = (posts: NewPerson['posts']) => [...new Map(posts.map((post) => [`${post.kind}:${post.grid}`, post])).values()]

type Read<T> = { row: FeedRow; value: T }

/** The rows without those that come a second time, or that `check` objects to once all are known. */
function unlessTwice<T>(
  read: readonly Read<T>[],
  id: (value: T) => string,
  refuse: (row: FeedRow, fault: RowFault) => void,
  check: (all: readonly T[]) => (value: T) => RowFault | null = () => () => null,
): T[] {
  const seen = new Set<string>()
  const objection = check(read.map(({ value }) => value))
  return read.flatMap(({ row, value }) => {
    const fault: RowFault | null = seen.has(id(value)) ? { code: 'twice', message: 'an earlier row has the same code' } : objection(value)
    if (fault) {
      refuse(row, fault)
      return []
    }
    seen.add(id(value))
    return [value]
  })
}

/** Objects to nodes without the one above them, or with one that is not of the level above. */
function orphans(nodes: readonly ServiceNode[], { services }: KnownPlaces): (node: ServiceNode) => RowFault | null {
  const levels = new Map(nodes.map((node) => [node.code, node.level]))
  return ({ parentCode, level }) => {
    if (parentCode === null)
      return level === 1 ? null : { code: 'invalid', message: `a node of level ${level} lies below another, and parentCode is empty` }
    const above = levels.get(parentCode)
    if (above === undefined && !services.has(parentCode))
      return { code: 'unknown_service', message: `there is no node ${parentCode.slice(0, 40)} above it` }
    return above === undefined || above === level - 1 ? null : { code: 'invalid', message: `level ${level} below a node of level ${above}` }
  }
}
