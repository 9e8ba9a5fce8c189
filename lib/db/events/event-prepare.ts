import crypto, { createHash } from 'node:crypto'
import { mayReport, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { historyRules, lifeOfStages } from '@/lib/domain/case-history'
import type { Rejected } from '@/lib/domain/event'
import { canonicalContent, type EventContent } from '@/lib/domain/event-content'
import type { Rules } from '@/lib/domain/event-kinds'
import { type Refusal, readContent } from '@/lib/domain/event-reading'
import { cellOf } from '@/lib/domain/lattice'
import { factsOfLife } from '@/lib/domain/life-event'
import { lateFlags, lightOf, nextLightChange } from '@/lib/domain/lights'
import { firstClocks, firstLimits } from '@/lib/domain/limit'
import { maySendAs, sourceOf } from '@/lib/domain/origin'
import { ROLES } from '@/lib/domain/roles'
import type { ToldStage } from '@/lib/domain/stages'
import type { Incoming, Place, Told } from './event-merge'
import { stageColumns } from './stage-rows'

/** A row that could be read; `placeRows` gives it its place, again when the atlas is another one. */
export type ReadRow = Incoming & { index: number }

const NOWHERE: Place = {
  ...{ grid: 0, type: 0, urgency: 4, cellX: -1, cellY: -1, deadline: 0, nearAt: 0 },
  ...{ reportedBy: null, byPerson: false, source: null, told: null },
}

/** The first 16 bytes of SHA-256 over the canonical content, as 32 hex digits. */
export function contentHash(content: EventContent): string {
  const text = canonicalContent(content)
  // the one-shot function is half the work, but Node has it only since 20.12
  const hex = typeof crypto.hash === 'function' ? crypto.hash('sha256', text, 'hex') : createHash('sha256').update(text).digest('hex')
  return hex.slice(0, 32)
}

/** Rows read in one turn of the event loop, about 0.2 ms: others are served, and the transaction under way goes on, in between. */
const ROWS_A_TURN = 64

/** Reads every row; the rest are refused by name. `receivedAt` gives the time of receipt of row i, epoch milliseconds. */
export async function readRows(
  rows: readonly unknown[],
  now: number,
  receivedAt: (row: number) => number,
): Promise<{ read: ReadRow[]; refused: Rejected[] }> {
  const read: ReadRow[] = []
  const refused: Rejected[] = []
  for (let index = 0; index < rows.length; index++) {
    if (index > 0 && index % ROWS_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve))
    const reading = readContent(rows[index], now)
    if (reading.ok) read.push({ index, content: reading.content, hash: contentHash(reading.content), receivedAt: receivedAt(index), place: NOWHERE })
    else refused.push({ index, ...reading.refusal })
  }
  return { read, refused }
}

/** Rows that have their place by one atlas, and the refused ones: unknown type or grid, outside the area or the sender's scope. */
export type Placed = { rows: ReadRow[]; refused: Rejected[] }

/**
 * Sets the place of each row. `viewer` null: whoever sends may send into every grid. `departments`: those of the county, needed where rows
 * come with stages.
 */
export function placeRows(read: readonly ReadRow[], atlas: Atlas, viewer: Viewer | null, departments: ReadonlySet<string> | null): Placed {
  const placed: Placed = { rows: [], refused: [] }
  const allowed = reach(atlas, viewer)
  const byPerson = viewer?.userId !== undefined
  const reportedBy = viewer && (byPerson || ROLES[viewer.role].byHand) ? viewer.id : null
  const usual = viewer && sourceOf(viewer)
  const rules = new Map<string, Rules>()
  const rulesOf = ({ type: id, urgency }: Pick<Place, 'type' | 'urgency'>): Rules | null => {
    const key = `${id} ${urgency}`
    const known = rules.get(key)
    const type = atlas.typeById.get(id)
    if (known || !type) return known ?? null
    const made = historyRules(type, urgency, atlas)
    rules.set(key, made)
    return made
  }
  for (const row of read) {
    const place = objection(row.content, viewer) ?? placeOf(row.content, atlas, allowed)
    if ('message' in place) {
      placed.refused.push({ index: row.index, id: row.content.id, ...place })
      continue
    }
    const { stages } = row.content
    const by = stages && rulesOf(place)
    const told = stages && by && departments ? toldOf(row, stages, by, departments, reportedBy) : null
    if (told && 'message' in told) {
      placed.refused.push({ index: row.index, id: row.content.id, ...told })
      continue
    }
    row.place = { reportedBy, byPerson, source: row.content.source ?? usual, told, ...place }
    placed.rows.push(row)
  }
  return placed
}

