'use client'
import { useMemo } from 'react'
import type { GridShape } from '@/lib/client/grids'
import { placeTexts as texts } from '@/lib/client/messages/places'
import { nameSpots } from '@/lib/client/name-spots'
import { drawOutlines } from '@/lib/client/outlines'
import { openText } from '@/lib/client/place-open'
import type { Place } from '@/lib/domain/place'
import type { GapRow } from '@/lib/domain/place-gap'
import { SignShape } from './place-sign'

const [WIDTH, HEIGHT] = [720, 600]
const SHEET = { width: WIDTH, height: HEIGHT, margin: 16 }
/** So many signs can be told apart; of more the shapes alone are drawn, smaller. */
const MANY = 60
/** The height of the letters of names. */
const LETTERS = 13

type Reach = 'beyond' | 'within' | 'few'
const FILLS: Readonly<Record<Reach, string>> = { beyond: 'url(#gap-beyond)', within: 'var(--map-body-hi)', few: 'url(#gap-few)' }

/** Does a leaf lie beyond? Where few live that is not said. */
const reachOf = ({ households, beyond }: Pick<GapRow, 'households' | 'beyond'>): Reach => (households === null ? 'few' : beyond ? 'beyond' : 'within')

export type PlacesMapProps = {
  shapes: readonly GridShape[]
  places: readonly Place[]
  selected: string | null
  now: number
  /** leaves by how far they are; null: places alone are shown */
  gaps: readonly GapRow[] | null
  onSelect(id: string): void
}

/** Places on their ground, and which leaves lie beyond; the list beside it says the same and is gone through by keys. */
export function PlacesMap({ shapes, places, selected, now, gaps, onSelect }: PlacesMapProps) {
  const draw = useMemo(() => drawOutlines(shapes, SHEET), [shapes])
  const reach = useMemo(() => new Map(gaps?.filter(({ leaf }) => leaf).map((row) => [row.code, reachOf(row)])), [gaps])
  const top = Math.min(...shapes.map(({ level }) => level))
  const size = places.length > MANY ? 15 : 22
  const names = useMemo(() => {
    if (!draw) return []
    const level = top === 1 && shapes.some((one) => one.level === 1 && one.code !== shapes[0]?.code) ? 1 : Math.min(top + 1, 3)
    const named = shapes.filter((one) => one.level === level)
    const signs = places.map(({ position }) => draw.at(position))
    const spots = nameSpots(
      named.map(({ sign, place }) => ({ text: sign, at: draw.at(place) })),
      { size: LETTERS, signs, sign: size },
    )
    return named.flatMap(({ code, sign }, i) => (spots[i] ? [{ code, sign, spot: spots[i] }] : []))
  }, [draw, shapes, places, top, size])
  const ordered = [...places].sort((a, b) => (a.id === selected ? 1 : 0) - (b.id === selected ? 1 : 0) || b.position[1] - a.position[1])
  return (
    <section
      aria-label={texts.map}
      className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-10 border border-line bg-(--map-bg-0) max-lg:flex-none"
      data-testid="places-map"
    >
      <svg viewBox={draw?.box ?? `0 0 ${WIDTH} ${HEIGHT}`} className="min-h-0 w-full flex-1 max-lg:max-h-[56dvh]" aria-hidden>
        <defs>
          <pattern id="gap-beyond" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" fill="color-mix(in srgb, var(--data) 34%, var(--panel))" />
            <line x1="0" x2="0" y1="0" y2="6" stroke="var(--data)" strokeWidth="2.4" />
          </pattern>
          <pattern id="gap-few" width="6" height="6" patternUnits="userSpaceOnUse">
            <rect width="6" height="6" fill="var(--panel)" />
            <circle cx="3" cy="3" r="1" fill="var(--ink-3)" />
          </pattern>
        </defs>
        {draw &&
          [...shapes]
            .sort((a, b) => b.level - a.level)
            .map((shape) => (
              <path
                key={shape.code}
                d={draw.line(shape)}
                fill={shape.until === 4 ? FILLS[reach.get(shape.code) ?? 'within'] : 'none'}
                stroke="var(--map-line)"
                strokeOpacity={shape.level <= top ? 1 : shape.level === 2 ? 0.7 : 0.35}
                strokeWidth={shape.level <= top ? 1.8 : shape.level === 2 ? 1 : 0.6}
                strokeLinejoin="round"
              />
            ))}
        {names.map(({ code, sign, spot: [x, y] }) => (
          <text
            key={code}
            x={x.toFixed(1)}
            y={y.toFixed(1)}
            textAnchor="middle"
            dominantBaseline="central"
            fontSize={LETTERS}
            className="pointer-events-none fill-(--ink-2) stroke-(--map-halo)"
            strokeWidth="3"
            paintOrder="stroke"
          >
            {sign}
          </text>
        ))}
        {draw &&
          ordered.map((place) => {
            const [x, y] = draw.at(place.position)
            const wide = place.id === selected ? 30 : size
            return (
              <g key={place.id} transform={`translate(${(x - wide / 2).toFixed(1)} ${(y - wide / 2).toFixed(1)}) scale(${(wide / 24).toFixed(3)})`}>
                <a
                  href={`?at=${place.id}`}
                  tabIndex={-1}
                  data-place={place.id}
                  onClick={(event) => {
                    event.preventDefault()
                    onSelect(place.id)
                  }}
                >
                  <title>{`${place.name} · ${openText(place, now)}`}</title>
                  {place.id === selected && <circle cx="12" cy="12" r="19" fill="var(--panel)" stroke="var(--ink-1)" strokeWidth="2.4" />}
                  <SignShape kind={place.kind} open={place.open} />
                </a>
              </g>
            )
          })}
      </svg>
      <p className="flex min-h-36 flex-wrap items-center gap-x-16 gap-y-4 border-t border-line bg-panel px-14 py-6 text-13 text-ink-3">
        {gaps === null
          ? texts.mapNote
          : (['beyond', 'within', 'few'] as const).map((one) => (
              <span key={one} className="flex items-center gap-6">
                <svg viewBox="0 0 26 14" className="h-14 w-26" aria-hidden>
                  <rect x="0.5" y="0.5" width="25" height="13" rx="3" fill={FILLS[one]} stroke="var(--ink-3)" />
                </svg>
                {texts.gaps.legend[one]}
              </span>
            ))}
      </p>
    </section>
  )
}
