import { formatTime, formatWeekday } from '@/lib/client/format'
import { knownText, replayTexts as texts } from '@/lib/client/messages/replay'
import { civilDate } from '@/lib/domain/clock'

/** Where the clock of the wall stands, a white plate: the time that is looked at, with its date and how figures and heat are known. */
export function TimePlate({ at, known }: { at: number | null; known: 'then' | 'now' }) {
  return (
    <div
      className="flex w-436 shrink-0 items-center justify-between gap-16 rounded-bl-panel bg-ink-1 pr-32 pl-24 whitespace-nowrap text-bg max-[1280px]:w-auto"
      data-testid="time-plate"
    >
      <strong className="text-4 font-semibold text-bg">{texts.title}</strong>
      <div className="text-right">
        <time className="block text-5 leading-none font-medium" dateTime={at === null ? undefined : new Date(at).toISOString()}>
          {formatTime(at)}
        </time>
        <span className="block pt-6 text-1">{at === null ? '\u00a0' : `${civilDate(at)} ${formatWeekday(civilDate(at))} · ${knownText(known)}`}</span>
      </div>
    </div>
  )
}
