import type { FormEvent } from 'react'
import { Action } from '@/components/ui/action'
import { DateField } from '@/components/ui/field'
import { formatTime } from '@/lib/client/format'
import { replayTexts as texts } from '@/lib/client/messages/replay'
import { civilDate, DAY_MS, HOUR_MS, stampOf } from '@/lib/domain/clock'
import type { Remote, SteerPast } from '@/lib/domain/screen'
import { isLookingBack, playheadAt, SPEEDS } from '@/lib/domain/screen-replay'
import { Pick, Row } from './pick'

/** What puts a wall into the past (回放), plays it, and brings it back to now. */
export function PastControls({ remote: { replay, at: now }, steer }: { remote: Remote; steer(action: SteerPast): void }) {
  const past = isLookingBack(replay, now) ? replay : null
  const at = past ? playheadAt(past, now) : now
  const goTo = (at: number) => steer({ do: 'replay', at })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const wanted = Date.parse(`${new FormData(event.currentTarget).get('at')}:00+08:00`)
    if (Number.isFinite(wanted)) goTo(wanted)
  }
  return (
    <section
      className="flex flex-col gap-10 rounded-10 border border-line bg-panel px-16 py-12"
      aria-label={texts.title}
      data-testid="remote-past"
      data-past={past !== null}
    >
      <h2 className="flex items-baseline justify-between gap-10 text-15 font-semibold text-ink-1">
        {texts.title}
        <span className="text-15 font-normal text-ink-2 tabular-nums" data-testid="remote-past-at">
          {past ? `${civilDate(at)} ${formatTime(at)}` : texts.wallIsLive}
        </span>
      </h2>
      <div className="grid grid-cols-2 gap-8">
        <Action size="large" onClick={() => goTo(now - DAY_MS)} data-testid="past-yesterday">
          {texts.yesterday}
        </Action>
        <Action size="large" onClick={() => goTo(now - 7 * DAY_MS)}>
          {texts.lastWeek}
        </Action>
        <Action size="large" onClick={() => goTo(at - HOUR_MS)}>
          {texts.hourBack}
        </Action>
        <Action size="large" onClick={() => goTo(at - DAY_MS)}>
          {texts.dayBack}
        </Action>
      </div>
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-8" data-testid="past-form">
        <DateField
          label={texts.time}
          name="at"
          type="datetime-local"
          required
          max={stampOf(now).replace(' ', 'T')}
          defaultValue={stampOf(now - DAY_MS).replace(' ', 'T')}
        />
        <Action size="large" type="submit">
          {texts.go}
        </Action>
      </form>
      {past && (
        <>
          <div className="grid grid-cols-2 gap-8">
            <Action size="large" onClick={() => steer({ do: 'replay', playing: !(past.playing && past.way === -1), way: -1 })}>
              {past.playing && past.way === -1 ? texts.pause : texts.playBack}
            </Action>
            <Action size="large" onClick={() => steer({ do: 'replay', playing: !(past.playing && past.way === 1), way: 1 })} data-testid="past-play">
              {past.playing && past.way === 1 ? texts.pause : texts.play}
            </Action>
          </div>
          <Row label={texts.speeds}>
            {SPEEDS.map((speed) => (
              <Pick key={speed} on={past.speed === speed} onPick={() => steer({ do: 'replay', speed })} testId={`past-speed-${speed}`}>
                {speed}×
              </Pick>
            ))}
          </Row>
          <Action size="large" main onClick={() => steer({ do: 'live' })} data-testid="past-live">
            {texts.live}
          </Action>
        </>
      )}
    </section>
  )
}
