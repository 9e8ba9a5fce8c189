/** A run of days as a line; today, which is not over, ends it dashed with a point. The scale begins at zero. */
export function Sparkline({ values, className = '' }: { values: readonly number[]; className?: string }) {
  if (values.length < 2) return <span className={className} />
  const most = Math.max(1, ...values)
  const points = values.map((value, i) => `${(3 + (i / (values.length - 1)) * 92).toFixed(1)},${(4 + (1 - value / most) * 28).toFixed(1)}`)
  const [x, y] = (points.at(-1) ?? '0,0').split(',')
  return (
    <svg viewBox="0 0 100 36" className={className} aria-hidden fill="none" stroke="var(--data)" strokeWidth="2.4" strokeLinejoin="round">
      <path d="M2 35h96" stroke="var(--track)" strokeWidth="1.5" />
      <polyline points={points.slice(0, -1).join(' ')} strokeLinecap="round" />
      <polyline points={points.slice(-2).join(' ')} strokeDasharray="2.5 3.5" />
      <circle cx={x} cy={y} r="4" fill="var(--ink-1)" stroke="none" />
    </svg>
  )
}
