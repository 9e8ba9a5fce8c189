'use client'
import { useEffect, useRef, useState } from 'react'
import { groundTexts as texts } from '@/lib/client/messages/ground'
import { heightOf, type Sheet, type SheetLabel, TEXT } from '@/lib/client/place-sheet'
import type { RoadGrade } from '@/lib/domain/road'

const ROAD_WIDTHS: Readonly<Record<RoadGrade, number>> = { main: 6, street: 4.5, lane: 3 }

/** The width that an element has, CSS pixels; 0 before it is known. */
export function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const element = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (!element.current) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  return [element, width]
}

type GroundDrawingProps = {
  sheet: Sheet
  width: number
  /** what it shows, in words */
  label: string
  /** grids that are not meant recede */
  isMeant?(code: string): boolean
}

/** A sheet of ground with its names, as wide as this. */
export function GroundDrawing({ sheet, width, label, isMeant = () => true }: GroundDrawingProps) {
  const { grids, roads, labels, mark, bar } = sheet
  const height = heightOf(width)
  const far = bar.metres >= 1_000
  return (
    <svg viewBox={`0 0 ${width} ${height}`} className="block size-full" role="img" aria-label={label}>
      {grids.map(({ code, own, path }) => (
        <path
          key={code}
          d={path}
          className={
            own ? 'fill-[color-mix(in_srgb,var(--map-body-hi),var(--sev-4)_24%)]' : isMeant(code) ? 'fill-(--map-body-hi)' : 'fill-(--map-bg-0)'
          }
          fillRule="evenodd"
        />
      ))}
      <g fill="none" strokeLinecap="round" strokeLinejoin="round">
        {roads.map(({ name, grade, path }) => (
          <path key={name} d={path} stroke="color-mix(in srgb, var(--map-body-hi), var(--map-line) 34%)" strokeWidth={ROAD_WIDTHS[grade]} />
        ))}
        {roads.map(({ name, grade, path }) => (
          <path key={name} d={path} stroke="color-mix(in srgb, var(--map-body-hi), var(--map-line) 12%)" strokeWidth={ROAD_WIDTHS[grade] - 1.6} />
        ))}
      </g>
      <g fill="none" strokeLinejoin="round">
        {grids.map(({ code, own, path }) =>
          own ? null : <path key={code} d={path} stroke="var(--map-line)" strokeWidth="0.8" strokeOpacity="0.55" strokeDasharray="4 3" />,
        )}
        {grids.map(({ code, own, path }) => (own ? <path key={code} d={path} stroke="var(--sev-4)" strokeWidth="2" /> : null))}
      </g>
      {labels.map((one) => (
        <Name key={`${one.of} ${one.lines.join(' ')}`} label={one} />
      ))}
      <g transform={`translate(8 ${height - 8})`} data-testid="scale-bar">
        <path d={`M0 -5V0H${bar.width.toFixed(1)}V-5`} fill="none" stroke="var(--map-halo)" strokeWidth="4" strokeOpacity="0.8" />
        <path d={`M0 -5V0H${bar.width.toFixed(1)}V-5`} fill="none" stroke="var(--ink-1)" strokeWidth="1.5" />
        <text x="5" y="-4" fontSize="12" className="fill-(--ink-1) stroke-(--map-halo)" strokeWidth="3" paintOrder="stroke">
          {far ? texts.kilometres(bar.metres / 1_000) : texts.metres(bar.metres)}
        </text>
      </g>
      {mark && (
        <g data-testid="place-mark">
          <circle cx={mark[0]} cy={mark[1]} r="9" fill="var(--panel)" stroke="var(--ink-1)" strokeWidth="1.5" />
          <circle cx={mark[0]} cy={mark[1]} r="4" fill="var(--ink-1)" />
        </g>
      )}
    </svg>
  )
}

/** A name with the ground's colour around it, so that it is read on a street and on a border. */
function Name({ label: { of, lines, at, angle } }: { label: SheetLabel }) {
  const size = TEXT[of]
  const first = (1 - lines.length) / 2
  return (
    <text
      transform={`translate(${at[0].toFixed(1)} ${at[1].toFixed(1)})${angle === 0 ? '' : ` rotate(${angle.toFixed(1)})`}`}
      textAnchor="middle"
      dominantBaseline="central"
      fontSize={size}
      fontWeight={of === 'own' ? 600 : 400}
      className={`stroke-(--map-halo) ${of === 'own' ? 'fill-(--ink-1)' : 'fill-(--ink-2)'}`}
      strokeWidth="3"
      strokeLinejoin="round"
      paintOrder="stroke"
      data-of={of}
    >
      {lines.map((line, i) => (
        <tspan key={line} x="0" dy={`${(i === 0 ? first : 1) * 1.25}em`}>
          {line}
        </tspan>
      ))}
    </text>
  )
}
