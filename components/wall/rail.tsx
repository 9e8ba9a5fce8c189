import { Fragment, type ReactNode } from 'react'
import type { Column, Layout, PanelId } from './layouts'

/** The panels of a board by name; what it has nothing for is absent, and its place goes to the others. */
export type Panels = Partial<Record<PanelId, (className: string) => ReactNode>>

/** One side of the map: columns of panels. `front` stands above the column next to the map and leaves it only what grows. */
export function Rail({ side, layout, panels, front }: { side: 'left' | 'right'; layout: Layout; panels: Panels; front?: ReactNode }) {
  const columns = layout[side]
  const inner = side === 'left' ? columns.length - 1 : 0
  return (
    <aside className={`rail rail-${layout.name} drains pointer-events-none absolute flex gap-16 ${side === 'left' ? 'left-24' : 'right-24'}`}>
      {columns.map((column, i) => (
        <div key={column.panels.join()} className="rail-column flex min-h-0 flex-col gap-16">
          {i === inner && front}
          {shownOf(column, panels, i === inner && Boolean(front)).map(({ id, render, grows }) => (
            <Fragment key={id}>{render(grows ? 'min-h-0 flex-1' : 'shrink-0')}</Fragment>
          ))}
        </div>
      ))}
    </aside>
  )
}

function shownOf({ panels: ids, grow }: Column, panels: Panels, crowded: boolean) {
  const there = ids.flatMap((id) => {
    const render = panels[id]
    return render ? [{ id, render, grows: id === grow }] : []
  })
  const kept = crowded ? there.filter((p) => p.grows) : there
  // a column whose growing panel is absent still fills its height
  if (!kept.some((p) => p.grows) && kept.length > 0) return kept.map((p, i) => ({ ...p, grows: i === kept.length - 1 }))
  return kept
}
