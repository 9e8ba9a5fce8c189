import { useMemo } from 'react'
import { SeverityMark } from '@/components/ui/severity-mark'
import { colourName } from '@/lib/client/alert-words'
import { fetchGrids } from '@/lib/client/api'
import type { GridShape } from '@/lib/client/grids'
import type { Answered } from '@/lib/client/http'
import { drawOutlines } from '@/lib/client/outlines'
import { useRead } from '@/lib/client/use-read'
import type { Remote } from '@/lib/domain/screen'

const [WIDTH, HEIGHT] = [340, 180]
const SHEET = { width: WIDTH, height: HEIGHT, margin: 14 }
const MARK = 9
const [STREET, COMMUNITY] = [1, 2] as const

/** Outlines of streets and communities, and of the grid that the wall looks at. They stay as long as the page. */
function useOutlines(fly: string | null): readonly GridShape[] {
  const read = async (): Promise<Answered<readonly GridShape[]>> => {
    try {
      const trees = await Promise.all([fetchGrids(undefined, STREET), fetchGrids(undefined, COMMUNITY), ...(fly === null ? [] : [fetchGrids(fly)])])
      return { ok: true, body: [...new Map(trees.flatMap(({ list }) => list.map((shape) => [shape.code, shape] as const))).values()] }
    } catch {
      return { ok: false, code: 'lost', message: '', field: null, problem: {} }
    }
  }
  const { data } = useRead(['wall-picture', fly], read)
  return data ?? []
}

/** The innermost of these shapes that a grid lies in. */
const around = (shapes: readonly GridShape[], grid: string): GridShape | undefined =>
  shapes.filter(({ code }) => grid.startsWith(code)).sort((a, b) => b.code.length - a.code.length)[0]

/**
 * The wall as a small picture: streets and communities, where it looks, red alerts that nobody has acknowledged, and the hot spots that it can be flown to. What it says
 * stands beside it in words.
 */
export default function WallPicture({ remote: { showing, alerts, hotspots } }: { remote: Pick<Remote, 'showing' | 'alerts' | 'hotspots'> }) {
  const fly = showing?.fly ?? null
  const shapes = useOutlines(fly)
  const outer = useMemo(() => shapes.filter(({ level }) => level <= COMMUNITY), [shapes])
  const draw = useMemo(() => drawOutlines(outer, SHEET), [outer])
  const looked = fly === null ? undefined : shapes.find(({ code }) => code === fly)
  const placeOf = (grid: string) => {
    const shape = around(outer, grid)
    return shape && draw ? draw.at(shape.place) : null
  }
  // one mark a place, however many alerts it has
  const calling = new Set(alerts.flatMap(({ grid }) => around(outer, grid) ?? []))
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="block w-full rounded-t-10 border-b border-line bg-(--map-bg-0)"
      data-testid="wall-picture"
      data-grid={fly ?? ''}
      aria-hidden
    >
      {draw && (
        <>
          {outer.map((shape) => (
            <path
              key={shape.code}
              d={draw.line(shape)}
              fill={shape.level === STREET ? 'color-mix(in srgb, var(--data) 14%, var(--map-bg-0))' : 'none'}
              stroke="var(--map-line)"
              strokeWidth={shape.level === STREET ? 1.4 : 0.5}
              strokeLinejoin="round"
            />
          ))}
          {looked && (
            <path
              d={draw.line(looked)}
              fill="color-mix(in srgb, var(--data) 60%, transparent)"
              stroke="var(--ink-1)"
              strokeWidth="2"
              strokeLinejoin="round"
            />
          )}
          {hotspots.map((grid, i) => {
            const at = placeOf(grid)
            return (
              at && (
                <g key={grid} transform={`translate(${at[0]} ${at[1]})`}>
                  <circle r={MARK - 1} fill="var(--panel)" stroke="var(--ink-2)" />
                  <text textAnchor="middle" dominantBaseline="central" fontSize="11" fill="var(--ink-1)">
                    {i + 1}
                  </text>
                </g>
              )
            )
          })}
          {[...calling].map((shape) => {
            const [x, y] = draw.at(shape.place)
            return (
              <g key={shape.code} transform={`translate(${x - MARK} ${y - MARK})`} data-testid="wall-picture-alert">
                <SeverityMark rank={1} label={colourName('red')} side={2 * MARK} />
              </g>
            )
          })}
        </>
      )}
    </svg>
  )
}
