'use client'
import type { WallPanel } from '@/components/wall/scene'
import { useRoom } from '@/components/wall/use-room'
import { inLanguage } from '@/lib/client/language'
import { ChangeMark } from '../ui/change-mark'
import { Panel } from '../ui/panel'
import { Rolling } from '../ui/rolling'
import { Sparkline } from '../ui/sparkline'
import { type RankingProps, useRanking } from './street-panel'

const words = {
  zh: {
    title: '社区（村）',
    note: '今日 · 件',
  },
  en: {
    title: 'Communities',
    note: 'today',
  },
}
const texts = inLanguage(words.zh, words.en)

const ROW = 34

/** The communities and villages with the most events today: as many as there is room for, each whole. */
export function CommunityPanel({ rows, asOf, selected, onSelect, className = '' }: RankingProps) {
  const { ref, count } = useRoom<HTMLUListElement>(ROW)
  return (
    <Panel title={texts.title} note={texts.note} asOf={asOf} testId="communities" className={className}>
      <ul ref={ref} className="-mx-10 flex min-h-0 flex-1 flex-col overflow-hidden">
        {rows.slice(0, count).map((row, i) => (
          <li key={row.code} className="max-h-42 flex-1">
            <button
              type="button"
              data-testid={`community-${row.code}`}
              aria-pressed={row.code === selected}
              onClick={() => onSelect(row.code)}
              className="flex size-full items-center gap-10 rounded-chip px-10 text-left hover:bg-track aria-pressed:bg-track"
            >
              <span className="w-22 shrink-0 text-right text-1 text-ink-3">{i + 1}</span>
              <span className="min-w-0 flex-1 truncate text-2 text-ink-1" title={row.name}>
                {row.name}
              </span>
              <Sparkline values={row.days} className="h-26 w-72 shrink-0 [&:lang(en)]:w-36" />
              <ChangeMark change={row.change} className="w-68 justify-end" />
              <Rolling value={row.todayText} className="w-48 shrink-0 justify-end text-3 font-semibold text-ink-1" />
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Communities({ className }: { className: string }) {
  return <CommunityPanel {...useRanking(2)} className={className} />
}

export const communities: WallPanel = { id: 'communities', words, Panel: Communities }
