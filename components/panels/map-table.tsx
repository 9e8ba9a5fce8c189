'use client'
import { useEffect, useMemo, useRef } from 'react'
import { Empty } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Dialog } from '@/components/ui/dialog'
import { Table } from '@/components/ui/table'
import { formatCount, formatRate } from '@/lib/client/format'
import { type GridTree, outer, pathTo } from '@/lib/client/grids'
import { mapTexts } from '@/lib/client/messages/map'
import { openedTexts } from '@/lib/client/messages/opened'
import { wallTexts } from '@/lib/client/messages/wall'
import { useStore } from '@/lib/client/use-store'
import type { World } from '@/lib/client/world'
import type { Figures } from '@/lib/domain/wire'

const { table: texts } = mapTexts

/** The parts of a grid; of none, the outermost that there are. */
const partsOf = (tree: GridTree, code: string | null) =>
  code === null ? tree.list.filter(({ parentCode }) => !tree.byCode.has(parentCode)) : (tree.childrenOf.get(code) ?? [])

type MapTableProps = {
  world: World
  /** the figures of the moment that is looked back at, null while they are not all there; without: those of now */
  then?: Pick<Figures, 'grids'> | null
  onClose(): void
}

/** What the map shows, as a table: the parts of the chosen grid with their figures, each of which leads further in, and the map with it. */
export default function MapTable({ world, then, onClose }: MapTableProps) {
  const now = useStore(world.live, (s) => s.figures)
  const figures = then === undefined ? now : then
  const tree = useStore(world.scenery, (s) => s.tree)
  const selected = useStore(world.view, (s) => s.selected)
  const here = useRef<HTMLParagraphElement>(null)
  const ofGrid = useMemo(() => new Map(figures?.grids.map((figure) => [figure.grid, figure])), [figures])
  // the row that was pressed is gone
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place is a reason to go there
  useEffect(() => here.current?.focus(), [selected])
  const choose = (code: string | null) => world.view.set({ selected: code })
  const count = (n: number | undefined) => (n === undefined ? wallTexts.none : formatCount(n))
  const path = tree && selected !== null ? pathTo(tree, selected) : []
  const parts = tree ? partsOf(tree, selected) : []
  const { grid: words } = openedTexts
  return (
    <Dialog title={texts.title} onClose={onClose} testId="map-table">
      <div className="flex flex-wrap items-center gap-12 py-12">
        <p ref={here} tabIndex={-1} className="text-15 font-semibold text-ink-1 outline-none" data-testid="map-table-place">
          {[texts.all, ...path.map(({ label }) => label)].join(' › ')}
        </p>
        {tree && selected !== null && (
          <Action size="small" onClick={() => choose(outer(tree, selected))} data-testid="map-table-back">
            {texts.back}
          </Action>
        )}
      </div>
      {!tree || !figures ? (
        <Empty>{texts.waiting}</Empty>
      ) : parts.length === 0 ? (
        <Empty>{texts.end}</Empty>
      ) : (
        <Table columns={[texts.name, words.today, words.open, words.overdue, words.rate, words.households]} testId="map-table-rows">
          {parts.map(({ code, label, households }) => {
            const figure = ofGrid.get(code)
            const rate = figure ? formatRate(figure.handled, figure.reported) : { value: wallTexts.none, unit: '' }
            const below = tree.childrenOf.get(code)?.length ?? 0
            return (
              <tr key={code} data-grid={code}>
                <th scope="row" className="px-12 py-8 text-left font-medium">
                  <button
                    type="button"
                    className="min-h-24 text-left text-ink-1 underline underline-offset-4"
                    title={below > 0 ? texts.into(label, below) : undefined}
                    onClick={() => choose(code)}
                  >
                    {label}
                  </button>
                </th>
                <td>{count(figure?.today)}</td>
                <td>{count(figure?.open)}</td>
                <td>{count(figure && (figure.overdue ?? 0))}</td>
                <td>{rate.value + rate.unit}</td>
                <td>{count(households)}</td>
              </tr>
            )
          })}
        </Table>
      )}
    </Dialog>
  )
}
