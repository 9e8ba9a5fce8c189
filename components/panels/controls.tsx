'use client'
import { zh } from '@/lib/client/messages/zh-CN'
import type { ViewState } from '@/lib/client/view'
import { HeatWindow } from '@/lib/domain/heat'
import { Segments } from '../ui/segments'

const levels = ['auto', '1', '2', '3', '4'] as const
const numbers = { auto: null, 1: 1, 2: 2, 3: 3, 4: 4 } as const

export type ControlsProps = { view: ViewState; shownLevel: number; onChange(change: Partial<ViewState>): void; onHome(): void }

/** What the map shows: layer, window of time, level of grids. */
export function Controls({ view, shownLevel, onChange, onHome }: ControlsProps) {
  return (
    <div className="glass pointer-events-auto flex items-center gap-16 px-14 py-8" data-testid="controls">
      <Segments
        label={zh.controls.measure}
        testId="measure"
        value={view.measure}
        options={[
          { value: 'heat', label: zh.controls.heat },
          { value: 'choropleth', label: zh.controls.choropleth },
        ]}
        onChange={(measure) => onChange({ measure })}
      />
      <Segments
        label={zh.controls.window}
        testId="window"
        value={view.window}
        options={HeatWindow.options.map((value) => ({ value, label: zh.controls.windows[value] }))}
        onChange={(window) => onChange({ window })}
      />
      <Segments
        label={zh.controls.level}
        testId="level"
        value={view.level === null ? 'auto' : (levels[view.level] ?? 'auto')}
        options={levels.map((value, i) => ({
          value,
          label:
            i === 0
              ? `${zh.controls.auto} ${view.level === null ? (zh.controls.levels[shownLevel - 1] ?? '') : ''}`.trim()
              : (zh.controls.levels[i - 1] ?? ''),
        }))}
        onChange={(level) => onChange({ level: numbers[level] })}
      />
      <button
        type="button"
        onClick={onHome}
        className="rounded-chip px-10 py-5 text-1 font-medium text-ink-2 hover:bg-track hover:text-ink-1"
        data-testid="home"
      >
        {zh.controls.home}
      </button>
    </div>
  )
}
