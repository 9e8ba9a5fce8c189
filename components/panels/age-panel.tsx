import { useMemo } from 'react'
import { useScene, type WallPanel } from '@/components/wall/scene'
import { formatCount, formatTime } from '@/lib/client/format'
import { inLanguage } from '@/lib/client/language'
import type { AgeBar } from '@/lib/client/trend-rows'
import { ageBars, overdueBars } from '@/lib/client/trend-rows'
import { useStore } from '@/lib/client/use-store'
import { Bar } from '../ui/bar'
import { Panel } from '../ui/panel'
import { Rolling } from '../ui/rolling'

const words = {
  zh: {
    title: '未结时长',
    note: (overdue: string) => `其中超期 ${overdue} 件`,
    label: '未结事件按发生至今的时长',
    overdue: '超期',
    overdueLabel: '超期未结事件按期限至今的天数',
  },
  en: {
    title: 'Open by age',
    note: (overdue: string) => `${overdue} overdue`,
    label: 'Open events by time since they occurred',
    overdue: 'Overdue',
    overdueLabel: 'Overdue events by days since their deadline',
  },
}
const texts = inLanguage(words.zh, words.en)

export type AgePanelProps = {
  bars: readonly AgeBar[]
  /** those past their deadline by days since it */
  late: readonly AgeBar[]
  overdue: number | null
  asOf: string
  className?: string
}

/** How long open events have been open, and those that are overdue, for how long. */
export function AgePanel({ bars, late, overdue, asOf, className = '' }: AgePanelProps) {
  return (
    <Panel title={texts.title} note={overdue === null ? undefined : texts.note(formatCount(overdue))} asOf={asOf} testId="ages" className={className}>
      <ol className="flex min-h-112 flex-1 gap-8" aria-label={texts.label}>
        {bars.map((bar) => (
          <li key={bar.label} className="flex min-w-0 flex-1 flex-col items-center" data-testid="age" data-open={bar.open}>
            <span className="relative mt-32 w-full flex-1">
              <span
                className="absolute inset-x-0 bottom-0 flex flex-col items-center transition-[height] duration-(--m-roll) ease-out"
                style={{ height: `${bar.share * 100}%` }}
              >
                <Rolling value={formatCount(bar.open)} className="-mt-30 text-3 font-semibold text-ink-1" />
                <span className="w-full flex-1 rounded-t-[calc(4*var(--u))] bg-data" />
              </span>
            </span>
            <span className="w-full border-t border-line-strong pt-4 text-center text-1 whitespace-nowrap text-ink-3">{bar.label}</span>
          </li>
        ))}
      </ol>
      <div className="flex items-center gap-16 pt-8">
        <span className="shrink-0 text-2 whitespace-nowrap text-ink-2">{texts.overdue}</span>
        <ol className="flex min-w-0 flex-1 gap-8" aria-label={texts.overdueLabel}>
          {late.map((bar) => (
            <li key={bar.label} className="min-w-0 flex-1" data-testid="overdue-age" data-open={bar.open}>
              <Rolling value={formatCount(bar.open)} className="block text-2 font-semibold text-ink-1" />
              <Bar share={bar.share} look="bg-ink-1" className="h-6" />
              <span className="block text-1 whitespace-nowrap text-ink-3">{bar.label}</span>
            </li>
          ))}
        </ol>
      </div>
    </Panel>
  )
}

function Ages({ className }: { className: string }) {
  const { world } = useScene()
  const overdue = useStore(world.live, (s) => s.figures?.total.overdue ?? null)
  const trends = useStore(world.scenery, (s) => s.trends)
  const bars = useMemo(() => ageBars(trends), [trends])
  const late = useMemo(() => overdueBars(trends), [trends])
  return <AgePanel className={className} bars={bars} late={late} overdue={overdue} asOf={formatTime(trends?.asOf ? Date.parse(trends.asOf) : null)} />
}

export const ages: WallPanel = { id: 'ages', words, Panel: Ages }
