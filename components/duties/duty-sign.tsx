import type { DutySign } from '@/lib/client/duties'

/** The hatch of what is overdue; once on a page. */
export const SignHatch = () => (
  <pattern id="duty-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <rect width="7" height="7" fill="var(--panel)" />
    <line x1="0" x2="0" y1="0" y2="7" stroke="var(--ink-1)" strokeWidth="3" />
  </pattern>
)

/** Fill and sign together say how an item stands, never one of them alone: grey and ✓, white and ○, hatched and ◆. */
export const FILLS: Readonly<Record<DutySign, string>> = {
  done: 'color-mix(in srgb, var(--data) 22%, var(--panel))',
  assigned: 'var(--panel)',
  planned: 'var(--panel)',
  overdue: 'url(#duty-hatch)',
  excused: 'var(--map-bg-0)',
}

/** The sign itself at a point of a drawing; what nobody has planned has none. */
export function Sign({ sign, x, y, size }: { sign: DutySign; x: number; y: number; size: number }) {
  const r = size / 2
  switch (sign) {
    case 'done':
      return (
        <path
          d={`M${x - r} ${y}l${r * 0.7} ${r * 0.7} ${r * 1.2}-${r * 1.4}`}
          fill="none"
          stroke="var(--data)"
          strokeWidth={Math.max(1.6, size / 6)}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )
    case 'assigned':
      return <circle cx={x} cy={y} r={r * 0.85} fill="var(--panel)" stroke="var(--data)" strokeWidth={Math.max(1.6, size / 7)} />
    case 'overdue':
      return (
        <path
          d={`M${x} ${y - r * 1.15}l${r * 1.15} ${r * 1.15}-${r * 1.15} ${r * 1.15}-${r * 1.15}-${r * 1.15}z`}
          fill="var(--ink-1)"
          stroke="var(--panel)"
          strokeWidth="1.6"
          paintOrder="stroke"
        />
      )
    case 'planned':
    case 'excused':
      return null
  }
}
