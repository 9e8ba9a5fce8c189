'use client'
import dynamic from 'next/dynamic'
import { useScene, type WallPanel } from '@/components/wall/scene'
import { formatTime } from '@/lib/client/format'
import { inLanguage } from '@/lib/client/language'
import { useStore } from '@/lib/client/use-store'
import type { Trends } from '@/lib/domain/trends'
import { Panel } from '../ui/panel'

const words = {
  zh: {
    title: '上报与结案',
    note: '近 30 天 · 件/日',
    reported: '上报',
    handled: '结案',
    label: '近 30 天每日上报与结案',
  },
  en: {
    title: 'Reported and closed',
    note: '30 days',
    reported: 'reported',
    handled: 'closed',
    label: 'Reported and closed by day in the last 30 days',
  },
}
const texts = inLanguage(words.zh, words.en)

// The library of the chart is 100 kB: only the walls that have this panel ask for it, and only when all is painted. Until then, plain bars.
const DaysChart = dynamic(() => import('./days-chart'), { ssr: false })

export type DaysPanelProps = { days: Trends['days']; unit: number; asOf: string; painted: boolean; className?: string }

/** The thirty days as they stand until the chart with its axes has come. */
function PlainBars({ days }: Pick<DaysPanelProps, 'days'>) {
  const most = Math.max(1, ...days.map((d) => d.reported))
  return (
    <ol className="flex h-full items-end gap-3 pr-24 pb-34 pl-52" data-testid="plain-days">
      {days.map(({ day, reported }) => (
        <li key={day} className="flex-1 rounded-t-[calc(3*var(--u))] bg-data" style={{ height: `${(reported / most) * 90}%` }} />
      ))}
    </ol>
  )
}

/** What came in and what was handled on each of the last thirty days. `painted`: the page can take the library of the chart now. */
export function DaysPanel({ days, unit, asOf, painted, className = '' }: DaysPanelProps) {
  return (
    <Panel title={texts.title} note={texts.note} asOf={asOf} testId="days" className={className}>
      <div className="flex gap-20 pb-6 text-1 text-ink-3">
        <span className="flex items-center gap-8">
          <span aria-hidden className="h-14 w-14 rounded-[calc(3*var(--u))] bg-data" />
          {texts.reported}
        </span>
        <span className="flex items-center gap-8">
          <span aria-hidden className="h-3 w-22 rounded-full bg-ink-1" />
          {texts.handled}
        </span>
      </div>
      <div className="relative min-h-140 flex-1" role="img" aria-label={texts.label}>
        <div className="absolute inset-0">{painted && days.length > 0 ? <DaysChart days={days} unit={unit} /> : <PlainBars days={days} />}</div>
      </div>
    </Panel>
  )
}

const noDays: Trends['days'] = []

function Days({ className }: { className: string }) {
  const { world, unit, painted } = useScene()
  const trends = useStore(world.scenery, (s) => s.trends)
  const asOf = formatTime(trends?.asOf ? Date.parse(trends.asOf) : null)
  return <DaysPanel className={className} painted={painted} days={trends?.days ?? noDays} unit={unit} asOf={asOf} />
}

export const days: WallPanel = { id: 'days', words, Panel: Days }
