'use client'
import { useMemo } from 'react'
import { ChangeMark } from '@/components/ui/change-mark'
import { ClassChip } from '@/components/ui/class-chip'
import { UrgencyWord } from '@/components/ui/urgency-word'
import { formatCount, formatRate } from '@/lib/client/format'
import { type GridTree, pathTo } from '@/lib/client/grids'
import { handTexts as texts } from '@/lib/client/messages/hand'
import { openedTexts } from '@/lib/client/messages/opened'
import { wallTexts } from '@/lib/client/messages/wall'
import type { EventRow } from '@/lib/client/rows'
import { runRows, todayText } from '@/lib/client/trend-rows'
import type { Trends } from '@/lib/domain/trends'
import type { Figures } from '@/lib/domain/wire'
import { handSheet } from './hand-sheet'

type Figure = Figures['grids'][number]
type Props = {
  tree: GridTree
  trends: Trends | null
  figures: ReadonlyMap<string, Figure>
  /** data are late, so that none so far is not known to be none */
  late: boolean
  selected: string | null
  onSelect(code: string | null): void
}

/** The places below the chosen one, the busiest first, each with its figures: a thumb goes down the tree row by row, and up by the path. */
export function HandPlaces({ tree, trends, figures, late, selected, onSelect }: Props) {
  const path = useMemo(() => (selected === null ? [] : pathTo(tree, selected)), [tree, selected])
  const chosen = path.at(-1)
  const rows = useMemo(() => {
    const level = (chosen?.level ?? 0) + 1
    return runRows(trends, tree, figures, level).filter(({ code }) => !chosen || tree.byCode.get(code)?.parentCode === chosen.code)
  }, [trends, tree, figures, chosen])
  const figure = chosen && figures.get(chosen.code)
  const countsOf = (code: string, open: number) => texts.counts(formatCount(open), formatCount(figures.get(code)?.overdue ?? 0))
  return (
    <section className={handSheet} aria-labelledby="hand-places" data-testid="hand-places">
      <header className="flex items-baseline justify-between gap-12">
        <h2 id="hand-places" className="text-18 font-semibold text-ink-1">
          {chosen?.name ?? texts.places}
        </h2>
        {rows.length > 0 && <span className="text-14 whitespace-nowrap text-ink-3">{texts.note}</span>}
      </header>
      {chosen && (
        <nav className="-mx-8 flex flex-wrap items-center text-14" data-testid="hand-path">
          <button type="button" className="min-h-44 rounded-8 px-8 text-ink-2 underline underline-offset-4" onClick={() => onSelect(null)}>
            {texts.all}
          </button>
          {path.slice(0, -1).map(({ code, label }) => (
            <span key={code} className="flex items-center text-ink-3">
              <span aria-hidden>›</span>
              <button type="button" className="min-h-44 rounded-8 px-8 text-ink-2 underline underline-offset-4" onClick={() => onSelect(code)}>
                {label}
              </button>
            </span>
          ))}
        </nav>
      )}
      {chosen && (
        <dl className="grid grid-cols-3 gap-y-10 pb-8 sm:grid-cols-5" data-testid="hand-figures">
          <Cell label={openedTexts.grid.today} value={todayText(figure?.today ?? 0, late)} />
          <Cell label={openedTexts.grid.open} value={formatCount(figure?.open ?? 0)} />
          <Cell label={openedTexts.grid.overdue} value={formatCount(figure?.overdue ?? 0)} />
          <Cell label={openedTexts.grid.rate} value={figure ? Object.values(formatRate(figure.handled, figure.reported)).join('') : wallTexts.none} />
          <Cell label={openedTexts.grid.households} value={formatCount(chosen.households)} />
        </dl>
      )}
      <ul className="-mx-8 flex flex-col">
        {rows.map(({ code, name, todayText: today, open, change }) => (
          <li key={code} className="border-t border-line first:border-t-0">
            <button
              type="button"
              data-testid={`place-${code}`}
              onClick={() => onSelect(code)}
              className="flex min-h-56 w-full items-center gap-10 rounded-8 px-8 py-6 text-left active:bg-track"
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate text-16 text-ink-1">{name}</span>
                <span className="block truncate text-14 text-ink-3">{countsOf(code, open)}</span>
              </span>
              <ChangeMark change={change} className="justify-end" />
              <span className="relative w-56 text-right text-18 font-semibold text-ink-1 tabular-nums">
                <span className="sr-only">{texts.note} </span>
                {today}
              </span>
              <svg viewBox="0 0 16 16" className="size-16 shrink-0 text-ink-3" aria-hidden>
                <path d="m6 3 5 5-5 5" fill="none" stroke="currentColor" strokeWidth="1.8" />
              </svg>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Cell({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt className="text-14 text-ink-3">{label}</dt>
      <dd className="text-18 font-semibold text-ink-1 tabular-nums">{value}</dd>
    </div>
  )
}

/** The newest events of the place that is looked at; null while they are read. */
export function HandEvents({ rows, failed }: { rows: readonly EventRow[] | null; failed: boolean }) {
  return (
    <section className={handSheet} data-testid="hand-events">
      <h2 className="pb-4 text-18 font-semibold text-ink-1">{texts.newest}</h2>
      {(rows === null || rows.length === 0) && (
        <p className="text-14 text-ink-3">{failed ? texts.failed : rows === null ? texts.reading : texts.none}</p>
      )}
      <ol className="flex flex-col">
        {rows?.map((row) => (
          <li key={row.number} className="flex min-h-48 items-center gap-10 border-t border-line py-6 first:border-t-0">
            <ClassChip code={row.classCode} name={row.className} />
            <span className="min-w-0 flex-1">
              <span className="block truncate text-15 text-ink-1">{row.type}</span>
              <span className="block truncate text-14 text-ink-3">
                {row.time} · {row.place}
              </span>
            </span>
            <UrgencyWord urgency={row.urgency} quiet />
          </li>
        ))}
      </ol>
    </section>
  )
}
