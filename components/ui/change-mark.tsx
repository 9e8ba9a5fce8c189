import type { Change } from '@/lib/client/trend-rows'

const shapes = { up: 'M6 1l5.5 10h-11z', down: 'M6 11.5.5 1.5h11z', level: 'M1 4.5h10v3H1z' } as const

/** More or less than usual: a shape and a figure, no colour, since more is neither good nor bad. */
export function ChangeMark({ change, strong = false, className = '' }: { change: Change | null; strong?: boolean; className?: string }) {
  if (!change) return <span className={className} />
  return (
    <span className={`inline-flex items-center gap-4 whitespace-nowrap text-1 ${strong ? 'text-ink-1' : 'text-ink-3'} ${className}`}>
      {change.way && (
        <svg viewBox="0 0 12 12" className="size-11 shrink-0" aria-hidden>
          <path d={shapes[change.way]} fill="currentColor" />
        </svg>
      )}
      {change.text}
    </span>
  )
}
