import type { ReactNode } from 'react'

export type Fact = readonly [name: string, value: ReactNode]

/** Names with their values, one under the other. */
export function Facts({ rows, className = '' }: { rows: readonly Fact[]; className?: string }) {
  return (
    <dl className={`grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-16 gap-y-4 ${className}`}>
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="wrap-anywhere text-ink-1">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
