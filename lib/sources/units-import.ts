import { writeAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { loadAtlas } from '@/lib/db/ground/grids'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import { peopleId } from '@/lib/db/people/people-ids'
import { readPeopleKeys } from '@/lib/db/people/people-keys'
import { savePeople } from '@/lib/db/people/people-write'
import { readTies } from '@/lib/db/units/person-ties'
import { loadUnits } from '@/lib/db/units/unit-book'
import { type NewMember, saveMembers, saveUnits } from '@/lib/db/units/unit-write'
import { readEndedUnits } from '@/lib/db/units/units'
import type { Viewer } from '@/lib/domain/access'
import type { AuditActor } from '@/lib/domain/audit'
import { civilDate } from '@/lib/domain/clock'
import type { ImportCounts, RefusedRow } from '@/lib/domain/import-outcome'
import { faultsOfJoining, type UnitNode } from '@/lib/domain/unit'
import { mayKeepUnit, maySeeUnit, mayTakeIn } from '@/lib/domain/unit-access'
import { fittingUnits } from './fitting-units'
import type { FeedRow, Table } from './tables/table'
import { isFault, keyOf, type ReadMember, type ReadUnit, readUnit, readUnitMember, type UnitFault, type UnitFileKind } from './unit-file'

export type UnitsImport = {
  kind: UnitFileKind
  /** what the file is called */
  file: string
  table: Table
  columns: ReadonlyMap<string, string>
  source: string
  dryRun: boolean
  now: number
  /** rows in a transaction */
  batch: number
  /** who imports, as the audit names them */
  by: { actor: AuditActor; address?: string | null }
  /** in whose area it is to lie, with all that it names; null: of the command line, which reaches everything */
  viewer: Viewer | null
  onRefused(row: RefusedRow, values: FeedRow['values']): void
}

type Row<T> = { row: FeedRow; value: T }

/** Imports a file of units, or of who is in them: good rows are kept and bad ones named by line and column, and the same file again changes nothing. */
export async function importUnits(options: UnitsImport): Promise<ImportCounts> {
  const { kind, file, source, dryRun, by } = options
  const rows: FeedRow[] = []
  for await (const row of options.table.rows) rows.push(row)
  const refused = new Set<FeedRow>()
  const refuse = (row: FeedRow, { column, code, message }: Omit<UnitFault, 'field'>) => {
    refused.add(row)
    options.onRefused({ line: row.line, column, code, message }, row.values)
  }
  for (const row of rows) if (row.fault) refuse(row, row.fault)
  const whole = rows.filter(({ fault }) => !fault)
  const { byCode, grids } = await loadAtlas()
  const isOfAll = options.viewer && mayKeepUnit(options.viewer, { grids: grids.map(({ code }) => code) })
  const reach = isOfAll ? null : options.viewer
  const saved = await (kind === 'units' ? takeUnits(whole, options, byCode, reach, refuse) : takeMembers(whole, options, reach, refuse))
  const imported = { read: rows.length, taken: rows.length - refused.size, rejected: refused.size, ...saved }
  if (!dryRun)
    await writeAudit(pool(), {
      ...by,
      action: 'units.imported',
      object: { kind: 'source', id: source },
      detail: { kind, file, ...imported },
    })
  return imported
}

type Refuse = (row: FeedRow, fault: Omit<UnitFault, 'field'>) => void
type Saved = Pick<ImportCounts, 'added' | 'updated' | 'unchanged'>

/** All rows first: one may stand below a later one, and falls with what it stands below. `reach`: whose area alone is reached; null: everything. */
async function takeUnits(
  rows: readonly FeedRow[],
  { columns, source, dryRun, batch, now }: UnitsImport,
  grids: { has(code: string): boolean },
  reach: Viewer | null,
  refuse: Refuse,
): Promise<Saved> {
  const known = new Map((await loadUnits(now)).map((unit) => [unit.id, unit]))
  const ended = reach ? await readEndedUnits() : new Map<string, never>()
  const sees = (of: { grids: readonly string[] }) => !reach || maySeeUnit(reach, of)
  const keeps = (of: { grids: readonly string[] }) => !reach || mayKeepUnit(reach, of)
  const teams = new Set((await loadPeopleBook()).teams.flatMap(({ id, grid }) => (sees({ grids: [grid] }) ? [id] : [])))
  const column = (field: string) => columns.get(field) ?? field
  const good: Row<ReadUnit>[] = []
  const seen = new Set<string>()
  for (const row of rows) {
    const value = readUnit(columns, row.values, source, grids)
    if (isFault(value)) refuse(row, value)
    else if (seen.has(value.id)) refuse(row, { column: column('id'), code: 'twice', message: 'an earlier row is the same unit' })
    else if (value.team !== null && !teams.has(value.team)) refuse(row, { column: column('team'), code: 'unfit', message: 'there is no such team' })
    else if (!keeps(value)) refuse(row, { column: column('grids'), code: 'forbidden', message: 'lies outside of your area' })
    else if (!keeps(known.get(value.id) ?? ended.get(value.id) ?? value))
      refuse(row, { column: column('id'), code: 'forbidden', message: 'is a unit outside of your area' })
    else {
      seen.add(value.id)
      // as in the form: links to units that whoever imports does not see stay
      const unseen = unseenLinks(known.get(value.id))
      const said = value.links.filter(({ kind, to }) => !unseen.some((link) => link.kind === kind && link.to === to))
      good.push({ row, value: { ...value, links: [...said, ...unseen] } })
    }
  }
  function unseenLinks(unit: UnitNode | undefined): UnitNode['links'] {
    return (unit?.links ?? []).filter(({ to }) => {
      const other = known.get(to)
      return other !== undefined && !sees(other)
    })
  }
  /** what a row may name of the units here: those that are seen, and those that its unit has already */
  const knownTo = ({ value: { id: own } }: Row<ReadUnit>) => ({
    get(id: string) {
      const [other, before] = [known.get(id), known.get(own)]
      return other && (sees(other) || before?.parent === id || before?.links.some(({ to }) => to === id)) ? other : undefined
    },
  })
  const fitting = fittingUnits(
    good,
    ({ value }) => value,
    knownTo,
    ({ row }, field, message) => refuse(row, { column: column(field), code: 'unfit', message }),
  )
  const all = { added: 0, updated: 0, unchanged: 0 }
  for (let from = 0; from < fitting.length; from += batch) {
    const part = fitting.slice(from, from + batch).map(({ value }) => value)
    const saved = await saveUnits(part, { source, dryRun })
    all.added += saved.added
    all.updated += saved.updated
    all.unchanged += saved.unchanged
  }
  return all
}

/** Whom a row names is within reach, or nobody: what is told of either is the same. */
async function takeMembers(
  rows: readonly FeedRow[],
  { columns, source, dryRun, batch, now }: UnitsImport,
  reach: Viewer | null,
  refuse: Refuse,
): Promise<Saved> {
  const units = new Map((await loadUnits(now)).flatMap((unit) => (!reach || maySeeUnit(reach, unit) ? [[unit.id, unit]] : [])))
  const { people, left, byPhone } = await readPeopleKeys()
  const ties = reach && (await readTies(pool(), null, now))
  const reaches = (person: string) => !reach || mayTakeIn(reach, ties?.get(person) ?? { now: [], ever: [] })
  const column = (field: string) => columns.get(field) ?? field
  const members: NewMember[] = []
  const strangers = new Map<string, ReadMember>()
  /** Who a name and a telephone are; somebody of their own where the one who is known by them is out of reach. */
  const ownOf = (read: ReadMember) => {
    for (let n = 0; ; n++) {
      const key = n === 0 ? read.key : keyOf(read.key, read.unit, String(n))
      const person = peopleId('person', source, key)
      if (reaches(person) || !(people.has(person) || left.has(person))) return { person, key }
    }
  }
  for (const row of rows) {
    const read = readUnitMember(columns, row.values, source)
    if (isFault(read)) {
      refuse(row, read)
      continue
    }
    const unit = units.get(read.unit)
    const [fault] = unit ? faultsOfJoining(read, unit, civilDate(now)) : [{ field: 'unit', message: 'there is no such unit of this source' }]
    const sharing = read.phone === null ? [] : (byPhone.get(read.phone) ?? []).filter(reaches)
    const named = peopleId('person', source, read.key)
    if (fault) refuse(row, { column: column(fault.field), code: 'unfit', message: fault.message })
    else if (reach && unit && !mayKeepUnit(reach, unit))
      refuse(row, { column: column('unit'), code: 'forbidden', message: 'is a unit outside of your area' })
    else if (reach && read.externalId !== null && !(people.has(named) && reaches(named)))
      refuse(row, { column: column('person'), code: 'unfit', message: 'there is no such person here' })
    else if (read.externalId === null && sharing.length > 1)
      refuse(row, { column: column('phone'), code: 'ambiguous', message: 'several people have it: name one by the column 人员编号' })
    else {
      const own = read.externalId === null ? ownOf(read) : { person: named, key: read.key }
      const person = people.has(own.person) || read.externalId !== null ? own.person : (sharing[0] ?? own.person)
      if (!people.has(person)) strangers.set(person, { ...read, key: own.key })
      const { unit: of, role, grid, registered, skills, from, to } = read
      members.push({ unit: of, person, role, grid, registered, skills, from, to })
    }
  }
  const unknown = [...strangers.values()].map(({ key, name, phone, employer }) => ({
    externalId: key,
    name,
    phone,
    idNumber: null,
    employer,
    posts: [],
  }))
  for (let from = 0; !dryRun && from < unknown.length; from += batch) await savePeople(unknown.slice(from, from + batch), { source })
  let added = 0
  for (let from = 0; from < members.length; from += batch) added += await saveMembers(members.slice(from, from + batch), { dryRun })
  return { added, updated: 0, unchanged: members.length - added }
}
