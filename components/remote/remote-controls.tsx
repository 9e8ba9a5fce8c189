import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'
import { Action } from '@/components/ui/action'
import { ClassChip } from '@/components/ui/class-chip'
import { SeverityMark } from '@/components/ui/severity-mark'
import { alertParts, colourName } from '@/lib/client/alert-words'
import { formatTime } from '@/lib/client/format'
import { replayTexts } from '@/lib/client/messages/replay'
import { screenTexts as texts } from '@/lib/client/messages/screen'
import { HeatWindow } from '@/lib/domain/heat'
import type { Remote, Steer } from '@/lib/domain/screen'
import { isLookingBack } from '@/lib/domain/screen-replay'
import { GridFinder } from './grid-finder'
import { PastControls } from './past-controls'
import { Pick, Row } from './pick'

const WallPicture = dynamic(() => import('./wall-picture'), { ssr: false })

/** What grids are called by their codes, and the classes of events. */
export type Names = { names: Readonly<Record<string, string>>; classes: readonly { code: string; name: string }[] }

type Props = Names & { remote: Remote; lost: boolean; me: string; steer(action: Steer): void; disconnect(): void }

/** What the wall shows, and what it can be made to show; every control is one touch. What is not known to be so is dim. */
export function RemoteControls({ remote, lost, me, names, classes, steer, disconnect }: Props) {
  const { showing, tour, hand, mutedUntil } = remote
  const view = showing?.view
  const chosen = view?.classes ?? []
  const nameOf = (code: string) => names[code] ?? code
  const held = showing !== null && showing.heldUntil !== null
  const where = showing?.fly ? nameOf(showing.fly) : texts.all
  const toggle = (code: string) => {
    const next = chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code]
    steer({ do: 'view', classes: next.length === classes.length ? [] : next })
  }
  return (
    <div className={`flex flex-col gap-12 transition-opacity ${lost ? 'opacity-60' : ''}`} data-testid="remote" data-at={tour.at} data-held={held}>
      <p className="flex items-center gap-10 rounded-10 border border-line bg-panel px-16 py-10 text-15">
        <span className="min-w-0 flex-1">
          <strong className="block truncate font-semibold text-ink-1">{remote.name}</strong>
          <span className="text-ink-3">
            {texts.connected} · {texts.left(Math.max(0, Math.ceil((remote.until - remote.at) / 60_000)))}
          </span>
        </span>
        <Action size="large" onClick={disconnect}>
          {texts.disconnect}
        </Action>
      </p>
      <p role="status" className="rounded-10 border border-line bg-panel px-16 py-10 text-15 empty:hidden" data-testid="remote-said">
        {lost
          ? texts.offline
          : showing?.call
            ? texts.calling
            : hand && hand.name !== me && remote.at - hand.at < 60_000
              ? texts.other(hand.name)
              : null}
      </p>
      <section className="rounded-10 border border-line bg-panel" aria-label={texts.now} data-testid="remote-now">
        <WallPicture remote={remote} />
        <p className="flex items-baseline justify-between px-16 pt-12 text-13 text-ink-3">
          {texts.now}
          <time>{formatTime(remote.at)}</time>
        </p>
        <p className="px-16 pt-4 text-18 font-semibold text-ink-1">
          {isLookingBack(remote.replay, remote.at) ? `${replayTexts.title} · ` : showing ? `${texts.scenes[showing.stop.kind]} · ` : ''}
          {where}
        </p>
        <p className="px-16 pb-12 text-15">{view && [texts.windows[view.window], texts.measures[view.measure]].join(' · ')}</p>
      </section>
      <PastControls remote={remote} steer={steer} />
      <Row label={texts.level}>
        {texts.levels.map((label, i) => (
          <Pick key={label} on={(view?.level ?? 0) === i} onPick={() => steer({ do: 'view', level: i === 0 ? null : i })}>
            {label}
          </Pick>
        ))}
      </Row>
      <Row label={texts.window}>
        {HeatWindow.options.map((window) => (
          <Pick key={window} on={view?.window === window} onPick={() => steer({ do: 'view', window })}>
            {texts.windows[window]}
          </Pick>
        ))}
      </Row>
      <Row label={texts.measure}>
        {(['heat', 'choropleth'] as const).map((measure) => (
          <Pick key={measure} on={view?.measure === measure} onPick={() => steer({ do: 'view', measure })}>
            {texts.measures[measure]}
          </Pick>
        ))}
      </Row>
      <Row label={texts.classes}>
        {classes.map(({ code, name }) => (
          <Pick key={code} on={chosen.length === 0 || chosen.includes(code)} onPick={() => toggle(code)} label={name}>
            <ClassChip code={code} name={name} />
          </Pick>
        ))}
      </Row>
      <section className="rounded-10 border border-line bg-panel" aria-label={texts.fly}>
        <h2 className="px-16 pt-12 pb-6 text-15 font-semibold text-ink-1">{texts.fly}</h2>
        <ul className="flex flex-col" data-testid="remote-places">
          {remote.alerts.map(({ id, grid, headline }) => (
            <Place key={id} onPick={() => steer({ do: 'fly', grid })} mark={<SeverityMark rank={1} label={colourName('red')} className="size-24" />}>
              {alertParts({ headline }, nameOf(grid)).what} · {nameOf(grid)}
            </Place>
          ))}
          {remote.hotspots.map((grid, i) => (
            <Place key={grid} onPick={() => steer({ do: 'fly', grid })} mark={<Numeral n={i + 1} />}>
              {texts.hotspot(i + 1)} · {nameOf(grid)}
            </Place>
          ))}
          <Place onPick={() => steer({ do: 'fly', grid: null })} mark={<Numeral n={0} />}>
            {texts.all}
          </Place>
        </ul>
        <GridFinder names={names} onPick={(grid) => steer({ do: 'fly', grid })} />
      </section>
      <div className="grid grid-cols-[64px_minmax(0,1fr)_64px] gap-8">
        <Action size="large" aria-label={texts.previous} onClick={() => steer({ do: 'previous' })}>
          ‹
        </Action>
        <Action size="large" main onClick={() => steer({ do: showing && !held ? 'hold' : 'go' })} data-testid="remote-go">
          {showing === null
            ? texts.start
            : held
              ? `${texts.go} · ${texts.stopped(tour.at, tour.stops)}`
              : `${texts.hold} · ${texts.running(tour.at, tour.stops)}`}
        </Action>
        <Action size="large" aria-label={texts.next} onClick={() => steer({ do: 'next' })}>
          ›
        </Action>
      </div>
      <Row label={texts.mute}>
        {[5, 15, 30].map((minutes) => (
          <Pick key={minutes} on={false} onPick={() => steer({ do: 'mute', minutes })}>
            {texts.minutes(minutes)}
          </Pick>
        ))}
        <Pick on={mutedUntil !== null} onPick={() => steer({ do: 'mute', minutes: 0 })}>
          {mutedUntil === null ? texts.redSounds : `${texts.unmute} ${formatTime(mutedUntil).slice(0, 5)}`}
        </Pick>
      </Row>
      <Action size="large" onClick={() => steer({ do: 'rest' })}>
        {texts.rest}
      </Action>
    </div>
  )
}

const Numeral = ({ n }: { n: number }) => (
  <span aria-hidden className="grid size-24 place-items-center rounded-full border border-line-strong text-13 text-ink-1">
    {n === 0 ? '·' : n}
  </span>
)

function Place({ mark, onPick, children }: { mark: ReactNode; onPick(): void; children: ReactNode }) {
  return (
    <li className="border-t border-line">
      <button type="button" onClick={onPick} className="flex min-h-48 w-full items-center gap-12 px-16 text-left text-15 text-ink-1 hover:bg-track">
        {mark}
        <span className="min-w-0 flex-1 truncate">{children}</span>
      </button>
    </li>
  )
}
