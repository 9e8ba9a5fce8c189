import { memo, type ReactNode } from 'react'
import { drains } from '@/components/ui/wall-looks'
import type { Column, Layout, PanelId } from './layouts'
import { PANELS } from './panels'
import type { WallPanel } from './scene'

const panelOf = new Map(PANELS.map((panel) => [panel.id, panel]))

/** One side of the map: columns of panels, of those that are there. `front` stands above the column next to the map and leaves it only what grows. */
export function Rail({ side, layout, there, front }: { side: 'left' | 'right'; layout: Layout; there: ReadonlySet<PanelId>; front?: ReactNode }) {
  const columns = layout[side]
  const inner = side === 'left' ? columns.length - 1 : 0
  return (
    <div
      className={`${drains} pointer-events-none absolute top-112 bottom-160 flex gap-16 ${side === 'left' ? 'left-24' : 'right-24'}`}
      data-testid="rail"
    >
      {columns.map((column, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a column stands where it stands, and two may have nothing
        <div key={`${i} ${column.panels.join()}`} className={`flex min-h-0 flex-col gap-16 ${layout.name === 'three' ? 'w-472' : 'w-392'}`}>
          {i === inner && front}
          {shownOf(column, there, i === inner && Boolean(front)).map(({ panel, grows }) => (
            <Slot key={panel.id} panel={panel} className={grows ? 'min-h-0 flex-1' : 'shrink-0'} />
          ))}
        </div>
      ))}
    </div>
  )
}

/** A panel is drawn anew by what it reads itself, not with the wall around it. */
const Slot = memo(function Slot({ panel: { Panel }, className }: { panel: WallPanel; className: string }) {
  return <Panel className={className} />
})

function shownOf({ panels: ids, grow, yields }: Column, there: ReadonlySet<PanelId>, crowded: boolean) {
  const shown = ids.flatMap((id) => {
    const panel = panelOf.get(id)
    const isLeft = id !== yields || !there.has('alerts')
    return panel && isLeft && there.has(id) ? [{ panel, grows: grow.includes(id) }] : []
  })
  const kept = crowded ? shown.filter((p) => p.grows) : shown
  // a column whose growing panel is absent still fills its height
  if (!kept.some((p) => p.grows) && kept.length > 0) return kept.map((p, i) => ({ ...p, grows: i === kept.length - 1 }))
  return kept
}
