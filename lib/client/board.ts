import type { HiddenAlerts } from '@/lib/domain/alert'
import type { AlertsShown } from '@/lib/domain/alerts-view'
import type { BoardState } from '@/lib/domain/apply'
import type { EventType } from '@/lib/domain/category'
import type { Lattice } from '@/lib/domain/lattice'
import type { Figures, Snapshot } from '@/lib/domain/wire'

/** How the page hears from the server: a socket, or asking again and again where there is none. */
export type Link = 'connecting' | 'socket' | 'polling' | 'down'

/** A type as the snapshot names it: in English where that is known. */
export type NamedType = EventType & { nameEn?: string | undefined }

/** What names and places mean: it comes with each snapshot and does not move with changes. */
export type Key = {
  types: ReadonlyMap<number, NamedType>
  typeIds: ReadonlyMap<string, number>
  gridCodes: ReadonlyMap<number, string>
  gridIds: ReadonlyMap<string, number>
  lattice: Lattice
  demo: boolean
}

/** Alerts by id. */
export type AlertRows = AlertsShown['rows']

/**
 * The alerts that live, as the page knows them; null before they have come. `hidden`: how many more of sensitive types a street has.
 * `clockOffset`: the server's clock less the page's.
 */
export type AlertsHeld = { alerts: AlertRows | null; hidden: readonly HiddenAlerts[]; clockOffset: number; mismatches: number }

/** All that the page knows of the world. */
export type LiveState = AlertsHeld & {
  board: BoardState | null
  key: Key | null
  figures: Figures | null
  /** the revision of the figures shown */
  figuresRevision: number
  /** 0…1 while the demonstration's history is being made */
  historyProgress: number | null
  link: Link
  /** fetching a snapshot or a gap */
  syncing: boolean
  /** the highest revision heard of */
  head: number
  /** the page's clock when the server last spoke; null before it ever did */
  heardAt: number | null
  /** the server's clock less the page's */
  clockOffset: number
  /** how often a check failed, and the snapshot or all figures were read again */
  mismatches: number
  /** the server refuses this screen */
  denied: boolean
}

export const startState: LiveState = {
  board: null,
  key: null,
  figures: null,
  figuresRevision: 0,
  alerts: null,
  hidden: [],
  historyProgress: null,
  link: 'connecting',
  syncing: true,
  head: 0,
  heardAt: null,
  clockOffset: 0,
  mismatches: 0,
  denied: false,
}

/** The names and places of a snapshot. */
export function keyOf(snapshot: Snapshot): Key {
  const ids = Object.entries(snapshot.gridIds)
  return {
    types: new Map(snapshot.types.map((t) => [t.id, t])),
    typeIds: new Map(snapshot.types.map((t) => [t.code, t.id])),
    gridCodes: new Map(ids.map(([code, id]) => [id, code])),
    gridIds: new Map(ids),
    lattice: snapshot.lattice,
    demo: snapshot.demo,
  }
}

/** How many changes the page is behind what it has heard of. */
export const behind = (state: LiveState): number => (state.board ? Math.max(0, state.head - state.board.revision) : 0)
