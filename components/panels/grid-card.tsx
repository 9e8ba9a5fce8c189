'use client'
import { formatCount, formatRate } from '@/lib/client/format'
import type { GridShape } from '@/lib/client/grids'
import { openedTexts } from '@/lib/client/messages/opened'
import { wallTexts } from '@/lib/client/messages/wall'
import type { EventRow } from '@/lib/client/rows'
import { todayText } from '@/lib/client/trend-rows'
import type { Figures } from '@/lib/domain/wire'
import { ClassChip } from '../ui/class-chip'
import { Panel } from '../ui/panel'
import { Rolling } from '../ui/rolling'
import { UrgencyWord } from '../ui/urgency-word'

export type GridFigure = Figures['grids'][number]
export type GridCardProps = {
  path: readonly GridShape[]
  parts: readonly { grid: GridShape; figure: GridFigure | undefined }[]
  figure: GridFigure | undefined
  /** data are late, so that none so far is not known to be none */
  late: boolean
  /** null while they are read */
  events: readonly EventRow[] | null
  failed: boolean
  onSelect(code: string | null): void
}

function Cell({ label, value, testId }: { label: string; value: string; testId: string }) {
  return (
    <div>
      <dt className="text-1 text-ink-3">{label}</dt>
      <dd>
        <Rolling value={value} className="text-3 font-semibold text-ink-1" testId={testId} />
      </dd>
    </div>
  )
}

/** One grid: where it lies in the tree, its figures, its parts, what happened there last. */
export function GridCard({ path, parts, figure, late, events, failed, onSelect }: GridCardProps) {
  const grid = path.at(-1)
  if (!grid) return null
  const count = (n: number | undefined) => (n === undefined ? wallTexts.none : formatCount(n))
  const rate = figure ? formatRate(figure.handled, figure.reported) : { value: wallTexts.none, unit: '' }
  return (
    <Panel
      title={grid.name}
      note={openedTexts.grid.levels[grid.level - 1]}
      testId="grid-card"
      className="shrink-0 transition-opacity duration-(--m-fast) ease-out starting:opacity-0"
      action={
        <button
          type="button"
          onClick={() => onSelect(null)}
          className="-mr-6 grid size-28 place-items-center rounded-chip text-ink-2 hover:bg-track hover:text-ink-1"
          aria-label={openedTexts.grid.close}
          data-testid="grid-close"
        >
          <svg viewBox="0 0 16 16" className="size-14" aria-hidden>
            <path d="M3 3l10 10M13 3 3 13" stroke="currentColor" strokeWidth="1.8" />
          </svg>
        </button>
      }
    >
      <nav className="-ml-6 flex flex-wrap items-center pb-8 text-1" data-testid="breadcrumb">
        <button type="button" className="rounded-chip px-6 text-ink-3 hover:text-ink-1" onClick={() => onSelect(null)}>
          {openedTexts.grid.county}
        </button>
        {path.map((step) => (
          <span key={step.code} className="flex items-center text-ink-4">
            ›
            <button
              type="button"
              className={`rounded-chip px-6 hover:text-ink-1 ${step === grid ? 'text-ink-1' : 'text-ink-3'}`}
              onClick={() => onSelect(step.code)}
            >
              {step.label}
            </button>
          </span>
        ))}
      </nav>
      <dl className="grid grid-cols-3 gap-y-8">
        <Cell label={openedTexts.grid.today} value={todayText(figure?.today, late)} testId="grid-today" />
        <Cell label={openedTexts.grid.open} value={count(figure?.open)} testId="grid-open" />
        <Cell label={openedTexts.grid.overdue} value={count(figure && (figure.overdue ?? 0))} testId="grid-overdue" />
        <Cell label={openedTexts.grid.rate} value={rate.value + rate.unit} testId="grid-rate" />
        <Cell label={openedTexts.grid.reported} value={count(figure?.reported)} testId="grid-reported" />
        <Cell label={openedTexts.grid.households} value={count(grid.households)} testId="grid-households" />
      </dl>
      {parts.length > 0 && (
        <section className="pt-12">
          <h3 className="pb-4 text-1 text-ink-3">{openedTexts.grid.children(parts.length)}</h3>
          <ul className="-mx-8 grid max-h-132 grid-cols-2 gap-x-8 overflow-y-auto" data-testid="grid-children">
            {parts.map(({ grid: child, figure: of }) => (
              <li key={child.code}>
                <button
                  type="button"
                  onClick={() => onSelect(child.code)}
                  className="flex h-[max(24px,calc(32*var(--u)))] w-full items-baseline justify-between gap-8 rounded-chip px-8 text-left hover:bg-track"
                >
                  <span className="truncate text-1 text-ink-2" title={child.label}>
                    {child.label}
                  </span>
                  <span className="text-1 font-medium text-ink-1">{todayText(of?.today, late)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="pt-12">
        <h3 className="pb-4 text-1 text-ink-3">{openedTexts.grid.events}</h3>
        {(events === null || events.length === 0) && (
          <p className="text-1 text-ink-3">
            {failed ? openedTexts.grid.failed : events === null ? openedTexts.grid.loading : openedTexts.grid.noEvents}
          </p>
        )}
        <ol className="-mx-8" data-testid="grid-events">
          {events?.map((row) => (
            <li key={row.number} className="flex h-32 items-center gap-10 px-8">
              <time className="w-88 shrink-0 text-1 text-ink-3">{row.time}</time>
              <ClassChip code={row.classCode} name={row.className} />
              <span className="min-w-0 flex-1 truncate text-1 text-ink-1" title={row.type}>
                {row.type}
              </span>
              <UrgencyWord urgency={row.urgency} wall />
            </li>
          ))}
        </ol>
      </section>
    </Panel>
  )
}
