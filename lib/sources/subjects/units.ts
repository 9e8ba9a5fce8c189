import { loadAtlas } from '@/lib/db/ground/grids'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import type { SourceItem } from '@/lib/db/sources/item'
import type { StoredSource } from '@/lib/db/sources/stored'
import { loadUnits } from '@/lib/db/units/unit-book'
import { unitId } from '@/lib/db/units/unit-write'
import { toWgs84 } from '@/lib/domain/coordinates'
import type { RowCode } from '@/lib/domain/import-outcome'
import type { RejectCode } from '@/lib/domain/source'
import { makePlaceFinder, type PlaceFinder, type RowPlace } from '@/lib/domain/source-place'
import { mergeUnit, standingAbove } from '@/lib/domain/source-units'
import { FileError } from '../file-error'
import { fittingUnits } from '../fitting-units'
import type { FeedRow } from '../tables/table'
import { isFault, type ReadUnit, readUnit, several } from '../unit-file'
import { cellOf, hashOf, makeRefusals, type Refused, type SubjectRun } from './subject'

/** One may stand below a later one, so they are read at once; there are never so many of them. */
const MAX_ROWS = 50_000
/** In place of a column: the codes of the grids that a row names. */
const GRIDS = '\0grids'

const CODES: Partial<Record<RowCode, RejectCode>> = { unknown: 'unknown_word', unknown_grid: 'unknown_place', unfit: 'unfit', twice: 'twice' }

type Said = { at: number; row: FeedRow; said: ReadUnit; place: RowPlace }

/** Units (组织), as their rows are read: by the columns and words of the file that `/organisation` takes, grids also by name. */
export async function openUnits(source: StoredSource, now: number): Promise<SubjectRun> {
  const { mapping, name, reading } = source
  const { grids, byCode } = await loadAtlas()
  const find = makePlaceFinder(grids)
  const known = new Map((await loadUnits(now)).map((unit) => [unit.id, unit]))
  const teams = new Set((await loadPeopleBook()).teams.map(({ id }) => id))
  const { refuse, twice } = makeRefusals(source)
  const columns = new Map(Object.entries(mapping).filter(([field]) => field !== 'grid' && field !== 'community'))
  columns.set('id', mapping.externalId ?? '').set('grids', GRIDS)
  /** what each unit would stand below when the file is taken */
  const parents = new Map([...known.values()].map(({ id, parent }) => [id, parent]))

  function read(at: number, row: FeedRow): Refused | Said {
    const cell = cellOf(mapping, row.values)
    const codes = gridsOf(cell('grid'), cell('community'), find, byCode)
    if (cell('externalId') === null) return refuse(row, 'invalid', 'externalId', 'is empty', codes?.[0])
    const [first] = codes ?? []
    if (!codes || first === undefined) {
      const isEmpty = cell('grid') === null && cell('community') === null
      const message = isEmpty ? 'is empty' : 'there is no such grid or community here'
      return refuse(row, 'unknown_place', mapping.grid === undefined ? 'community' : 'grid', message)
    }
    const place = { grid: first, community: find(first, null)?.community ?? first }
    const said = readUnit(columns, { ...row.values, [GRIDS]: codes.join('；') }, name, byCode)
    if (isFault(said)) {
      const message = said.code === 'empty' ? 'is empty' : said.message
      return refuse(row, CODES[said.code] ?? 'invalid', said.field, message, place.community)
    }
    if (said.team !== null && !teams.has(said.team)) return refuse(row, 'unfit', 'team', 'there is no such team', place.community)
    const at84 = said.place && reading.crs ? toWgs84(said.place, reading.crs) : said.place
    return { at, row, said: { ...said, place: at84 }, place }
  }

  return {
    async *rows(table, only, seen) {
      const good = new Map<string, Said>()
      const refused: { at: number; refused: Refused }[] = []
      let at = -1
      for await (const row of table.rows) {
        at++
        if (at >= MAX_ROWS) throw new FileError(`The file has more than ${MAX_ROWS} rows of units.`, 'too_many_rows', String(MAX_ROWS))
        const one = read(at, row)
        if ('reject' in one) refused.push({ at, refused: one })
        else if (good.has(one.said.id)) refused.push({ at, refused: twice(row) })
        else good.set(one.said.id, one)
      }
      const unitOf = ({ said }: Said): ReadUnit => {
        const here = known.get(said.id)
        if (!here) return said
        return { ...mergeUnit(said, { ...here, contactName: null, contactPhone: null }, mapping), id: said.id, externalId: said.externalId }
      }
      const fitting = fittingUnits(
        [...good.values()],
        unitOf,
        () => known,
        ({ at: number, row, place }, field, message) => refused.push({ at: number, refused: refuse(row, 'unfit', field, message, place.community) }),
      )
      for (const { at: number, refused: why } of refused) if (!only) yield { at: number, ...why }
      for (const one of fitting) {
        seen.add(one.said.externalId)
        parents.set(one.said.id, unitOf(one).parent)
      }
      for (const one of fitting) if (!only || only.has(one.at)) yield { at: one.at, item: itemOf(one) }
    },
    stay(gone) {
      const ids = new Map(gone.map((externalId) => [unitId(name, externalId), externalId]))
      const above = source.effect === 'keep' ? standingAbove(parents, new Set(ids.keys())) : []
      return new Set([...above].flatMap((id) => ids.get(id) ?? []))
    },
  }
}

/** The grids that a row names by code or name, else its community, several where there are several; null: something of it is not here. */
function gridsOf(grid: string | null, community: string | null, find: PlaceFinder, byCode: { has(code: string): boolean }): string[] | null {
  const all = (text: string | null, of: (part: string) => string | undefined): string[] | null => {
    const codes = several(text).map(of)
    const found = codes.filter((code) => code !== undefined)
    return codes.length > 0 && found.length === codes.length ? [...new Set(found)] : null
  }
  return all(grid, (part) => (byCode.has(part) ? part : find(part, null)?.grid)) ?? all(community, (part) => find(null, part)?.community)
}

function itemOf({ row, said, place }: Said): SourceItem {
  const { externalId, name, contactPhone: phone } = said
  const hash = hashOf(said, place.community)
  return { of: 'units', unit: said, externalId, line: row.line, hash, ...place, name, phone, idNumber: null, address: null, fault: null }
}
