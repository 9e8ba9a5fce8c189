import { type ReactNode, useMemo } from 'react'
import type { GridShape } from '@/lib/client/grids'
import { said } from '@/lib/client/language'
import { unitTexts as texts } from '@/lib/client/messages/units'
import { drawOutlines } from '@/lib/client/outlines'
import { type Chosen, focusOf } from '@/lib/client/units'
import { wordOf } from '@/lib/client/word-of'
import type { Pictured, UnitsOverview } from '@/lib/domain/unit'

const SHEET = { width: 560, height: 500, margin: 34 }

type Props = {
  shapes: readonly GridShape[]
  overview: UnitsOverview
  open: string | null
  within: string | null
  chosen: Chosen | null
  onChoose(chosen: Chosen): void
  onOpen(code: string): void
}

/** Units on their ground: committees and branches as marks, 党员中心户 as dots, blank spots hatched, roads with their branch. It looks at the community that is open. */
export function UnitsMap({ shapes, overview, open, within, chosen, onChoose, onOpen }: Props) {
  const focus = focusOf(open, within)
  const inFocus = useMemo(() => shapes.filter(({ code }) => code.startsWith(focus)), [shapes, focus])
  const draw = useMemo(() => drawOutlines(inFocus.length > 0 ? inFocus : shapes, SHEET), [inFocus, shapes])
  if (!draw) return null
  const isNear = focus.length >= 12
  const unit = overview.units.find(({ id }) => id === chosen?.id)
  const blank = overview.blanks.find(({ id }) => id === chosen?.id)
  const held = new Set(unit?.grids ?? blank?.grids ?? [])
  const isHeld = (code: string) => [...held].some((grid) => code.startsWith(grid))
  const hatched = overview.blanks.filter(({ subject }) => subject === 'grid').map(({ id }) => id)
  const line = (points: readonly (readonly [number, number])[]) =>
    `M${points
      .map((p) =>
        draw
          .at(p)
          .map((v) => v.toFixed(1))
          .join(' '),
      )
      .join('L')}`
  const marks = overview.units.filter(({ kind, place, grids }) => {
    if (!place || !grids.some((code) => code.startsWith(focus))) return false
    if (kind === 'joint_committee') return true
    return (
      isNear &&
      (kind === 'joint_branch' || (kind === 'party_group' && (unit?.kind === 'joint_branch' || unit?.kind === 'party_group') && grids.some(isHeld)))
    )
  })
  const near = new Set(overview.units.filter(({ grids }) => grids.some((code) => code.startsWith(focus))).map(({ id }) => id))
  const centres = overview.centres.filter(({ parent }) => parent !== null && near.has(parent))
  const others = shapes.filter(({ level, code }) => level === 2 && !code.startsWith(focus))
  const streets = overview.blanks.filter(({ subject }) => subject === 'street')
  return (
    <svg viewBox={draw.box} className="size-full max-lg:h-auto max-lg:max-h-[60dvh]" aria-hidden data-testid="units-map" data-focus={focus}>
      <defs>
        <pattern id="blank-hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" x2="0" y1="0" y2="8" stroke="var(--data)" strokeWidth="3" />
        </pattern>
      </defs>
      {others.map((shape) => (
        <path key={shape.code} d={draw.line(shape)} fill="none" stroke="var(--map-line)" strokeOpacity="0.25" />
      ))}
      {inFocus
        .filter(({ level, until, code }) => level === 3 || (until === 4 && code.length < 15))
        .map((shape) => (
          <Hit key={shape.code} onHit={() => onOpen(isNear ? shape.code : shape.code.slice(0, 12))}>
            <path
              d={draw.line(shape)}
              fill={isHeld(shape.code) ? 'var(--color-chosen)' : 'var(--panel)'}
              stroke="var(--map-line)"
              strokeOpacity={isNear ? 0.5 : 0.22}
            />
          </Hit>
        ))}
      {isNear &&
        inFocus
          .filter(({ level }) => level === 4)
          .map((shape) => (
            <path key={shape.code} d={draw.line(shape)} fill="none" stroke="var(--map-line)" strokeOpacity="0.3" pointerEvents="none" />
          ))}
      {inFocus
        .filter(({ code }) => hatched.includes(code))
        .map((shape) => (
          <Hit key={shape.code} onHit={() => onChoose({ kind: 'blank', id: shape.code })} data-blank={shape.code}>
            <path d={draw.line(shape)} fill="url(#blank-hatch)" stroke="var(--ink-2)" strokeDasharray="4 3" />
          </Hit>
        ))}
      {inFocus
        .filter(({ level }) => level <= 2)
        .map((shape) => (
          <path
            key={shape.code}
            d={draw.line(shape)}
            fill="none"
            stroke="var(--map-line)"
            strokeOpacity={isNear ? 0.95 : 0.6}
            strokeWidth={isNear || shape.level === 1 ? 2.4 : 1}
            pointerEvents="none"
          />
        ))}
      {inFocus
        .filter(({ code }) => held.has(code))
        .map((shape) => (
          <path key={shape.code} d={draw.line(shape)} fill="none" stroke="var(--ink-1)" strokeWidth="3" strokeLinejoin="round" pointerEvents="none" />
        ))}
      {streets.flatMap(({ id }) => {
        const street = overview.units.find((one) => one.id === id)
        return (street?.lines ?? []).map((points) => (
          <Hit key={id} onHit={() => onChoose({ kind: 'blank', id })}>
            <path d={line(points)} fill="none" stroke="var(--ink-2)" strokeWidth={chosen?.id === id ? 6 : 4} strokeDasharray="2 5" />
          </Hit>
        ))
      })}
      {overview.units
        .filter(({ kind }) => kind === 'road_branch')
        .map((road) => (
          <Road key={road.id} road={road} chosen={chosen?.id === road.id} line={line} onChoose={() => onChoose({ kind: 'unit', id: road.id })} />
        ))}
      {isNear &&
        centres.map(({ id, at }) => {
          const [x, y] = draw.at(at)
          return <circle key={id} cx={x} cy={y} r="3" fill="var(--data)" stroke="var(--panel)" strokeWidth="0.8" pointerEvents="none" />
        })}
      {marks.map((one) => (
        <Mark
          key={one.id}
          unit={one}
          at={draw.at(one.place ?? [0, 0])}
          near={isNear}
          chosen={one.id === chosen?.id}
          onChoose={() => onChoose({ kind: 'unit', id: one.id })}
        />
      ))}
      {isNear &&
        overview.blanks
          .filter(({ subject, grids, at }) => subject === 'grid' && at && grids.some((code) => code.startsWith(focus)))
          .map(({ id, at, name, nameEn }) => {
            const [x, y] = draw.at(at ?? [0, 0])
            const own = shapes.find(({ code }) => code === id)?.label ?? said({ zh: name, en: nameEn })
            return (
              <text
                key={id}
                x={x}
                y={y}
                textAnchor="middle"
                className="fill-ink-1 text-14 font-medium"
                stroke="var(--panel)"
                strokeWidth="5"
                paintOrder="stroke"
                pointerEvents="none"
              >
                {`${own} ${texts.map.blank}`}
              </text>
            )
          })}
    </svg>
  )
}

