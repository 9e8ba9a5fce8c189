import { useMemo } from 'react'
import { type DutySign, signOf } from '@/lib/client/duties'
import type { GridShape } from '@/lib/client/grids'
import { dutyTexts as texts } from '@/lib/client/messages/duties'
import { drawOutlines } from '@/lib/client/outlines'
import type { DutyOverview } from '@/lib/domain/duty'
import type { DutyItem } from '@/lib/domain/duty-item'
import { FILLS, Sign, SignHatch } from './duty-sign'

const SHEET = { width: 536, height: 360, margin: 10 }
/** A grid that is drawn smaller than this has no sign, only its fill. */
const MIN_AREA = 150
/** So many names of what lies around the items have room. */
const MAX_NAMES = 14

/** Where the name of a community may stand beside its middle, so that it covers no sign. */
const NAME_SHIFTS = [5, 22, -14, 36, -28]

type Draw = NonNullable<ReturnType<typeof drawOutlines>>
function areaOf(draw: Draw, { coordinates }: GridShape): number {
  let area = 0
  for (const [ring = []] of coordinates) {
    const points = ring.map((point) => draw.at(point))
    for (const [i, [x, y]] of points.entries()) {
      const [nx, ny] = points[(i + 1) % points.length] ?? [x, y]
      area += (x * ny - nx * y) / 2
    }
  }
  return Math.abs(area)
}

type Props = {
  shapes: readonly GridShape[]
  items: readonly DutyItem[]
  overview: DutyOverview
  chosen: string | null
  onChoose(id: string): void
}

/** The items of a duty on their grids. The list beside it says the same in rows, and is what keys and readers use. */
export function DutyMap({ shapes, items, overview, chosen, onChoose }: Props) {
  const of = useMemo(() => new Map(items.map((item) => [item.subject.key, item])), [items])
  const drawn = useMemo(() => shapes.filter(({ code }) => of.has(code)), [shapes, of])
  const draw = useMemo(() => drawOutlines(drawn, SHEET), [drawn])
  const sizes = useMemo(() => (draw ? new Map(drawn.map((shape) => [shape.code, areaOf(draw, shape)])) : new Map<string, number>()), [draw, drawn])
  if (!draw) return <p className="p-16 text-ink-3">{texts.map.none}</p>
  const above = shapes.filter(({ code }) => !of.has(code) && drawn.some((shape) => shape.code.startsWith(code)))
  const names = above
    .filter(({ level }) => level === 2)
    .map((shape) => ({ shape, area: areaOf(draw, shape) }))
    .sort((a, b) => b.area - a.area)
    .slice(0, MAX_NAMES)
    .filter(({ area, shape }) => area > 900 + 260 * [...shape.sign].length)
  const signs = drawn.flatMap((shape) => {
    const item = of.get(shape.code)
    return item && item.state !== 'planned' && (sizes.get(shape.code) ?? 0) >= MIN_AREA ? [draw.at(shape.place)] : []
  })
  const { counts } = overview
  const scheduled: [DutySign, string, number] = ['assigned', texts.states.assigned, counts.assigned]
  const unplanned: [DutySign, string, number] = ['planned', texts.states.planned, counts.planned]
  const keys: [DutySign, string, number][] = [
    ['done', texts.map.done, counts.done],
    scheduled,
    ...(counts.planned > 0 ? [unplanned] : []),
    ['overdue', texts.map.overdue, counts.overdue],
  ]
  return (
    <div className="relative size-full max-lg:h-auto">
      <svg viewBox={draw.box} className="size-full max-lg:h-auto max-lg:max-h-[60dvh]" aria-hidden data-testid="duty-map">
        <defs>
          <SignHatch />
        </defs>
        {drawn.map((shape) => {
          const item = of.get(shape.code)
          if (!item) return null
          const sign = signOf(item)
          const [x, y] = draw.at(shape.place)
          const area = sizes.get(shape.code) ?? 0
          return (
            <a
              key={shape.code}
              href={`?item=${item.id}`}
              tabIndex={-1}
              onClick={(event) => {
                event.preventDefault()
                onChoose(item.id)
              }}
              data-grid={shape.code}
              data-sign={sign}
            >
              <path
                d={draw.line(shape)}
                fill={FILLS[sign]}
                stroke="var(--map-line)"
                strokeOpacity="0.45"
                strokeWidth="0.8"
                className="hover:brightness-95"
              >
                <title>{`${shape.name} ${texts.states[item.state]}`}</title>
              </path>
              {area >= MIN_AREA && <Sign sign={sign} x={x} y={y} size={area > 900 ? 13 : 9} />}
            </a>
          )
        })}
        {above.map((shape) => (
          <path
            key={shape.code}
            d={draw.line(shape)}
            fill="none"
            stroke="var(--map-line)"
            strokeWidth={shape.level === 1 ? 2 : 1.3}
            pointerEvents="none"
          />
        ))}
        {drawn
          .filter(({ code }) => of.get(code)?.id === chosen)
          .map((shape) => (
            <path
              key={shape.code}
              d={draw.line(shape)}
              fill="none"
              stroke="var(--ink-1)"
              strokeWidth="3"
              strokeLinejoin="round"
              pointerEvents="none"
            />
          ))}
        {names.map(({ shape }) => {
          const [x, y] = draw.at(shape.place)
          const half = 7 * [...shape.sign].length
          const isFree = (at: number) => !signs.some(([sx, sy]) => Math.abs(sx - x) < half + 8 && Math.abs(sy - (at - 5)) < 15)
          const line = NAME_SHIFTS.map((shift) => y + shift).find(isFree)
          if (line === undefined) return null
          return (
            <text
              key={shape.code}
              x={x}
              y={line}
              textAnchor="middle"
              className="fill-ink-1 text-13 font-medium"
              stroke="var(--panel)"
              strokeWidth="4"
              paintOrder="stroke"
              pointerEvents="none"
            >
              {shape.sign}
            </text>
          )
        })}
      </svg>
      <ul className="absolute bottom-8 left-8 flex flex-col gap-3 rounded-8 border border-line bg-panel px-10 py-6 text-13 text-ink-2 max-lg:static max-lg:flex-row max-lg:flex-wrap max-lg:gap-x-16 max-lg:rounded-none max-lg:border-0 max-lg:border-t">
        {keys.map(([sign, name, n]) => (
          <li key={sign} className={`flex items-center gap-8 ${sign === 'overdue' ? 'font-semibold text-ink-1' : ''}`}>
            <svg viewBox="0 0 28 18" className="h-18 w-28 shrink-0" aria-hidden>
              <rect x="0.5" y="0.5" width="27" height="17" rx="3" fill={FILLS[sign]} stroke="var(--line-strong)" />
              <Sign sign={sign} x={14} y={9} size={10} />
            </svg>
            {name} <span className="tabular-nums">{n}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
