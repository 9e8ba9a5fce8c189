'use client'
import { useMemo } from 'react'
import { useScene, type WallPanel } from '@/components/wall/scene'
import { formatTime } from '@/lib/client/format'
import { inLanguage } from '@/lib/client/language'
import { wallTexts } from '@/lib/client/messages/wall'
import type { ClassRow } from '@/lib/client/rows'
import { classRows } from '@/lib/client/rows'
import { todayText } from '@/lib/client/trend-rows'
import { useStore } from '@/lib/client/use-store'
import { toggleClass } from '@/lib/client/view'
import { Bar } from '../ui/bar'
import { ClassChip, classColour } from '../ui/class-chip'
import { Panel } from '../ui/panel'
import { Rolling } from '../ui/rolling'
import { Sparkline } from '../ui/sparkline'

const words = {
  zh: {
    title: '事件分类',
    today: (n: string) => `今日 ${n} 件`,
    onlyThis: (name: string) => `筛选 ${name}`,
    all: '全部显示',
    where: '只筛选地图与实时动态，其余数字是全部类别',
  },
  en: {
    title: 'Classes',
    today: (n: string) => `today ${n}`,
    onlyThis: (name: string) => `Only ${name}`,
    all: 'Show all',
    where: 'On the map and in the feed; all other figures are of all classes',
  },
}
const texts = inLanguage(words.zh, words.en)

/** 12 %, and below one percent what it is: less than one. */
const shareOf = (n: number, of: number) => `${n > 0 && n / of < 0.005 ? '<1' : Math.round((n / of) * 100)} ${wallTexts.units.percent}`

export type ClassPanelProps = {
  rows: readonly ClassRow[]
  /** by class code: reported on each of the last days */
  days: ReadonlyMap<string, readonly number[]>
  today: number | null
  /** data are late, so that none so far is not known to be none */
  late: boolean
  asOf: number | null
  chosen: ReadonlySet<string>
  onToggle(code: string): void
  onAll(): void
  className?: string
}

/** Today's events by class, and how the last seven days ran; a row is also the switch that shows only its class on map and feed. */
export function ClassPanel({ rows, days, today, late, asOf, chosen, onToggle, onAll, className = '' }: ClassPanelProps) {
  const most = Math.max(1, ...rows.map((r) => r.today ?? 0))
  return (
    <Panel
      title={texts.title}
      note={today === null ? undefined : texts.today(todayText(today, late))}
      asOf={chosen.size ? undefined : formatTime(asOf)}
      testId="classes"
      className={className}
      action={
        chosen.size > 0 && (
          <button type="button" onClick={onAll} className="rounded-chip border border-line-strong px-8 text-1 text-ink-1" data-testid="classes-all">
            {texts.all}
          </button>
        )
      }
    >
      <ul className="-mx-10 flex min-h-0 flex-1 flex-col justify-around">
        {rows.map(({ code, name, today: n }) => {
          const on = chosen.size === 0 || chosen.has(code)
          return (
            <li key={code}>
              <button
                type="button"
                aria-pressed={chosen.has(code)}
                title={texts.onlyThis(name)}
                data-testid={`class-${code}`}
                onClick={() => onToggle(code)}
                className={`flex h-38 w-full items-center gap-10 rounded-chip px-10 text-left transition-opacity duration-(--m-fast) hover:bg-track ${on ? '' : 'opacity-40'}`}
              >
                <ClassChip code={code} name={name} />
                <span className="w-76 truncate text-2 text-ink-2 [&:lang(en)]:w-130" title={name}>
                  {name}
                </span>
                <Bar share={(n ?? 0) / most} look={`bg-(--chip) ${classColour(code)}`} className="h-10 flex-1" />
                <Rolling value={todayText(n, late)} className="w-48 justify-end text-3 font-semibold text-ink-1" />
                <span className="w-40 text-right text-1 whitespace-nowrap text-ink-3 [&:lang(en)]:hidden">
                  {n === null || !today ? wallTexts.none : shareOf(n, today)}
                </span>
                <Sparkline values={days.get(code) ?? []} className="h-26 w-52 shrink-0" />
              </button>
            </li>
          )
        })}
      </ul>
      {chosen.size > 0 && (
        <p className="pt-6 text-1 text-ink-3" data-testid="classes-where">
          {texts.where}
        </p>
      )}
    </Panel>
  )
}

function Classes({ className }: { className: string }) {
  const { world } = useScene()
  const key = useStore(world.live, (s) => s.key)
  const figures = useStore(world.live, (s) => s.figures)
  const asOf = useStore(world.live, (s) => s.board?.asOf ?? null)
  const trends = useStore(world.scenery, (s) => s.trends)
  const chosen = useStore(world.view, (s) => s.classes)
  const rows = useMemo(() => classRows(key, figures), [key, figures])
  const days = useMemo(() => new Map(trends?.classes.map((c) => [c.code, c.days])), [trends])
  return (
    <ClassPanel
      className={className}
      rows={rows}
      days={days}
      today={figures?.today.reported ?? null}
      late={Boolean(trends?.until)}
      asOf={asOf}
      chosen={chosen}
      onToggle={(code) =>
        world.view.set({
          classes: toggleClass(
            chosen,
            code,
            rows.map((r) => r.code),
          ),
        })
      }
      onAll={() => world.view.set({ classes: new Set() })}
    />
  )
}

export const classes: WallPanel = { id: 'classes', words, Panel: Classes }
