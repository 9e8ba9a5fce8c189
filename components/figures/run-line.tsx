import { type ComparedName, comparedRow, type Run } from '@/lib/domain/figure-runs'

/** Room above and below what is drawn, of the height. */
const PAD = 0.12

/** Where values lie on a height of 1, 0 at the top; `fromZero`: the scale begins there. */
function heightScale(values: readonly number[], fromZero: boolean): (value: number) => number {
  const low = fromZero ? 0 : Math.min(...values)
  const high = Math.max(...values)
  const span = high - low || Math.abs(high) || 1
  return (value) => PAD + (1 - 2 * PAD) * (1 - (high === low && !fromZero ? 0.5 : (value - low) / span))
}

/** Is the last value, of the month that is not over, outside what is usual? Of what ripens nothing is said. */
export function isOutside(name: ComparedName, { values, usual }: Run): boolean {
  if (comparedRow(name).ripens) return false
  const last = values.at(-1) ?? null
  return last !== null && usual !== null && (last < usual.low || last > usual.high)
}

/** Twelve months as a line over the band of the usual, dotted to the month that is not over; its end is full where it lies outside the band. */
export function RunLine({ name, run, className = '' }: { name: ComparedName; run: Run; className?: string }) {
  const { values, usual } = run
  const drawn = [...values.filter((value) => value !== null), ...(usual ? [usual.low, usual.high] : [])]
  if (drawn.length === 0) return <span className={className} />
  const y = heightScale(drawn, comparedRow(name).kind === 'count')
  const x = (i: number) => (i / Math.max(1, values.length - 1)) * 100
  const last = values.at(-1) ?? null
  const parts: string[] = []
  let part: string[] = []
  for (const [i, value] of [...values.slice(0, -1), null].entries()) {
    if (value === null) {
      if (part.length > 0) parts.push(part.length > 1 ? part.join(' ') : `${part[0]} ${part[0]}`)
      part = []
    } else part.push(`${x(i).toFixed(2)},${(100 * y(value)).toFixed(2)}`)
  }
  const before = values.at(-2) ?? null
  const line = { fill: 'none', stroke: 'var(--data)', strokeWidth: 1.6, strokeLinejoin: 'round', vectorEffect: 'non-scaling-stroke' } as const
  return (
    <span className={`relative block ${className}`} aria-hidden>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" className="absolute inset-0 size-full overflow-visible" aria-hidden>
        {usual && <rect x="0" width="100" y={100 * y(usual.high)} height={Math.max(1, 100 * (y(usual.low) - y(usual.high)))} fill="var(--band)" />}
        {parts.map((points) => (
          <polyline key={points} points={points} {...line} />
        ))}
        {last !== null && before !== null && (
          <line x1={x(values.length - 2)} y1={100 * y(before)} x2="100" y2={100 * y(last)} strokeDasharray="2 3" {...line} />
        )}
      </svg>
      {last !== null && (
        <span
          className={`absolute right-0 size-9 translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-ink-1 ${isOutside(name, run) ? 'bg-ink-1' : 'bg-panel'}`}
          style={{ top: `${100 * y(last)}%` }}
        />
      )}
    </span>
  )
}
