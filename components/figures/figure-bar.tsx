'use client'
import { ScopeSelect } from '@/components/list/scope-select'
import { ViewSwitch } from '@/components/page/view-switch'
import { Action } from '@/components/ui/action'
import { type FigurePlace, FigureView, ownDays, PeriodChoice } from '@/lib/client/figure-place'
import { figureTexts } from '@/lib/client/messages/figures'
import { pageTexts } from '@/lib/client/messages/page'
import { Against } from '@/lib/domain/against'
import { Tree } from '@/lib/domain/binding'

const select = 'h-32 max-w-200 rounded-8 border border-line-strong bg-panel px-8 text-14 text-ink-1 max-sm:h-48 max-sm:max-w-full'
/** On a phone the selections share the first line. */
const first = 'max-sm:-order-1'

type Props = {
  place: FigurePlace
  places: readonly { code: string; name: string; depth: number }[]
  onGo(next: Partial<FigurePlace>): void
  onExport: (() => void) | null
}

/** What narrows the page of figures: scope, period and what it is held against, tree, view. */
export function FigureBar({ place, places, onGo, onExport }: Props) {
  const { tree, within, period, from, to, against, view } = place
  return (
    <>
      {tree === 'grids' && (
        <ScopeSelect places={places} within={within} whole={false} className={first} onChoose={(code) => onGo({ within: code })} />
      )}
      <ViewSwitch
        label={figureTexts.period}
        value={period}
        options={PeriodChoice.options.map((value) => ({ value, label: value === 'custom' ? figureTexts.own.custom : figureTexts.periods[value] }))}
        onChange={(next) => onGo(next === 'custom' ? { period: next, ...ownDays(Date.now()) } : { period: next, from: null, to: null })}
        testId="period"
      />
      {period === 'custom' && (
        <span className="flex items-center gap-4">
          {(['from', 'to'] as const).map((end) => (
            <input
              key={end}
              type="date"
              required
              aria-label={figureTexts.own[end]}
              data-testid={`period-${end}`}
              className={`${select} w-136`}
              value={(end === 'from' ? from : to) ?? ''}
              {...(end === 'from' ? { max: to ?? undefined } : { min: from ?? undefined })}
              onChange={({ target }) => {
                const day = target.value
                if (day !== '' && (end === 'from' ? day <= (to ?? day) : day >= (from ?? day))) onGo({ [end]: day })
              }}
            />
          ))}
        </span>
      )}
      {view === 'chart' && tree === 'grids' && (
        <label className={`flex items-center gap-6 text-13 text-ink-3 ${first}`}>
          {figureTexts.against}
          <select
            data-testid="against"
            className={select}
            value={against ?? 'none'}
            onChange={({ target }) => {
              const chosen = Against.safeParse(target.value)
              onGo({ against: chosen.success ? chosen.data : null })
            }}
          >
            {(['none', ...Against.options] as const).map((of) => (
              <option key={of} value={of}>
                {figureTexts.againsts[of]}
              </option>
            ))}
          </select>
        </label>
      )}
      <ViewSwitch
        label={figureTexts.tree}
        value={tree}
        options={Tree.options.map((value) => ({ value, label: figureTexts.trees[value] }))}
        onChange={(next) => onGo({ tree: next, within: null })}
        testId="tree"
      />
      {tree === 'grids' && (
        <ViewSwitch
          label={figureTexts.view}
          value={view}
          options={FigureView.options.map((value) => ({ value, label: figureTexts.views[value] }))}
          onChange={(next) => onGo({ view: next })}
          testId="view"
        />
      )}
      {onExport && (
        <Action onClick={onExport} data-testid="export-open">
          {pageTexts.export}
        </Action>
      )}
    </>
  )
}
