const shapes: Record<number, string> = {
  1: 'M7.03 0h9.94L24 7.03v9.94L16.97 24H7.03L0 16.97V7.03z',
  2: 'M12 0l12 12-12 12L0 12z',
  3: 'M12 1l12 21H0z',
  4: 'M12 1a11 11 0 1 1 0 22 11 11 0 0 1 0-22z',
}
const numerals: Record<number, string> = {
  1: 'M12 7v10',
  2: 'M9.6 7.4v9.2M14.4 7.4v9.2',
  3: 'M8.6 10.4v8.2M12 10.4v8.2M15.4 10.4v8.2',
  4: 'M7.4 7.6v8.8M10.6 7.6l3.1 8.8 3.1-8.8',
}

type SeverityMarkProps = { rank: number; label: string; outlined?: boolean; className?: string; side?: number }

/** One of four grades: a shape and a numeral first, the colour third. `outlined`: one that is over, or only spoken of. `side`: within another svg, in its units. */
export function SeverityMark({ rank, label, outlined = false, className = '', side }: SeverityMarkProps) {
  return (
    <svg
      viewBox={outlined ? '-1 -1 26 26' : '0 0 24 24'}
      width={side}
      height={side}
      className={`shrink-0 ${className}`}
      role="img"
      aria-label={label}
    >
      <path
        d={shapes[rank]}
        fill={outlined ? 'none' : `var(--sev-${rank})`}
        stroke={outlined ? 'var(--ink-3)' : 'none'}
        strokeWidth="1.6"
        strokeLinejoin="round"
      />
      <path d={numerals[rank]} fill="none" stroke={outlined ? 'var(--ink-3)' : `var(--sev-ink-${rank})`} strokeWidth="1.9" />
    </svg>
  )
}
