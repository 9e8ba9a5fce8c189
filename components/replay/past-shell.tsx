'use client'
import { Footnotes } from '@/components/panels/footnotes'
import { Legend } from '@/components/panels/legend'
import { Logo } from '@/components/ui/logo'
import { glass } from '@/components/ui/wall-looks'
import type { Tile } from '@/components/wall/tile'
import type { WallConfig } from '@/lib/client/config'
import { formatTime } from '@/lib/client/format'
import { knownText, replayTexts as texts } from '@/lib/client/messages/replay'
import { wallTexts } from '@/lib/client/messages/wall'
import type { TimeMachine } from '@/lib/client/replay'
import { useNow, useStore } from '@/lib/client/use-store'
import type { World } from '@/lib/client/world'
import { FiguresThen } from './figures-then'
import { AlertsThen, EventsThen } from './heard-panels'
import { Machine } from './machine'
import { ServicesThen } from './services-then'
import { ClassesThen, LaterPanel, StreetsThen } from './then-panels'
import { TimePlate } from './time-plate'
import type { Then } from './use-then'

type Props = { world: World; config: WallConfig; replay: TimeMachine; then: Then; tile: Tile; back(): void; onSelect(code: string | null): void }

/** What stands around the map of a past, which is never to be taken for now: a hatched frame on all four sides, and a white plate where the clock stands. */
export function PastShell({ world, config, replay, then: { looked, whole, weekBefore, streets }, tile, back, onSelect }: Props) {
  const live = useStore(world.live, (s) => s)
  const view = useStore(world.view, (s) => s)
  const { tree, picture } = useStore(world.scenery, (s) => s)
  const pageNow = useNow(live.clockOffset)
  const { moment, known, failed, playing } = looked
  const near = picture?.near ?? false
  // near by, names lie all over the ground
  const onGround = near ? `${glass} px-14 py-8` : ''
  return (
    <div
      className="contents"
      data-testid="past"
      data-at={moment?.at ?? ''}
      data-known={known}
      data-whole={whole !== null}
      data-playing={playing}
      data-speed={looked.speed}
    >
      {/* the ends of the map sink into the ground, so that head and machine are read on quiet */}
      <div
        aria-hidden
        className="pointer-events-none absolute inset-0 bg-[linear-gradient(to_bottom,var(--map-bg-0)_calc(96*var(--u)),transparent_calc(168*var(--u))),linear-gradient(to_top,var(--map-bg-0)_calc(260*var(--u)),transparent_calc(330*var(--u)))]"
      />
      <header className="absolute inset-x-0 top-0 flex h-116 items-stretch pl-32 text-ink-1">
        <div className="flex items-center gap-16">
          <Logo className="size-48" />
          <div>
            <h1 className="text-4 leading-[1.1] max-[1280px]:text-3 font-semibold tracking-[0.02em] whitespace-nowrap">{wallTexts.title}</h1>
            <p className="text-1 text-ink-3">{tree ? wallTexts.subtitle(streets.length, tree.list.length) : '\u00a0'}</p>
          </div>
        </div>
        <div className="flex min-w-0 flex-1 items-end px-16 pb-2">
          <FiguresThen moment={whole} weekBefore={weekBefore} />
        </div>
        <TimePlate at={moment ? Date.parse(moment.at) : null} known={known} />
      </header>

      <div className="absolute top-124 left-440 flex gap-12" data-testid="known">
        <fieldset className="flex overflow-hidden rounded-chip border border-line-strong" aria-label={texts.knowing}>
          {(['then', 'now'] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={known === one}
              onClick={() => replay.set({ known: one })}
              className="h-40 bg-glass px-16 text-1 text-ink-2 aria-pressed:bg-ink-1 aria-pressed:text-bg"
              data-testid={`known-${one}`}
            >
              {knownText(one)}
            </button>
          ))}
        </fieldset>
        {moment?.known === 'now' && !moment.writing && !failed && (
          <p
            className="flex min-h-40 max-w-640 items-center rounded-chip border border-line-strong bg-glass px-16 text-1 text-ink-1"
            data-testid="known-note"
          >
            {texts.knownNowNote(formatTime(Date.parse(moment.countedTo)).slice(0, 5))}
          </p>
        )}
        {(moment?.writing || failed) && (
          <p
            role="status"
            className="flex h-40 items-center gap-12 rounded-chip border border-line-strong bg-glass px-16 text-1 text-ink-1"
            data-testid="replay-said"
          >
            {failed ? texts.failed : texts.writing}
            {failed && (
              <button type="button" className="underline" onClick={() => replay.again()}>
                {texts.again}
              </button>
            )}
          </p>
        )}
      </div>

      <div className="pointer-events-none absolute top-124 bottom-[calc(270*var(--u))] left-32 flex w-392 flex-col gap-16" data-testid="rail">
        <ClassesThen moment={whole} weekBefore={weekBefore} live={live} />
        <StreetsThen streets={streets} weekBefore={weekBefore} selected={view.selected} onSelect={onSelect} />
        <LaterPanel moment={whole} />
      </div>
      <div className="pointer-events-none absolute top-124 right-32 bottom-[calc(270*var(--u))] flex w-392 flex-col gap-16" data-testid="rail">
        <AlertsThen moment={moment} tree={tree} />
        <EventsThen moment={whole} live={live} tree={tree} />
        <ServicesThen at={moment ? Date.parse(moment.at) : null} />
      </div>

      <div className="pointer-events-none absolute inset-x-440 bottom-[calc(270*var(--u))] flex flex-wrap-reverse items-end justify-between gap-x-32 gap-y-12">
        <div className={onGround}>
          <Legend measure={view.measure} window={view.window} near={near} />
        </div>
        <div className={`text-right ${onGround}`}>
          <Footnotes demo={config.demo || (live.key?.demo ?? false)} reviewNumber={config.reviewNumber} />
          <p className="text-1 text-ink-3">{[texts.people, moment?.otherGrids ? texts.otherGrids : null].filter(Boolean).join(' · ')}</p>
        </div>
      </div>

      <Machine
        replay={replay}
        back={back}
        now={pageNow === null ? null : pageNow + live.clockOffset}
        connected={live.link === 'socket' || live.link === 'polling'}
      />
      <div
        aria-hidden
        className="pointer-events-none absolute inset-y-0 border-[length:calc(12*var(--u))] border-transparent [border-image:repeating-linear-gradient(135deg,var(--ink-1)_0_calc(10*var(--u)),var(--map-bg-0)_0_calc(20*var(--u)))_12]"
        // on all four sides of each tile
        style={{ left: `${(100 * (tile.index - 1)) / tile.of}%`, width: `${100 / tile.of}%` }}
        data-testid="replay-frame"
      />
    </div>
  )
}
