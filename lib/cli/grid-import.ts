import { readGridRows } from '@/lib/db/ground/grid-rows'
import { findInvalid } from '@/lib/db/ground/grid-shapes'
import { compareGrids, type GridDifferences } from '@/lib/db/ground/grids'
import { guessDatum, positionsOf } from '@/lib/domain/datum'
import { faultsOfTree, isWithin, type NewGrid } from '@/lib/domain/grid'
import { findUnfit, THIN_METERS, type Unfit } from '@/lib/domain/grid-fit'
import { makeGridIndex } from '@/lib/domain/grid-index'
import type { MultiPolygon } from '@/lib/domain/position'
import type { GridFinding, ReadGrid } from './grid-file'

/** Grids that are to hold: those of the file, and the others that go on. */
export type ImportedGrid = NewGrid & { demo: boolean; sourceCrs: string }

export type GridImport = { wanted: ImportedGrid[]; findings: GridFinding[]; differences: GridDifferences; slivers: number }

export type GridImportOptions = {
  demo: boolean
  /** only the grids below this code are replaced; the file holds all of them */
  within?: string | undefined
  /** an area known in WGS84 that the grids should lie in, to find a wrong datum by */
  known?: MultiPolygon | undefined
  onProgress?: (done: number, total: number) => void
}

/**
 * Checks grids that were read from files against each other and against those that hold, with the database open and changing nothing:
 * the tree, every shape, the datum, and which grids would end.
 */
export async function checkImport(read: readonly ReadGrid[], options: GridImportOptions): Promise<GridImport> {
  const { demo, within, onProgress } = options
  const live = await readGridRows('live')
  const others = within === undefined ? [] : live.filter(({ code }) => !isWithin(code, within))
  const grids = read.map(({ place: _place, ...grid }) => ({ ...grid, demo }))
  const wanted: ImportedGrid[] = [...others, ...grids]
  const places = new Map(read.map((grid) => [grid.code, grid]))
  const about = (code: string) => ({
    place: places.get(code)?.place ?? (code === '' ? 'all files' : 'holds now'),
    code: code || null,
    name: places.get(code)?.name ?? live.find((g) => g.code === code)?.name ?? null,
  })

  const findings: GridFinding[] = []
  for (const { code } of read)
    if (within !== undefined && !isWithin(code, within))
      findings.push({ severity: 'error', ...about(code), message: `does not lie below ${within}, and only what does is replaced`, position: null })
  for (const { code, message } of faultsOfTree(wanted)) findings.push({ severity: 'error', ...about(code), message, position: null })
  if (findings.length > 0) return { wanted, findings, differences: await compareGrids(wanted), slivers: 0 }

  const invalid = await findInvalid(wanted)
  for (const { code, reason, position } of invalid)
    findings.push({ severity: 'warning', ...about(code), message: `is not valid to PostGIS and would be mended: ${reason}`, position })
  const unfit = findUnfit(wanted, { except: new Set(invalid.map(({ code }) => code)), onProgress })
  for (const finding of unfit.findings)
    findings.push({ severity: 'warning', ...about(finding.code), message: sentenceOf(finding), position: finding.position })
  const datum = datumOf(read, live, options.known)
  if (datum) findings.push(datum)
  const differences = await compareGrids(wanted)
  const lost = differences.ended.filter((code) => !live.find((grid) => grid.code === code)?.demo)
  if (lost.length > 0)
    findings.push({
      severity: 'warning',
      place: 'not in the file',
      code: null,
      name: null,
      message: `${lost.length} grids that hold now would end: ${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ', …' : ''} (--within CODE replaces only a part)`,
      position: null,
    })
  return { wanted, findings, differences, slivers: unfit.slivers }
}

function sentenceOf({ kind, code, other, squareMeters }: Unfit): string {
  const size = `${squareMeters.toLocaleString('en-US')} m²`
  if (kind === 'overlap') return `overlaps ${other} by ${size}`
  if (kind === 'outside') return `reaches ${size} beyond its parent ${other}`
  return code === '' ? `the grids of level 1 enclose ${size} that none of them covers` : `has ${size} that none of its children covers`
}

/** The datum guard: grids given as WGS84 that fit the known area only after GCJ-02 or BD-09 is undone. */
function datumOf(
  read: readonly ReadGrid[],
  live: readonly { demo: boolean; code: string; geometry: MultiPolygon; id: number }[],
  known: MultiPolygon | undefined,
): GridFinding | null {
  const surveyed = live.filter((grid) => !grid.demo)
  const area = known ? [{ id: 1, code: '1', geometry: known }] : surveyed
  const judged = read.filter(({ sourceCrs }) => sourceCrs !== 'GCJ02' && sourceCrs !== 'BD09')
  if (area.length === 0 || judged.length === 0) return null
  const { locate } = makeGridIndex(area)
  const positions = judged.flatMap(({ geometry }) => positionsOf(geometry))
  const { fits, total, suspected } = guessDatum(positions, (position) => locate(position) !== null)
  if (!suspected) return null
  const message = `the corners fit ${known ? 'the known area' : 'the grids that hold'} better as ${suspected} (${fits[suspected]} of ${total}) than as they are (${fits.WGS84}): convert them by --crs ${suspected}`
  return { severity: 'warning', place: 'the file', code: null, name: null, message, position: judged[0]?.geometry.coordinates[0]?.[0]?.[0] ?? null }
}

/** A finding as a line: how bad, where in the file, which grid, what, and where on the ground. */
export function lineOf({ severity, place, code, name, message, position }: GridFinding): string {
  const grid = [code, name].filter(Boolean).join(' ')
  const at = position ? ` (at ${position[0].toFixed(6)}, ${position[1].toFixed(6)})` : ''
  return `${severity}: ${place}${grid ? `, ${grid}` : ''}: ${message}${at}`
}

/** What is remarked about parts too thin to be told one by one. */
export function sliversNote(slivers: number): string {
  return slivers === 0 ? '' : `${slivers} slivers between grids are thinner than ${THIN_METERS} m or smaller than 1 m² and were passed over.`
}
