import { writeAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { loadAtlas } from '@/lib/db/ground/grids'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import { peopleId } from '@/lib/db/people/people-ids'
import { readPeopleKeys } from '@/lib/db/people/people-keys'
import { savePeople } from '@/lib/db/people/people-write'
import { loadUnits } from '@/lib/db/units/unit-book'
import { type NewMember, saveMembers, saveUnits } from '@/lib/db/units/unit-write'
import type { AuditActor } from '@/lib/domain/audit'
import { civilDate } from '@/lib/domain/clock'
import type { ImportCounts, RefusedRow } from '@/lib/domain/import-outcome'
import { faultsOfJoining } from '@/lib/domain/unit'
import { fittingUnits } from './fitting-units'
import type { FeedRow, Table } from './tables/table'
import { isFault, type ReadMember, type ReadUnit, readUnit, readUnitMember, type UnitFault, type UnitFileKind } from './unit-file'

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
  /** may whoever imports change units of these grids? */
  mayKeep(unit: { grids: readonly string[] }): boolean
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
  const saved = await (kind === 'units' ? takeUnits(rows, options, refuse) : takeMembers(rows, options, refuse))
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

/** All rows first: one may stand below a later one, and falls with what it stands below. */
async function takeUnits(rows: readonly FeedRow[], { columns, source, dryRun, batch, now, mayKeep }: UnitsImport, refuse: Refuse): Promise<Saved> {
  const { byCode: grids } = await loadAtlas()
  const known = new Map((await loadUnits(now)).map((unit) => [unit.id, unit]))
  const teams = new Set((await loadPeopleBook()).teams.map(({ id }) => id))
  const column = (field: string) => columns.get(field) ?? field
  const good: Row<ReadUnit>[] = []
  const seen = new Set<string>()
  for (const row of rows) {
    const value = readUnit(columns, row.values, source, grids)
    if (isFault(value)) refuse(row, value)
    else if (seen.has(value.id)) refuse(row, { column: column('id'), code: 'twice', message: 'an earlier row is the same unit' })
    else if (value.team !== null && !teams.has(value.team)) refuse(row, { column: column('team'), code: 'unfit', message: 'there is no such team' })
    else if (!mayKeep(value)) refuse(row, { column: column('grids'), code: 'forbidden', message: 'lies outside of your area' })
    else if (!mayKeep(known.get(value.id) ?? value))
      refuse(row, { column: column('id'), code: 'forbidden', message: 'is a unit outside of your area' })
    else {
      seen.add(value.id)
      good.push({ row, value })
    }
  }
  const fitting = fittingUnits(
    good,
    ({ value }) => value,
    known,
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

async function takeMembers(rows: readonly FeedRow[], { columns, source, dryRun, batch, now, mayKeep }: UnitsImport, refuse: Refuse): Promise<Saved> {
  const units = new Map((await loadUnits(now)).map((unit) => [unit.id, unit]))
  const { people, byPhone } = await readPeopleKeys()
  const column = (field: string) => columns.get(field) ?? field
  const members: NewMember[] = []
  const strangers = new Map<string, ReadMember>()
  for (const row of rows) {
    const read = readUnitMember(columns, row.values, source)
    if (isFault(read)) {
      refuse(row, read)
      continue
    }
    const unit = units.get(read.unit)
    const [fault] = unit ? faultsOfJoining(read, unit, civilDate(now)) : [{ field: 'unit', message: 'there is no such unit of this source' }]
    const sharing = read.phone === null ? [] : (byPhone.get(read.phone) ?? [])
    if (fault) refuse(row, { column: column(fault.field), code: 'unfit', message: fault.message })
    else if (unit && !mayKeep(unit)) refuse(row, { column: column('unit'), code: 'forbidden', message: 'is a unit outside of your area' })
    else if (read.externalId === null && sharing.length > 1)
      refuse(row, { column: column('phone'), code: 'ambiguous', message: 'several people have it: name one by the column 人员编号' })
    else {
      const own = peopleId('person', source, read.key)
      const person = people.has(own) ? own : read.externalId === null ? (sharing[0] ?? own) : own
      if (!people.has(person)) strangers.set(person, read)
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
