import { useClock, useScene, type WallPanel } from '@/components/wall/scene'
import { useRoom } from '@/components/wall/use-room'
import { useUrgent } from '@/components/wall/use-urgent'
import { formatTime } from '@/lib/client/format'
import { inLanguage } from '@/lib/client/language'
import type { UrgentRow } from '@/lib/client/rows'
import { urgentRows } from '@/lib/client/rows'
import { useStore } from '@/lib/client/use-store'
import { ClassChip } from '../ui/class-chip'
import { Panel } from '../ui/panel'
import { UrgencyWord } from '../ui/urgency-word'

const words = {
  zh: {
    title: '紧急未结',
    note: '特急、紧急 · 近 30 天',
    none: '没有特急、紧急的未结事件',
    loading: '读取中',
    failed: '读取失败',
  },
  en: {
    title: 'Urgent and open',
    note: 'last 30 days',
    none: 'No critical or urgent event is open',
    loading: 'Loading',
    failed: 'Could not be read',
  },
}
const texts = inLanguage(words.zh, words.en)

const ROW = 54

export type UrgentPanelProps = { rows: readonly UrgentRow[] | null; failed: boolean; asOf: string; className?: string }

/** Urgent events that are still open, with the time that is left to them or past. */
export function UrgentPanel({ rows, failed, asOf, className = '' }: UrgentPanelProps) {
  const { ref, count } = useRoom<HTMLOListElement>(ROW)
  return (
    <Panel title={texts.title} note={texts.note} asOf={asOf} testId="urgent" className={className}>
      {rows?.length !== 0 && rows !== null ? null : (
        <p className="text-2 text-ink-3">{failed ? texts.failed : rows === null ? texts.loading : texts.none}</p>
      )}
      <ol ref={ref} className="-mx-10 flex min-h-0 flex-1 flex-col overflow-hidden">
        {rows?.slice(0, count).map((row) => (
          <li key={row.number} data-testid="urgent-row" data-number={row.number} className="flex max-h-66 flex-1 items-center gap-12 px-10">
            <span className="min-w-0 flex-1" title={`${row.type} · ${row.place}`}>
              <span className="flex items-center gap-8">
                <span className="min-w-0 truncate text-2 font-medium text-ink-1">{row.type}</span>
                <UrgencyWord urgency={row.urgency} wall />
              </span>
              <span className="block truncate text-1 text-ink-3">{row.place}</span>
            </span>
            <ClassChip code={row.classCode} name={row.className} />
            <span className={`min-w-128 shrink-0 text-right text-2 whitespace-nowrap ${row.overdue ? 'font-semibold text-ink-1' : 'text-ink-3'}`}>
              {row.due}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function Urgent({ className }: { className: string }) {
  const { world, config } = useScene()
  const key = useStore(world.live, (s) => s.key)
  const asOf = useStore(world.live, (s) => s.board?.asOf ?? null)
  const tree = useStore(world.scenery, (s) => s.tree)
  const now = useClock()
  const { events, failed } = useUrgent(config.within)
  return (
    <UrgentPanel className={className} rows={events && key ? urgentRows(events, key, tree, now) : null} failed={failed} asOf={formatTime(asOf)} />
  )
}

export const urgent: WallPanel = { id: 'urgent', words, Panel: Urgent }
