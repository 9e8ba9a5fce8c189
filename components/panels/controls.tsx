'use client'
import { openedTexts } from '@/lib/client/messages/opened'
import { replayTexts } from '@/lib/client/messages/replay'
import type { ViewState } from '@/lib/client/view'
import { HeatWindow } from '@/lib/domain/heat'
import { Segments } from '../ui/segments'
import { glass } from '../ui/wall-looks'

const levels = ['auto', '1', '2', '3', '4'] as const
const numbers = { auto: null, 1: 1, 2: 2, 3: 3, 4: 4 } as const

export type ControlsProps = {
  view: ViewState
  shownLevel: number
  onChange(change: Partial<ViewState>): void
  onHome(): void
  /** shows the past, where there is one */
  onPast?(): void
}

/** What the map shows: layer, window of time, level of grids. */
export function Controls({ view, shownLevel, onChange, onHome, onPast }: ControlsProps) {
  return (
    <div className={`${glass} pointer-events-auto flex items-center gap-16 px-14 py-8`} data-testid="controls">
      <Segments
        label={openedTexts.controls.measure}
        testId="measure"
        value={view.measure}
        options={[
          { value: 'heat', label: openedTexts.controls.heat },
          { value: 'choropleth', label: openedTexts.controls.choropleth },
        ]}
        onChange={(measure) => onChange({ measure })}
      />
      <Segments
        label={openedTexts.controls.window}
        testId="window"
        value={view.window}
        options={HeatWindow.options.map((value) => ({ value, label: openedTexts.controls.windows[value] }))}
        onChange={(window) => onChange({ window })}
      />
      <Segments
        label={openedTexts.controls.level}
        testId="level"
        value={view.level === null ? 'auto' : (levels[view.level] ?? 'auto')}
        options={levels.map((value, i) => ({
          value,
          label:
            i === 0
              ? `${openedTexts.controls.auto} ${view.level === null ? (openedTexts.controls.levels[shownLevel - 1] ?? '') : ''}`.trim()
              : (openedTexts.controls.levels[i - 1] ?? ''),
        }))}
        onChange={(level) => onChange({ level: numbers[level] })}
      />
      <button
        type="button"
        onClick={onHome}
        className="rounded-chip px-10 py-5 text-1 font-medium text-ink-2 hover:bg-track hover:text-ink-1"
        data-testid="home"
      >
        {openedTexts.controls.home}
      </button>
      {onPast && (
        <button
          type="button"
          onClick={onPast}
          aria-keyshortcuts="R"
          className="flex items-center gap-6 rounded-chip px-10 py-5 text-1 font-medium text-ink-2 hover:bg-track hover:text-ink-1"
          data-testid="look-back"
        >
          {replayTexts.title}
          <kbd className="rounded-chip border border-line-strong px-6 font-normal">R</kbd>
        </button>
      )}
    </div>
  )
}
