import { useRoom } from '@/components/wall/use-room'
import { wallTexts } from '@/lib/client/messages/wall'
import type { UrgentRow } from '@/lib/client/rows'
import { ClassChip } from '../ui/class-chip'
import { Panel } from '../ui/panel'
import { UrgencyMark } from '../ui/urgency-mark'

const ROW = 54

export type UrgentPanelProps = { rows: readonly UrgentRow[] | null; failed: boolean; asOf: string; className?: string }

/** Urgent events that are still open, with the time that is left to them or past. */
export function UrgentPanel({ rows, failed, asOf, className = '' }: UrgentPanelProps) {
  const { ref, count } = useRoom<HTMLOListElement>(ROW)
  return (
    <Panel title={wallTexts.urgent.title} note={wallTexts.urgent.note} asOf={asOf} testId="urgent" className={className}>
      {rows?.length !== 0 && rows !== null ? null : (
        <p className="text-2 text-ink-3">{failed ? wallTexts.urgent.failed : rows === null ? wallTexts.urgent.loading : wallTexts.urgent.none}</p>
      )}
      <ol ref={ref} className="-mx-10 flex min-h-0 flex-1 flex-col overflow-hidden">
        {rows?.slice(0, count).map((row) => (
          <li key={row.number} data-testid="urgent-row" data-number={row.number} className="flex max-h-66 flex-1 items-center gap-12 px-10">
            <UrgencyMark urgency={row.urgency} large />
            <span className="min-w-0 flex-1" title={`${row.type} · ${row.place}`}>
              <span className="block truncate text-2 font-medium text-ink-1">{row.type}</span>
              <span className="block truncate text-1 text-ink-3">{row.place}</span>
            </span>
            <ClassChip code={row.classCode} name={row.className} />
            <span className={`w-128 text-right text-2 whitespace-nowrap ${row.overdue ? 'font-semibold text-ink-1' : 'text-ink-3'}`}>{row.due}</span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
