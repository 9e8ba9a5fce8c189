'use client'
import { useMemo } from 'react'
import { useScene, type WallPanel } from '@/components/wall/scene'
import { formatCount, formatTime } from '@/lib/client/format'
import { inLanguage } from '@/lib/client/language'
import type { RunRow } from '@/lib/client/trend-rows'
import { runRows } from '@/lib/client/trend-rows'
import { useStore } from '@/lib/client/use-store'
import { ChangeMark } from '../ui/change-mark'
import { Panel } from '../ui/panel'
import { Rolling } from '../ui/rolling'
import { Sparkline } from '../ui/sparkline'

const words = {
  zh: {
    title: '街道',
    note: '今日 · 近 7 天',
    open: (n: string) => `未结 ${n}`,
  },
  en: {
    title: 'Streets',
    note: 'today · 7 days',
    open: (n: string) => `open ${n}`,
  },
}
const texts = inLanguage(words.zh, words.en)

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
    <Panel title={texts.title} note={texts.note} asOf={asOf} testId="streets" className={className}>
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
                <span className="block truncate text-1 text-ink-3">{texts.open(formatCount(row.open))}</span>
              </span>
              <Sparkline values={row.days} className="h-36 min-w-0 flex-1" />
              <ChangeMark change={row.change} className="w-64 justify-end" />
              <Rolling value={row.todayText} className="w-72 shrink-0 justify-end text-4 font-medium text-ink-1" />
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** What a ranking of the grids of a level shows. */
export function useRanking(level: 1 | 2): Omit<RankingProps, 'className'> {
  const { world, select } = useScene()
  const figures = useStore(world.live, (s) => s.figures)
  const asOf = useStore(world.live, (s) => s.board?.asOf ?? null)
  const tree = useStore(world.scenery, (s) => s.tree)
  const trends = useStore(world.scenery, (s) => s.trends)
  const selected = useStore(world.view, (s) => s.selected)
  const rows = useMemo(() => runRows(trends, tree, new Map(figures?.grids.map((g) => [g.grid, g])), level), [trends, tree, figures, level])
  return { rows, asOf: formatTime(asOf), selected, onSelect: select }
}

function Streets({ className }: { className: string }) {
  return <StreetPanel {...useRanking(1)} className={className} />
}

export const streets: WallPanel = { id: 'streets', words, Panel: Streets }
