'use client'
import { useEffect, useState } from 'react'
import { fetchGrids } from '@/lib/client/api'
import type { GridShape } from '@/lib/client/grids'

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
  const draw = shapes.length > 0 ? drawer(shapes) : null
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
