'use client'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { comparedLabel } from '@/lib/client/compared'
import { figureTexts } from '@/lib/client/messages/figures'
import type { Against } from '@/lib/domain/against'
import type { ComparedName, FigureRuns } from '@/lib/domain/figure-runs'
import { AreaMap } from './area-map'
import type { BehindOf } from './figure-link'
import { IntervalRows } from './interval-rows'
import { useShapes } from './use-shapes'

const { compared: texts } = figureTexts

type Props = {
  runs: FigureRuns
  name: ComparedName
  title: string
  /** the grid right above one, null at the top */
  parentOf(code: string): string | null
  against: Against | null
  isOpen: boolean
  nameOf(code: string): string
  behindOf(code: string): BehindOf
  onGo(code: string): void
  onEnlarge(): void
}

/** The chosen figure place by place: on a small map, and as intervals. */
export function ComparedPart({ runs, name, title, parentOf, against, isOpen, nameOf, behindOf, onGo, onEnlarge }: Props) {
  const below = runs.areas.filter(({ group }) => group === 'below')
  const mapped = below.length > 0 ? below : runs.areas
  const around = below.length > 0 || runs.within === null ? runs.within : parentOf(runs.within)
  const shapes = useShapes(mapped, around)
  const note = [
    name === 'score' ? texts.scoreInterval : texts.interval,
    texts.mean(title),
    ...(against !== null && runs.against ? [texts.mark(figureTexts.againsts[against])] : []),
  ].join(' · ')
  if (runs.areas.length === 0) return <Panel title={comparedLabel(name)}>{texts.noAreas}</Panel>
  return (
    <div className="flex min-w-0 grow flex-col gap-12">
      <AreaMap areas={mapped} shapes={shapes} name={name} within={runs.within} nameOf={nameOf} onOpen={onGo} />
      <section aria-label={comparedLabel(name)} className="flex grow flex-col rounded-10 border border-line bg-panel" data-testid="compared">
        <header className="flex min-h-42 flex-wrap items-center gap-x-12 gap-y-2 px-12 py-6">
          <h2 className="text-15 font-semibold text-ink-1">{comparedLabel(name)}</h2>
          <span className="text-13 text-ink-3">{note}</span>
          <Action size="small" className="ml-auto" aria-pressed={isOpen} onClick={onEnlarge} data-testid="open-run">
            {texts.open}
          </Action>
        </header>
        <IntervalRows runs={runs} name={name} nameOf={nameOf} behindOf={behindOf} onOpen={onGo} />
      </section>
    </div>
  )
}
