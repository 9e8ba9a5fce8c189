'use client'
import { formatCount, formatTime } from '@/lib/client/format'
import { zh } from '@/lib/client/messages/zh-CN'
import type { StreetRow } from '@/lib/client/rows'
import { Panel } from '../ui/panel'
import { Rolling } from '../ui/rolling'

/** The streets with what came in today and what is still open. */
export function StreetPanel({
  rows,
  asOf,
  selected,
  onSelect,
}: {
  rows: readonly StreetRow[]
  asOf: number | null
  selected: string | null
  onSelect(code: string): void
}) {
  const most = Math.max(1, ...rows.map((r) => r.today))
  return (
    <Panel title={zh.streets.title} note={zh.streets.today} asOf={formatTime(asOf)} testId="streets">
      <ul className="-mx-10">
        {rows.map((row) => (
          <li key={row.code}>
            <button
              type="button"
              data-testid={`street-${row.code}`}
              aria-pressed={row.code === selected}
              onClick={() => onSelect(row.code)}
              className="flex h-60 w-full items-center gap-14 rounded-chip px-10 text-left hover:bg-track aria-pressed:bg-track"
            >
              <span className="w-100 shrink-0">
                <span className="block truncate text-2 font-medium text-ink-1">{row.name}</span>
                <span className="block text-1 text-ink-3">{zh.streets.open(formatCount(row.open))}</span>
              </span>
              <span className="h-10 flex-1 overflow-hidden rounded-full bg-track">
                <span className="bar block h-full rounded-full bg-data" style={{ transform: `scaleX(${row.today / most})` }} />
              </span>
              <Rolling value={formatCount(row.today)} className="w-80 justify-end text-4 font-medium text-ink-1" />
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
