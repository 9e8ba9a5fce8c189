import { useMemo } from 'react'
import { useClock, useScene, type WallPanel } from '@/components/wall/scene'
import { useRoom } from '@/components/wall/use-room'
import { formatTime } from '@/lib/client/format'
import { inLanguage } from '@/lib/client/language'
import type { EventRow } from '@/lib/client/rows'
import { feedRows, lastHour } from '@/lib/client/rows'
import { lagOf } from '@/lib/client/trend-rows'
import { useStore } from '@/lib/client/use-store'
import { FEED_LENGTH } from '@/lib/domain/apply'
import { ClassChip } from '../ui/class-chip'
import { Panel } from '../ui/panel'
import { UrgencyWord } from '../ui/urgency-word'

const words = {
  zh: {
    title: '实时动态',
    lastHour: (n: number) => `近 1 小时 ${n} 件`,
    empty: '暂无事件',
    handled: '办结',
  },
  en: {
    title: 'Live feed',
    lastHour: (n: number) => `${n} in the last hour`,
    empty: 'No events yet',
    handled: 'closed',
  },
}
const texts = inLanguage(words.zh, words.en)

/** Letters of a time of today; one of another day has its date before it. */
const CLOCK_LENGTH = 8

const ROW = 36

/** The newest events, newest first; a new line comes in from the map's side. */
export function FeedPanel({
  rows,
  lastHour,
  asOf,
  className,
}: {
  rows: readonly EventRow[]
  lastHour: number | null
  asOf: number | null
  className?: string
}) {
  const { ref, count } = useRoom<HTMLOListElement>(ROW)
  const dated = rows.slice(0, count).some((row) => row.time.length > CLOCK_LENGTH)
  return (
    <Panel
      title={texts.title}
      note={lastHour === null ? undefined : texts.lastHour(lastHour)}
      asOf={formatTime(asOf)}
      className={`min-h-0 ${className ?? ''}`}
      testId="feed"
    >
      {rows.length === 0 && <p className="text-2 text-ink-3">{texts.empty}</p>}
      <ol ref={ref} className="-mx-12 flex min-h-0 flex-1 flex-col overflow-hidden">
        {rows.slice(0, count).map((row) => (
          <li
            key={row.number}
            data-testid="feed-row"
            data-number={row.number}
            data-handled={row.handled}
            className="flex max-h-42 flex-1 animate-[land_var(--m-fly)_var(--ease-out)] items-center gap-12 rounded-chip px-12 first:bg-ink-2/9 in-data-[calm=true]:animate-none"
          >
            <time className={`${dated ? 'w-92' : 'w-70'} shrink-0 text-1 whitespace-nowrap text-ink-3`}>{row.time}</time>
            <ClassChip code={row.classCode} name={row.className} />
            <span className="flex min-w-0 flex-1 items-center gap-8">
              <span
                className="min-w-0 truncate text-2 text-ink-1 in-data-[handled=true]:text-ink-3 [&:lang(en)]:line-clamp-2 [&:lang(en)]:text-1 [&:lang(en)]:leading-none [&:lang(en)]:whitespace-normal"
                title={row.type}
              >
                {row.type}
                {row.handled && <span className="sr-only">{texts.handled}</span>}
              </span>
              <UrgencyWord urgency={row.urgency} wall />
            </span>
            <span className="max-w-96 truncate text-1 text-ink-3" title={row.place}>
              {row.place}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

/** More lines than any feed has room for. */
const MAX_LINES = 40

function Feed({ className }: { className: string }) {
  const { world } = useScene()
  const board = useStore(world.live, (s) => s.board)
  const key = useStore(world.live, (s) => s.key)
  const tree = useStore(world.scenery, (s) => s.tree)
  const trends = useStore(world.scenery, (s) => s.trends)
  const classes = useStore(world.view, (s) => s.classes)
  const now = useClock()
  const rows = useMemo(() => (board && key ? feedRows(board.recent, key, tree, classes, now, MAX_LINES) : []), [board, key, tree, classes, now])
  return (
    <FeedPanel
      className={className}
      rows={rows}
      lastHour={board && !lagOf(trends) ? lastHour(board.recent, now, FEED_LENGTH) : null}
      asOf={board?.asOf ?? null}
    />
  )
}

export const feed: WallPanel = { id: 'feed', words, Panel: Feed }
