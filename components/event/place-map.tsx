'use client'
import { useEffect, useState } from 'react'
import { fetchGrids } from '@/lib/client/api'
import type { GridShape } from '@/lib/client/grids'
import { deskTexts } from '@/lib/client/messages/desk'

const WIDTH = 320
const HEIGHT = 180
const MARGIN = 12

/** Lines of a ring on the sheet: degrees of longitude are shorter than those of latitude. */
function drawer(shapes: readonly GridShape[]) {
  const points = shapes.flatMap((g) => g.coordinates.flatMap((rings) => rings.flat()))
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])]
  const [west, east, south, north] = [xs, ys].flatMap((v) => [v.reduce((a, b) => Math.min(a, b)), v.reduce((a, b) => Math.max(a, b))])
  if (west === undefined || east === undefined || south === undefined || north === undefined) return null
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = Math.min((WIDTH - 2 * MARGIN) / Math.max(1e-9, (east - west) * narrow), (HEIGHT - 2 * MARGIN) / Math.max(1e-9, north - south))
  const at = ([x, y]: readonly [number, number]): [number, number] => [
    WIDTH / 2 + (x - (west + east) / 2) * narrow * scale,
    HEIGHT / 2 - (y - (south + north) / 2) * scale,
  ]
  const line = (shape: GridShape) =>
    shape.coordinates
      .flatMap((rings) =>
        rings.map(
          (ring) =>
            `M${ring
              .map((p) =>
                at(p)
                  .map((v) => v.toFixed(1))
                  .join(' '),
              )
              .join('L')}Z`,
        ),
      )
      .join('')
  return { at, line }
}

/** Where an event is: its grid among its neighbours, and the point where one is known. A sketch, not a map: it needs no engine. */
export function PlaceMap({ grid, position }: { grid: string; position: readonly [number, number] | null }) {
  const [shapes, setShapes] = useState<readonly GridShape[]>([])
  const around = grid.slice(0, Math.max(9, grid.length - 3))
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
  const draw = shapes.length > 0 ? drawer(shapes) : null
  const point = draw && position ? draw.at(position) : null
  return (
    <figure>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="w-full rounded-8 border border-line bg-(--map-bg-0)"
        role="img"
        aria-label={deskTexts.event.place}
      >
        {draw &&
          shapes.map((g) => (
            <path
              key={g.code}
              d={draw.line(g)}
              stroke="var(--map-line)"
              className={
                g.code.startsWith(grid)
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
      {!position && <figcaption className="pt-4 text-13 text-ink-3">{deskTexts.event.noPosition}</figcaption>}
    </figure>
  )
}
