'use client'
import type { ReactNode } from 'react'
import { Action } from '@/components/ui/action'
import { FIRST_FIGURE, type FigurePlace } from '@/lib/client/figure-place'
import type { GridNames } from '@/lib/client/grid-names'
import { figureTexts } from '@/lib/client/messages/figures'
import { type FigureRuns, MIN_USUAL_MONTHS } from '@/lib/domain/figure-runs'
import { ComparedPart } from './compared-part'
import type { BehindOf } from './figure-link'
import { FigureTiles } from './figure-tiles'
import { RunPanel } from './run-panel'
import { WeekHours } from './week-hours'

const { compared: texts } = figureTexts

type Props = {
  runs: FigureRuns
  /** others are on their way, these still stand */
  isLoading: boolean
  place: FigurePlace
  title: string
  /** the way here */
  path: ReactNode
  names: GridNames
  behindOf(code: string | null): BehindOf
  onGo(next: Partial<FigurePlace>): void
  /** beside the week */
  children: ReactNode
}

/** All figures as tiles, or one of them large; the chosen one place by place; the week by the hour. On a phone the tiles are one page and a comparison another. */
export function FigureCharts({ runs, isLoading, place, title, path, names, behindOf, onGo, children }: Props) {
  const chosen = place.figure ?? FIRST_FIGURE
  const isOpen = place.open
  const comparePerThousand = () => {
    onGo({ figure: 'reported', open: false })
    scrollTo({ top: 0 }) // where the comparison is
  }
  const [first = '', last = ''] = [runs.months[0], runs.months.at(-1)]
  return (
    <div className="flex flex-col gap-12" data-testid="figures" data-loading={isLoading} aria-busy={isLoading}>
      {path}
      <div
        className={`grid grid-cols-[minmax(0,1fr)_476px] gap-12 transition-opacity duration-(--m-fast) max-lg:grid-cols-1 lg:min-h-620 ${isLoading ? 'opacity-60' : ''}`}
      >
        <div className={`flex min-w-0 flex-col gap-8 ${place.figure && !isOpen ? 'max-sm:hidden' : ''}`}>
          {isOpen ? (
            <RunPanel runs={runs} name={chosen} onClose={() => onGo({ open: false })} />
          ) : (
            <FigureTiles
              runs={runs}
              chosen={chosen}
              against={place.against}
              behind={behindOf(place.within)}
              onChoose={(figure) => onGo(figure === place.figure ? { open: true } : { figure })}
            />
          )}
          <p className="text-13 text-ink-3" data-testid="runs-note">
            {runs.usualMonths >= MIN_USUAL_MONTHS ? texts.months(first, last) : texts.noBand(runs.usualMonths)}
          </p>
        </div>
        <div className={`flex min-w-0 flex-col gap-12 ${place.figure ? '' : 'max-sm:hidden'}`}>
          <Action className="sm:hidden" onClick={() => onGo({ figure: null, open: false })} data-testid="all-figures">
            {texts.back}
          </Action>
          <ComparedPart
            runs={runs}
            name={chosen}
            title={title}
            parentOf={(code) => names.parentOf(code)}
            against={place.against}
            isOpen={isOpen}
            nameOf={(code) => names.nameOf(code)}
            behindOf={behindOf}
            onGo={(code) => onGo({ within: code })}
            onEnlarge={() => onGo(isOpen ? { open: false } : { figure: chosen, open: true })}
          />
        </div>
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)_476px] gap-12 max-lg:grid-cols-1">
        <WeekHours
          week={runs.week}
          action={
            runs.areas.length > 0 && (
              <Action size="small" onClick={comparePerThousand} data-testid="per-thousand">
                {texts.perThousand}
              </Action>
            )
          }
        />
        {children}
      </div>
    </div>
  )
}
