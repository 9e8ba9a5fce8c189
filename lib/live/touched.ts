import { actingParties, type Viewer } from '@/lib/domain/access'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import { dayNumber } from '@/lib/domain/clock'
import type { HeadPart } from '@/lib/domain/figures-view'
import { EVENT_STATES, isVoid, partyKey, sourceLife } from '@/lib/domain/life'
import type { Touched } from '@/lib/domain/view'
import type { Board } from './board'

/** What an event counts as: in the rows of grids that show it, in the viewer's total, and what of it is today's. 0 and '': not at all. */
type Marks = { [part in HeadPart]: number | string } & { row: number; place: number; sensitive: boolean }
const NOTHING: Marks = { row: 0, total: 0, states: 0, today: 0, classes: '', place: -1, sensitive: false }

/**
 * Says which of a viewer's figures changes move, as the ids of grids and the parts above them. Only what the figures show is touched: a
 * sensitive event touches none of the grids that do not count it, or they would tell where it lies. Holds for the board's present atlas.
 */
export function touchOf(board: Board, viewer: Viewer): (changes: readonly EventChange[], now: number, touched: Touched) => void {
  const { tree, audience, viewer: inside } = board.view(viewer)
  const { typeById } = board.atlas
  const parties = actingParties(inside, tree.nodes)
  const department = viewer.scope.kind === 'department' ? partyKey({ kind: 'department', id: viewer.scope.department }) : null

  const marksOf = (facts: EventFacts | null, today: number): Marks => {
    if (!facts) return NOTHING
    const place = tree.placeOf(facts.grid)
    const life = facts.life ?? sourceLife(facts.handledAt)
    if (place < 0 || !audience.plain[place] || isVoid(life) || (department && !life.parties.includes(department))) return NOTHING
    const type = typeById.get(facts.type)
    const sensitive = type?.sensitive ?? true
    const isToday = (at: number | null) => at !== null && dayNumber(at) === today
    const begun = isToday(facts.occurredAt)
    const light = facts.handledAt !== null ? 1 : { normal: 2, near: 3, overdue: 4 }[life.light]
    const own = { ...NOTHING, row: 1 + (light === 1 ? 2 : light === 4 ? 4 : 0) + (begun ? 8 : 0), place, sensitive }
    if (sensitive && !audience.inTotal[place] && !life.parties.some((party) => parties.includes(party))) return own
    return {
      ...own,
      total: light,
      states: 1 + EVENT_STATES.indexOf(life.state),
      today: (begun ? 1 : 0) + (isToday(facts.handledAt) ? 2 : 0),
      classes: begun ? (type?.classCode ?? '') : '',
    }
  }
  const touchRows = ({ row, place, sensitive }: Marks, touched: Touched) => {
    if (row === 0) return
    for (let at = place; at >= 0; at = tree.parent[at] ?? -1) {
      const id = tree.nodes[at]?.id
      if (id !== undefined && audience.plain[at] && (!sensitive || audience.inFigure[at])) touched.add(id)
    }
  }
  return (changes, now, touched) => {
    const day = dayNumber(now)
    for (const change of changes) {
      const [before, after] = [marksOf(change.before, day), marksOf(change.after, day)]
      if (before.row !== after.row || before.place !== after.place || before.sensitive !== after.sensitive) {
        touchRows(before, touched)
        touchRows(after, touched)
      }
      for (const part of PARTS) if (before[part] !== after[part]) touched.add(part)
    }
  }
}
const PARTS: readonly HeadPart[] = ['total', 'states', 'today', 'classes']
