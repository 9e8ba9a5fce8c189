import { PLACE_KINDS, type PlaceKind, type PlaceShape } from '@/lib/domain/place-kinds'

/** Outlines on 24 units. */
const SHAPES: Readonly<Record<PlaceShape, string>> = {
  square: 'M4 2h16a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2z',
  circle: 'M12 1a11 11 0 1 1 0 22 11 11 0 0 1 0-22z',
  triangle: 'M12 0 24 22H0z',
  hexagon: 'M6 1.500h12L24 12l-6 10.500H6L0 12z',
  diamond: 'M12-1 25 12 12 25-1 12z',
  drop: 'M12-1c6 6 9.500 9.500 9.500 14.500a9.500 9.500 0 0 1-19 0C2.500 8.500 6 5 12-1z',
  shield: 'M2 2h20v10c0 6-5 9-10 12C7 21 2 18 2 12z',
}
/** Where the character stands: the middle of what is wide. */
const MIDDLES: Partial<Record<PlaceShape, number>> = { triangle: 15.5, drop: 13.5, shield: 11.5 }

/** The sign of a kind of places: its shape and its character; filled while the place is open. To be drawn in an svg, 24 units wide. */
export function SignShape({ kind, open }: { kind: PlaceKind; open: boolean }) {
  const { shape, letter } = PLACE_KINDS[kind]
  return (
    <>
      <path d={SHAPES[shape]} fill={open ? 'var(--ink-1)' : 'var(--panel)'} stroke="var(--ink-1)" strokeWidth="1.6" strokeLinejoin="round" />
      <text
        x="12"
        y={MIDDLES[shape] ?? 12}
        textAnchor="middle"
        dominantBaseline="central"
        fontSize="12"
        fontWeight="600"
        fill={open ? 'var(--bg)' : 'var(--ink-1)'}
      >
        {letter}
      </text>
    </>
  )
}

/** The sign beside the name of its place. */
export function PlaceSign({ kind, open }: { kind: PlaceKind; open: boolean }) {
  return (
    <svg viewBox="-2 -2 28 28" className="size-28 shrink-0" aria-hidden>
      <SignShape kind={kind} open={open} />
    </svg>
  )
}
