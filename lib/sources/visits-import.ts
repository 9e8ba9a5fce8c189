import { writeAudit } from '@/lib/db/audit/audit'
import { readCandidates } from '@/lib/db/duties/duty-crews'
import { dutyItemId } from '@/lib/db/duties/duty-ids'
import { readNames } from '@/lib/db/duties/duty-items'
import type { StoredTemplate } from '@/lib/db/duties/duty-templates'
import { type GivenVisit, isAsGiven, readGiven, saveGiven } from '@/lib/db/duties/given-visits'
import { type Subject, subjectsOf } from '@/lib/db/duties/make-items'
import { pool } from '@/lib/db/engine/pool'
import { loadAtlas } from '@/lib/db/ground/grids'
import { loadUnits } from '@/lib/db/units/unit-book'
import type { Atlas } from '@/lib/domain/atlas'
import type { AuditActor } from '@/lib/domain/audit'
import type { CrewCandidate } from '@/lib/domain/duty-crew'
import type { CrewMember } from '@/lib/domain/duty-item'
import { type Period, periodAt } from '@/lib/domain/duty-period'
import { isWithin, shortName } from '@/lib/domain/grid'
import type { ImportCounts, RefusedRow } from '@/lib/domain/import-outcome'
import { isVisitFault, readVisitRow, type VisitFault, type VisitRow } from '@/lib/domain/visit-row'
import type { VisitFile, VisitFileRow } from './visit-file'

/** Visits in a transaction. */
const BATCH = 500
/** Nothing was recorded before. */
const FIRST = Date.UTC(2000, 0, 1)

export type VisitsImport = {
  /** what the file is called */
  name: string
  file: VisitFile
  template: StoredTemplate
  source: string
  /** the grids that the file is of: of their subjects what is not in it counts as not done */
  within: string
  dryRun: boolean
  now: number
  by: { actor: AuditActor; address?: string | null }
  onRefused(row: RefusedRow, values: VisitFileRow['values']): void
}

type Taken = { row: VisitFileRow; visit: GivenVisit; period: Period }

/**
 * Imports past visits of a duty as the source gives them: each becomes done in the period of its day, who went is looked for by name among those who can go there,
 * and what was found is kept in words. All rows are checked before the first is written; the same file again changes nothing.
 */
export async function importVisits(options: VisitsImport): Promise<ImportCounts> {
  const { name, file, template, source, within, dryRun, now, by, onRefused } = options
  const atlas = await loadAtlas()
  const subjects = (await subjectsOf(template, atlas, pool())).filter(({ grids }) => grids.some((code) => isWithin(code, within)))
  const [find, crewOf] = [await subjectFinder(template, subjects, atlas, now), crewFinder(template, now)]
  const [taken, seen]: [Taken[], Set<string>] = [[], new Set()]
  let [read, rejected] = [0, 0]
  const refuse = ({ line, values }: VisitFileRow, fault: VisitFault) => {
    rejected++
    onRefused({ line, ...fault }, values)
  }
  for await (const row of file.rows) {
    read++
    const found = row.fault ?? (await readRow(row, template, { find, crewOf, now }))
    if (isVisitFault(found)) refuse(row, found)
    else if (seen.has(found.visit.id))
      refuse(row, { column: row.reading.column('at'), code: 'twice', message: `an earlier row is of the same subject in ${found.period.key}` })
    else {
      seen.add(found.visit.id)
      taken.push({ row, ...found })
    }
  }
  const known = await readGiven(taken.map(({ visit }) => visit.id))
  const good = taken.filter(({ row, visit }) => {
    const before = known.get(visit.id)
    const why =
      before?.state === 'excused' ? 'was excused here' : before?.state === 'done' && before.source !== source ? 'was recorded here already' : null
    if (why !== null) refuse(row, { column: row.reading.column('at'), code: 'unfit', message: why })
    return why === null
  })
  const changed = good.filter(({ visit }) => !isAsGiven(visit, known.get(visit.id)))
  const updated = changed.filter(({ visit }) => known.get(visit.id)?.state === 'done').length
  for (let from = 0; !dryRun && from < changed.length; from += BATCH) {
    const part = changed.slice(from, from + BATCH)
    const periods = [...new Map(part.map(({ period }) => [period.key, period])).values()]
    await saveGiven({ template, source, periods, subjects, atlas, visits: part.map(({ visit }) => visit) })
  }
  const counts = { read, taken: good.length, rejected, added: changed.length - updated, updated, unchanged: good.length - changed.length }
  if (!dryRun)
    await writeAudit(pool(), {
      ...by,
      action: 'duties.imported',
      object: { kind: 'duty', id: template.id },
      detail: { file: name, source, within, ...counts },
    })
  return counts
}

