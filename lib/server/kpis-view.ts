import { dayNumber } from '@/lib/domain/clock'
import { diffHead, diffRows, encodeRows, type FiguresView, figuresView, hashFigures } from '@/lib/domain/figures-view'
import type { GridNode } from '@/lib/domain/grid'
import type { Board } from '@/lib/live/board'
import { touchOf } from '@/lib/live/touched'
import { wireBytes } from './frame'
import { makeView, type View } from './view'

/** What the views read: the board of now, which may be another one later, and what is told beside it. */
export type ViewSource = { readonly live: { readonly board: Board }; historyProgress(): number | null }

/** The figures (`kpis:changed`): those of the scope above, and a row for each grid in it. They move with the log and the civil day. */
export function kpisView({ live, historyProgress }: ViewSource): View {
  let known: { atlas: Board['atlas']; nodes: ReadonlyMap<string, GridNode> } | null = null
  const nodes = () => {
    const { atlas } = live.board
    if (known?.atlas !== atlas) known = { atlas, nodes: new Map(atlas.grids.map((grid) => [grid.code, grid])) }
    return known.nodes
  }
  return makeView<FiguresView>({
    name: 'kpis',
    cursor: () => live.board,
    rows({ viewer, level }, now) {
      const byCode = nodes()
      return figuresView(live.board.figures(viewer, now), historyProgress(), (code) => {
        const node = byCode.get(code)
        return node && node.level <= level ? node.id : undefined
      })
    },
    moment: (now) => `${dayNumber(now)} ${historyProgress()}`,
    touches({ viewer }) {
      let touch: ReturnType<typeof touchOf> | null = null
      let of: Board['atlas'] | null = null
      return (changes, now, touched) => {
        const { board } = live
        if (!touch || of !== board.atlas) touch = touchOf(board, viewer)
        of = board.atlas
        touch(changes, now, touched)
      }
    },
    whole: (place, { head, rows, historyProgress }) => ({
      event: 'kpis:changed',
      body: { ...place, ...head, grids: wireBytes(encodeRows(rows)), historyProgress },
    }),
    changed(place, { head, rows }, before, touched) {
      const parts = diffHead(before.head, head, touched)
      const moved = diffRows(before.rows, rows, touched)
      if (moved.ids.length === 0 && Object.keys(parts).length === 0) return null
      return { event: 'kpis:changed', body: { ...place, ...parts, grids: wireBytes(encodeRows(moved)) } }
    },
    hash: hashFigures,
  })
}
