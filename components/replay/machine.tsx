import { useMemo } from 'react'
import { glass } from '@/components/ui/wall-looks'
import { formatDate, formatDay, formatTime, formatWeekday } from '@/lib/client/format'
import { replayTexts as texts } from '@/lib/client/messages/replay'
import { STEP_MS, type TimeMachine } from '@/lib/client/replay'
import { useRoute } from '@/lib/client/use-read'
import { useStore } from '@/lib/client/use-store'
import { civilDate, DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { replayRoutes } from '@/lib/domain/routes/replay'
import { SPEEDS } from '@/lib/domain/screen-replay'
import { DayStrip } from './day-strip'
import { HistoryStrip } from './history-strip'

const FRESH_MS = 60_000
const round = 'grid place-items-center rounded-full border border-line-strong text-ink-1 hover:bg-track'

type Props = { replay: TimeMachine; back(): void; now: number | null; connected: boolean }

/** What steers the past: play, speed, the day with its rhythm, all of the history; and at the right the way back to now. */
export function Machine({ replay, back, now, connected }: Props) {
  const { at, playing, way, speed, compared } = useStore(replay.store, (s) => s)
  const day = civilDate(at)
  const { data: days } = useRoute(replayRoutes.days, { query: { day } }, { everyMs: FRESH_MS })
  const alerts = useMemo(() => days?.alerts ?? [], [days])
  const times = useMemo(() => alerts.map(({ startedAt }) => Date.parse(startedAt)).sort((a, b) => a - b), [alerts])
  const previous = times.filter((time) => time < at - HOUR_MS / 60).at(-1)
  const next = times.find((time) => time > at + HOUR_MS / 60)
  const since = now === null ? 0 : now - at
  const before = at - 7 * DAY_MS
  return (
    <section className={`${glass} absolute inset-x-24 bottom-24 flex h-232 gap-32 px-24 py-18`} aria-label={texts.title} data-testid="machine">
      <div className="flex w-360 shrink-0 flex-col justify-between" data-testid="machine-hand">
        <div className="flex items-center gap-16 max-[1280px]:gap-8">
          <button type="button" className={`${round} size-48`} aria-label={texts.stepBack} onClick={() => replay.step(-STEP_MS)}>
            <Icon path="M14 6l-6 6 6 6" />
          </button>
          <button
            type="button"
            className="grid size-64 place-items-center rounded-full bg-ink-1 text-bg"
            aria-label={playing ? texts.pause : texts.play}
            onClick={() => replay.set({ playing: !playing })}
            data-testid="play"
          >
            <Icon path={playing ? 'M9 5v14M15 5v14' : way === 1 ? 'M8 5l11 7-11 7z' : 'M16 5L5 12l11 7z'} filled={!playing} />
          </button>
          <button type="button" className={`${round} size-48`} aria-label={texts.stepForth} onClick={() => replay.step(STEP_MS)}>
            <Icon path="M10 6l6 6-6 6" />
          </button>
          <p className="text-1 leading-[1.3] whitespace-nowrap text-ink-3">
            {texts.keys}
            <br />
            {texts.keysStep}
          </p>
          <button
            type="button"
            aria-pressed={way === -1}
            className={`${round} size-40 text-1 aria-pressed:bg-ink-1 aria-pressed:text-bg`}
            title={texts.back}
            aria-label={texts.back}
            onClick={() => replay.set({ way: way === 1 ? -1 : 1 })}
          >
            <Icon path="M18 6l-6 6 6 6M10 6l-6 6 6 6" />
          </button>
        </div>
        <fieldset className="flex overflow-hidden rounded-chip border border-line-strong" aria-label={texts.speeds}>
          {SPEEDS.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={speed === one}
              onClick={() => replay.set({ speed: one })}
              className="h-40 flex-1 text-1 text-ink-2 aria-pressed:bg-ink-1 aria-pressed:font-semibold aria-pressed:text-bg"
              data-testid={`speed-${one}`}
            >
              {one}×
            </button>
          ))}
        </fieldset>
        <button
          type="button"
          role="switch"
          aria-checked={compared}
          onClick={() => replay.set({ compared: !compared })}
          className="flex items-center gap-12 text-left text-1 text-ink-2"
          data-testid="compare"
        >
          <span aria-hidden className={`relative block h-24 w-44 rounded-full ${compared ? 'bg-ink-1' : 'bg-track'}`}>
            <span className={`absolute top-3 size-18 rounded-full ${compared ? 'right-3 bg-bg' : 'left-3 bg-ink-3'}`} />
          </span>
          {texts.compare}
          <span className="text-ink-3">{`${formatDay(before)} ${formatWeekday(civilDate(before))}`}</span>
        </button>
      </div>
      <div className="flex min-w-0 flex-1 flex-col gap-8">
        <DayStrip
          day={days?.day ?? null}
          alerts={alerts}
          episodes={days?.episodes ?? []}
          at={at}
          compared={compared}
          onSeek={(to) => replay.seek(to)}
        />
        <HistoryStrip days={days} at={at} onSeek={(to) => replay.seek(to)} />
      </div>
      <div className="flex w-248 shrink-0 flex-col justify-between whitespace-nowrap max-[1280px]:w-288" data-testid="machine-live">
        <button
          type="button"
          onClick={back}
          className="flex h-64 shrink-0 items-center justify-center gap-12 max-[1280px]:h-48 rounded-chip bg-ink-1 text-3 font-semibold text-bg"
          data-testid="back-to-live"
        >
          {texts.live}
          <kbd className="rounded-chip border border-bg px-8 text-1 font-normal">Esc</kbd>
        </button>
        <p className="text-1 leading-[1.35] text-ink-2">
          <span className="flex items-center gap-8">
            <span aria-hidden className={`block size-10 rounded-full ${connected ? 'bg-live' : 'bg-offline'}`} />
            {connected ? texts.channel.fine : texts.channel.off}
          </span>
          {now !== null && texts.nowIs(`${formatDay(now)} ${formatTime(now)}`)}
          <br />
          {texts.ago(Math.floor(since / DAY_MS), Math.floor(since / HOUR_MS))}
        </p>
        <p className="flex items-center gap-8 text-1 text-ink-3" aria-hidden>
          ▲ {texts.marks.alert}
          {days && days.episodes.length > 0 && (
            <>
              <span className="ml-8 block h-4 w-24 rounded-full bg-ink-3" />
              {texts.marks.episode}
            </>
          )}
        </p>
        <div className="flex items-center gap-12 text-1 text-ink-2">
          <button
            type="button"
            className="underline disabled:no-underline disabled:opacity-40"
            disabled={previous === undefined}
            onClick={() => previous !== undefined && replay.seek(previous)}
          >
            {texts.previousAlert}
          </button>
          <button
            type="button"
            className="underline disabled:no-underline disabled:opacity-40"
            disabled={next === undefined}
            onClick={() => next !== undefined && replay.seek(next)}
          >
            {texts.nextAlert}
          </button>
          <label className="sr-only" htmlFor="replay-day">
            {texts.goTo}
          </label>
          <input
            id="replay-day"
            type="date"
            value={day}
            max={now === null ? undefined : civilDate(now)}
            min={days?.from ?? undefined}
            onChange={({ target: { value } }) => {
              const to = Date.parse(`${value}T00:00:00+08:00`)
              if (Number.isFinite(to)) replay.seek(to + ((at + 8 * HOUR_MS) % DAY_MS))
            }}
            className="bg-transparent text-ink-1 [color-scheme:dark] in-data-[theme=light]:[color-scheme:light] [&::-webkit-datetime-edit]:hidden"
            title={formatDate(at)}
          />
        </div>
      </div>
    </section>
  )
}

function Icon({ path, filled = false }: { path: string; filled?: boolean }) {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden
      className="size-28"
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth="2.4"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={path} />
    </svg>
  )
}