type Finders = {
  find(said: string): Subject | VisitFault['code']
  crewOf(subject: Subject, row: VisitRow['crew']): Promise<CrewMember[] | VisitFault['code']>
  now: number
}

async function readRow(
  { reading }: VisitFileRow,
  template: StoredTemplate,
  { find, crewOf, now }: Finders,
): Promise<{ visit: GivenVisit; period: Period } | VisitFault> {
  const row = readVisitRow(reading, template)
  if (isVisitFault(row)) return row
  const subject = find(row.subject)
  if (typeof subject === 'string')
    return {
      column: reading.column('subject'),
      code: subject,
      message: subject === 'ambiguous' ? 'is the name of several: write the code' : 'is nothing that this duty is about there',
    }
  if (row.at > now || row.at < FIRST) return { column: reading.column('at'), code: 'invalid', message: 'lies in the future, or before 2000' }
  const crew = await crewOf(subject, row.crew)
  if (typeof crew === 'string')
    return {
      column: reading.column('crew'),
      code: crew,
      message:
        crew === 'ambiguous' ? 'names somebody whose name several have there' : 'names somebody who is none of those who can go there, or goes twice',
    }
  const period = periodAt(template.cadence, row.at)
  const { at, households, values, words, findings } = row
  return { visit: { id: dutyItemId(template.id, subject.subject, period.key), at, crew, households, values, words, findings }, period }
}

/** Finds a subject by its code or, where no other has it, by its name. */
async function subjectFinder(template: StoredTemplate, subjects: readonly Subject[], atlas: Atlas, now: number): Promise<Finders['find']> {
  const { kind } = template.subjects
  const keys = new Map(subjects.map((subject) => [subject.subject, subject]))
  const labels = new Map<string, string>()
  if (kind === 'units') for (const { id, name } of await loadUnits(now)) labels.set(id, name)
  else if (kind === 'posts') for (const [id, name] of await readNames([...keys.keys()])) labels.set(id, name)
  else for (const { code, name } of atlas.grids) labels.set(code, name)
  const byName = new Map<string, Subject[]>()
  for (const subject of subjects) {
    const label = labels.get(subject.subject)
    for (const name of label === undefined ? [] : new Set([label, shortName(label)])) byName.set(name, [...(byName.get(name) ?? []), subject])
  }
  return (said) => {
    const called = byName.get(said) ?? []
    return keys.get(said) ?? (called.length > 1 ? 'ambiguous' : (called[0] ?? (kind === 'grids' || kind === 'list' ? 'unknown_grid' : 'unknown')))
  }
}

/** Finds who went among those who can go there, by name and, where it is told, by as what; looked up once a subject. */
function crewFinder({ crew: parts }: StoredTemplate, now: number): Finders['crewOf'] {
  const roles = parts.map(({ role }) => role)
  const known = new Map<string, CrewCandidate[]>()
  return async ({ subject, grids }, row) => {
    if (row.length === 0) return []
    const wanted = [...new Set([...roles, ...row.flatMap(({ role }) => (role === null ? [] : [role]))])]
    const key = `${subject} ${wanted.join(' ')}`
    const candidates = known.get(key) ?? (await readCandidates(wanted, grids, now))
    known.set(key, candidates)
    const crew: CrewMember[] = []
    for (const { role, name } of row) {
      const called = candidates.filter((one) => one.name === name && (role === null || one.role === role))
      const people = new Set(called.map(({ person }) => person))
      if (people.size > 1) return 'ambiguous'
      const [one] = called
      if (!one || crew.some(({ person }) => person === one.person)) return 'unknown'
      crew.push({ role: one.role, person: one.person })
    }
    return crew
  }
}
