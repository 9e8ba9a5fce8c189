import { useMemo } from 'react'
import { useScene, type WallPanel } from '@/components/wall/scene'
import { formatCount, formatTime } from '@/lib/client/format'
import { inLanguage } from '@/lib/client/language'
import type { StateRow } from '@/lib/client/rows'
import { stateRows } from '@/lib/client/rows'
import { useStore } from '@/lib/client/use-store'
import { Bar } from '../ui/bar'
import { Panel } from '../ui/panel'
import { Rolling } from '../ui/rolling'

const words = {
  zh: {
    title: '办理状态',
    note: '现有 · 件',
    cards: (n: string) => `现有 · 件 · 督办 ${n}`,
  },
  en: {
    title: 'Stages',
    note: 'now',
    cards: (n: string) => `now · ${n} with a card`,
  },
}
const texts = inLanguage(words.zh, words.en)

/** Where open events stand in their life, how many have a card (督办), and what is behind them. Bars are of the largest open state, since closed ones outnumber all. */
export function FunnelPanel({ rows, cards, asOf, className = '' }: { rows: readonly StateRow[]; cards: number; asOf: string; className?: string }) {
  return (
    <Panel title={texts.title} note={cards > 0 ? texts.cards(formatCount(cards)) : texts.note} asOf={asOf} testId="funnel" className={className}>
      <ol className="flex min-h-0 flex-1 flex-col justify-around">
        {rows.map(({ state, label, count, share }) => (
          <li key={state} className="flex h-32 items-center gap-14" data-testid={`state-${state}`}>
            <span className="w-76 shrink-0 text-2 whitespace-nowrap text-ink-2 [&:lang(en)]:w-172">{label}</span>
            <Bar share={share} className="h-10 flex-1" />
            <Rolling value={formatCount(count)} className="w-92 shrink-0 justify-end text-3 font-semibold text-ink-1" />
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function Funnel({ className }: { className: string }) {
  const { world } = useScene()
  const figures = useStore(world.live, (s) => s.figures)
  const asOf = useStore(world.live, (s) => s.board?.asOf ?? null)
  const rows = useMemo(() => stateRows(figures), [figures])
  const cards = useStore(world.scenery, (s) => s.trends?.cards ?? 0)
  return <FunnelPanel className={className} rows={rows} cards={cards} asOf={formatTime(asOf)} />
}

export const funnel: WallPanel = { id: 'funnel', words, isThere: ({ figures }) => stateRows(figures).length > 0, Panel: Funnel }
