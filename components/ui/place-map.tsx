'use client'
import { useEffect, useState } from 'react'
import { fetchGrids } from '@/lib/client/api'
import type { GridShape } from '@/lib/client/grids'
import { drawOutlines } from '@/lib/client/outlines'

const [WIDTH, HEIGHT] = [320, 180]
const SHEET = { width: WIDTH, height: HEIGHT, margin: 12 }

export type PlaceMapProps = {
  grids: readonly string[]
  position: readonly [number, number] | null
  label: string
  /** under it */
  note?: string | null
}

/** The code that all of these lie below, with some of what lies around them; never more than a street of one. */
function aroundOf(grids: readonly string[]): string {
  const [first = '', ...others] = grids
  let length = Math.max(9, first.length - 3)
  while (length > 0 && !others.every((grid) => grid.startsWith(first.slice(0, length)))) length = length > 9 ? length - 3 : 0
  return first.slice(0, length)
}

/** Where something is: its grids among their neighbours, and the point where one is known. A sketch, not a map: it needs no engine. */
export function PlaceMap({ grids, position, label, note }: PlaceMapProps) {
  const [shapes, setShapes] = useState<readonly GridShape[]>([])
  const around = aroundOf(grids)
  useEffect(() => {
    let current = true
    fetchGrids(around).then(
      (tree) => current && setShapes(tree.list.filter((g) => g.until === 4)),
      () => current && setShapes([]),
    )
    return () => {
      current = false
    }
  }, [around])
  const draw = drawOutlines(shapes, SHEET)
  const point = draw && position ? draw.at(position) : null
  return (
    <figure>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="w-full rounded-8 border border-line bg-(--map-bg-0)" role="img" aria-label={label}>
        {draw &&
          shapes.map((g) => (
            <path
              key={g.code}
              d={draw.line(g)}
              stroke="var(--map-line)"
              className={
                grids.some((grid) => g.code.startsWith(grid))
                  ? 'fill-[color-mix(in_srgb,var(--map-body-hi),var(--sev-4)_22%)] stroke-[1.4]'
                  : 'fill-(--map-body-hi) stroke-[0.6] [stroke-opacity:0.5]'
              }
            />
          ))}
        {point && (
          <g>
            <circle cx={point[0]} cy={point[1]} r="9" fill="var(--panel)" stroke="var(--ink-1)" strokeWidth="1.5" />
            <circle cx={point[0]} cy={point[1]} r="4" fill="var(--ink-1)" />
          </g>
        )}
      </svg>
      {note && <figcaption className="pt-4 text-13 text-ink-3">{note}</figcaption>}
    </figure>
  )
}
