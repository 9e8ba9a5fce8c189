import { mayReadGrid, type Viewer, visibilityClass } from './access'
import type { AlertDetail } from './alert'
import type { AlertRecord } from './alert-record'
import { seenGrids } from './alert-told'
import { MINUTE_MS } from './clock'
import { type GridNode, isWithin } from './grid'
import { type LadderMinutes, Rung, type Stander, type Standing } from './ladder'
import { maskName } from './masking'
import { maySeePeopleOf } from './people'

const time = (at: number): string => new Date(at).toISOString()

const LEVELS: Readonly<Record<Rung, number | null>> = { officer: null, level4: 4, level3: 3, level2: 2, level1: 1, leader: null }

/** The grids of a rung: those of its level that are or hold a grid of the alert. */
export function gridsOfRung(rung: Rung, grids: readonly string[], all: Iterable<Pick<GridNode, 'code' | 'level'>>): string[] {
  const level = LEVELS[rung]
  if (level === null) return []
  return [...all].flatMap((grid) => (grid.level === level && grids.some((code) => isWithin(code, grid.code)) ? [grid.code] : [])).sort()
}

/** What is known of whom a ladder calls: who stands on each rung now, whom each was called for, and names of chiefs by id, in clear. */
export type LadderPeople = { standing: Standing; called: ReadonlyMap<Rung, readonly Stander[]>; names: ReadonlyMap<string, string> }

/**
 * The ladder of an alert as this viewer may know it. Names of the roster are for everybody but screens; a chief is named, masked, to those who
 * may read about the people of that grid; grids outside the scope are left out.
 */
export function toldLadder(
  alert: AlertRecord,
  viewer: Viewer,
  { minutes, people, grids }: { minutes: LadderMinutes; people: LadderPeople; grids: Iterable<Pick<GridNode, 'code' | 'level'>> },
): AlertDetail['ladder'] {
  const { calls, repeats, dueAt } = alert.ladder
  const own = minutes[alert.colour]
  const seen = seenGrids(viewer, alert)
  const all = [...grids]
  const known = new Set(calls.flatMap((call) => call.people))
  let due = alert.state === 'firing' ? dueAt : null
  const rungs = Rung.options.map((rung) => {
    const reached = calls.find((call) => call.rung === rung)
    const standers = reached ? (people.called.get(rung) ?? []) : people.standing[rung]
    const at = reached?.at ?? due
    // a rung without anybody new is passed at once
    const passes = reached || standers.some(({ id }) => !known.has(id)) ? null : standers.length > 0 ? ('same' as const) : ('vacant' as const)
    if (!reached && passes === null && due !== null) due = own === null ? null : due + MINUTE_MS * own
    for (const { id } of standers) known.add(id)
    return {
      rung,
      result: reached?.result ?? null,
      at: at === null ? null : time(at),
      passes,
      grids: gridsOfRung(rung, seen, all).filter((code) => mayReadGrid(viewer, code)),
      people: toldPeople(standers, viewer, people.names),
    }
  })
  return { minutes: own, repeats, rungs }
}

/** People on a rung by the names that this viewer may read. */
export function toldPeople(
  standers: readonly Stander[],
  viewer: Viewer,
  names: ReadonlyMap<string, string>,
): { name: string; grid?: string | undefined }[] {
  if (visibilityClass(viewer) === 'screen') return []
  return standers.flatMap(({ id, name, grid }) => {
    if (grid === undefined) return name === undefined ? [] : [{ name }]
    const chief = names.get(id)
    return chief !== undefined && maySeePeopleOf(viewer, grid) ? [{ name: maskName(chief), grid }] : []
  })
}
