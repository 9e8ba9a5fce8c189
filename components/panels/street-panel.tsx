'use client'
import { formatCount } from '@/lib/client/format'
import { wallTexts } from '@/lib/client/messages/wall'
import type { RunRow } from '@/lib/client/trend-rows'
import { ChangeMark } from '../ui/change-mark'
import { Panel } from '../ui/panel'
import { Rolling } from '../ui/rolling'
import { Sparkline } from '../ui/sparkline'

export type RankingProps = {
  rows: readonly RunRow[]
  asOf: string
  selected: string | null
  onSelect(code: string): void
  className?: string
}

/** The streets: what came in today against what is usual, the last seven days, what is still open. */
export function StreetPanel({ rows, asOf, selected, onSelect, className = '' }: RankingProps) {
  return (
    <Panel title={wallTexts.streets.title} note={wallTexts.streets.note} asOf={asOf} testId="streets" className={className}>
      <ul className="-mx-10 flex min-h-0 flex-1 flex-col justify-around overflow-hidden">
        {rows.slice(0, 6).map((row) => (
          <li key={row.code}>
            <button
              type="button"
              data-testid={`street-${row.code}`}
              aria-pressed={row.code === selected}
              onClick={() => onSelect(row.code)}
              className="flex h-52 w-full items-center gap-12 rounded-chip px-10 text-left hover:bg-track aria-pressed:bg-track"
            >
              <span className="w-96 shrink-0" title={row.name}>
                <span className="block truncate text-2 font-medium text-ink-1">{row.name}</span>
                <span className="block truncate text-1 text-ink-3">{wallTexts.streets.open(formatCount(row.open))}</span>
              </span>
              <Sparkline values={row.days} className="h-36 min-w-0 flex-1" />
              <ChangeMark change={row.change} className="w-64 justify-end" />
              <Rolling value={formatCount(row.today)} className="w-72 shrink-0 justify-end text-4 font-medium text-ink-1" />
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