/** What this sender may not say of any event, whichever it is. */
function objection({ handledAt, stages, source }: EventContent, viewer: Viewer | null): Refusal | null {
  if (!viewer) return null
  if (viewer.userId !== undefined && stages !== null)
    return { code: 'forbidden', message: 'People say by the actions of an event what became of it, not by "stages".' }
  if (viewer.userId !== undefined)
    return handledAt === null ? null : { code: 'forbidden', message: 'People say by the actions of an event that it is handled, not by "handledAt".' }
  if (source === null || maySendAs(viewer, source)) return null
  return { code: 'forbidden', message: `The source ${JSON.stringify(source)} is none of those that this token may send as.` }
}

/** May the viewer send into a grid id? Asked once a grid. */
export function reach(atlas: Atlas, viewer: Viewer | null): (grid: number) => boolean {
  if (!viewer) return () => true
  const known = new Map<number, boolean>()
  return (grid) => {
    const answer = known.get(grid)
    if (answer !== undefined) return answer
    const may = mayReport(viewer, atlas.byId.get(grid)?.code ?? '')
    known.set(grid, may)
    return may
  }
}

/** By its position where there is one (the leaf), otherwise the grid it names, of any level. */
function placeOf(
  content: EventContent,
  atlas: Atlas,
  allowed: (grid: number) => boolean,
): Omit<Place, 'reportedBy' | 'byPerson' | 'source' | 'told'> | Refusal {
  const type = atlas.typeByCode.get(content.type)
  if (!type) return { code: 'unknown_type', message: `There is no event type ${JSON.stringify(content.type)}.` }
  const named = content.grid === null ? undefined : atlas.byCode.get(content.grid)
  if (content.grid !== null && !named) return { code: 'unknown_grid', message: `There is no grid ${content.grid}.` }
  const grid = content.position ? atlas.locate(content.position) : (named?.id ?? null)
  if (grid === null) return { code: 'outside_area', message: `The position ${content.position?.join(', ')} lies in no grid.` }
  if (!allowed(grid)) return { code: 'outside_area', message: `Grid ${atlas.byId.get(grid)?.code} lies outside the area you may report for.` }
  const [cellX, cellY] = content.position ? cellOf(atlas.lattice, content.position) : [-1, -1]
  const urgency = content.urgency ?? type.urgency
  const { deadline, nearAt } = firstClocks(content.occurredAt, firstLimits(type, urgency, atlas.lifecycle), atlas.calendar)
  return { grid, type: type.id, urgency, cellX, cellY, deadline, nearAt }
}

/** What the stages of a row come to by the rules of now; the light is that of when we got to know. */
function toldOf(
  { content, receivedAt }: ReadRow,
  stages: readonly ToldStage[],
  rules: Rules,
  departments: ReadonlySet<string>,
  reporter: string | null,
): Told | Refusal {
  const { calendar, handling } = rules
  const { deadline, stageClock } = firstClocks(content.occurredAt, { handling, stages: rules.entryByHand ? rules : null }, calendar)
  const report = { reportedAt: content.occurredAt, reporter, handledAt: content.handledAt, limit: handling, deadline, stageClock, grid: '' }
  const folded = lifeOfStages(report, stages, rules)
  if (!folded.ok) return { code: 'invalid', message: folded.message }
  const { life, stateSince } = folded
  const { stages: text, words } = stageColumns(stages)
  const facts = factsOfLife(life, { light: lightOf(life, receivedAt, calendar), late: lateFlags(life, receivedAt) })
  // Each department has a board of its own, so they are those of the county and not any text of an export. Nobody assists without a lead.
  const isThere = (party: string) => !party.startsWith(DEPARTMENT) || departments.has(party.slice(DEPARTMENT.length))
  return {
    life: facts.parties.every(isThere) ? facts : { ...facts, parties: facts.parties.slice(0, 1).every(isThere) ? facts.parties.filter(isThere) : [] },
    handledAt: life.closedAt,
    nextLightAt: nextLightChange(life, receivedAt, calendar),
    stateSince,
    stages: text,
    words,
  }
}

const DEPARTMENT = 'department:'
