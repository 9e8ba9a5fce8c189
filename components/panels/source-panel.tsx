import { useClock, useScene, type WallPanel } from '@/components/wall/scene'
import type { Link } from '@/lib/client/board'
import { formatCount, formatTime } from '@/lib/client/format'
import { inLanguage } from '@/lib/client/language'
import { wallTexts } from '@/lib/client/messages/wall'
import type { Freshness, SourceRow } from '@/lib/client/trend-rows'
import { sourceRows } from '@/lib/client/trend-rows'
import { truthOf } from '@/lib/client/truth'
import { useStore } from '@/lib/client/use-store'
import { Panel } from '../ui/panel'

const words = {
  zh: {
    title: '数据来源',
    note: '近 24 小时 · 件',
    silent: '尚无数据',
    grids: '网格边界',
    gridsDemo: '程序生成示意',
    gridsReal: '导入',
    channel: '实时通道',
    socket: '实时接收',
    polling: '定时读取',
    down: '中断',
    revision: (n: string) => `数据版本 ${n}`,
    freshness: ['1 小时内', '24 小时内', '超 24 小时'],
  },
  en: {
    title: 'Sources',
    note: 'last 24 hours',
    silent: 'no data yet',
    grids: 'Boundaries',
    gridsDemo: 'generated',
    gridsReal: 'imported',
    channel: 'Live channel',
    socket: 'push',
    polling: 'polling',
    down: 'down',
    revision: (n: string) => `revision ${n}`,
    freshness: ['within 1 hour', 'within 24 hours', 'over 24 hours'],
  },
}
const texts = inLanguage(words.zh, words.en)

export type SourcePanelProps = {
  rows: readonly SourceRow[]
  grids: { count: number; demo: boolean }
  link: Link
  revision: number | null
  /** how long the server has been silent, seconds */
  silence: number
  asOf: string
  className?: string
}

/** How fresh: a full disc, a half one, a ring. */
function FreshMark({ of }: { of: Freshness }) {
  return (
    <svg
      viewBox="0 0 20 20"
      className={`size-16 shrink-0 ${of === 0 ? 'text-live' : of === 1 ? 'text-ink-2' : 'text-stale'}`}
      role="img"
      aria-label={texts.freshness[of]}
    >
      <circle cx="10" cy="10" r="7.5" fill={of === 0 ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth="2.4" />
      {of === 1 && <path d="M10 2.5a7.5 7.5 0 0 0 0 15z" fill="currentColor" />}
    </svg>
  )
}

function Row({ mark, name, value, note }: { mark: Freshness; name: string; value: string; note: string }) {
  return (
    <li className="flex h-34 items-center gap-12" data-testid="source">
      <FreshMark of={mark} />
      <span className="min-w-0 flex-1 truncate text-2 text-ink-2" title={name}>
        {name}
      </span>
      <span className="text-2 font-medium whitespace-nowrap text-ink-1">{value}</span>
      <span className="min-w-120 text-right text-1 whitespace-nowrap text-ink-3">{note}</span>
    </li>
  )
}

/** Where the data come from and how old they are: the systems that send events, the channel to this screen, the boundaries. */
export function SourcePanel({ rows, grids, link, revision, silence, asOf, className = '' }: SourcePanelProps) {
  const words = { socket: texts.socket, polling: texts.polling, connecting: wallTexts.truth.connecting, down: texts.down }
  return (
    <Panel title={texts.title} note={texts.note} asOf={asOf} testId="sources" className={className}>
      <ul>
        {rows.slice(0, 4).map((row) => (
          <Row key={row.name} mark={row.freshness} name={row.name} value={formatCount(row.lastDay)} note={row.age} />
        ))}
        {rows.length === 0 && <Row mark={2} name={texts.silent} value={wallTexts.none} note="" />}
        <Row
          mark={link === 'socket' && silence < 15 ? 0 : link === 'down' ? 2 : 1}
          name={texts.channel}
          value={words[link]}
          note={revision === null ? wallTexts.none : texts.revision(formatCount(revision))}
        />
        <Row mark={grids.demo ? 1 : 0} name={texts.grids} value={formatCount(grids.count)} note={grids.demo ? texts.gridsDemo : texts.gridsReal} />
      </ul>
    </Panel>
  )
}

function Sources({ className }: { className: string }) {
  const { world } = useScene()
  const live = useStore(world.live, (s) => s)
  const tree = useStore(world.scenery, (s) => s.tree)
  const trends = useStore(world.scenery, (s) => s.trends)
  const now = useClock()
  return (
    <SourcePanel
      className={className}
      rows={sourceRows(trends, now)}
      grids={{ count: tree?.list.length ?? 0, demo: tree?.list.some((g) => g.demo) ?? false }}
      link={live.link}
      revision={live.board?.revision ?? null}
      silence={truthOf(live, now ? now - live.clockOffset : (live.heardAt ?? 0)).seconds}
      asOf={formatTime(trends?.asOf ? Date.parse(trends.asOf) : null)}
    />
  )
}

export const sources: WallPanel = { id: 'sources', words, Panel: Sources }