/** What is clicked on the map; by keys the same is reached in the trees. */
function Hit({
  onHit,
  children,
  ...rest
}: {
  onHit(): void
  children: ReactNode
  'data-road'?: string
  'data-unit'?: string
  'data-blank'?: string
}) {
  return (
    <a
      href="?"
      tabIndex={-1}
      onClick={(event) => {
        event.preventDefault()
        onHit()
      }}
      {...rest}
    >
      {children}
    </a>
  )
}

type Line = (points: readonly (readonly [number, number])[]) => string

/** A road with a branch of its own: a dark band with a pale dashed middle. */
function Road({ road, chosen, line, onChoose }: { road: Pictured; chosen: boolean; line: Line; onChoose(): void }) {
  return road.lines.map((points, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a road stand in their order
    <Hit key={i} onHit={onChoose} data-road={road.id}>
      <path
        d={line(points)}
        fill="none"
        stroke={chosen ? 'var(--ink-1)' : 'var(--data)'}
        strokeWidth={chosen ? 9 : 6}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path d={line(points)} fill="none" stroke="var(--panel)" strokeWidth="1.6" strokeDasharray="7 6" />
    </Hit>
  ))
}

function Mark({
  unit,
  at: [x, y],
  near,
  chosen,
  onChoose,
}: {
  unit: Pictured
  at: [number, number]
  near: boolean
  chosen: boolean
  onChoose(): void
}) {
  const size = unit.kind === 'joint_committee' ? (near ? 26 : 18) : unit.kind === 'joint_branch' ? 24 : 22
  const filled = unit.kind === 'joint_committee'
  const paint = { fill: filled ? 'var(--ink-1)' : 'var(--panel)', stroke: chosen ? 'var(--sev-4)' : 'var(--ink-1)', strokeWidth: chosen ? 3 : 1.6 }
  return (
    <Hit onHit={onChoose} data-unit={unit.id}>
      {unit.kind === 'party_group' ? (
        <circle cx={x} cy={y} r={size / 2} {...paint} />
      ) : (
        <rect x={x - size / 2} y={y - size / 2} width={size} height={size} rx="4" {...paint} />
      )}
      <text
        x={x}
        y={y + (near ? 5 : 4)}
        textAnchor="middle"
        className={`font-semibold ${near ? 'text-14' : 'text-[11px]'}`}
        fill={filled ? 'var(--bg)' : 'var(--ink-1)'}
        pointerEvents="none"
      >
        {wordOf(texts.glyphs, unit.kind)}
      </text>
      <title>{said({ zh: unit.name, en: unit.nameEn })}</title>
    </Hit>
  )
}
