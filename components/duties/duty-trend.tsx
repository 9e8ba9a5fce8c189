import { periodName, shortPeriod } from '@/lib/client/duties'
import { dutyTexts as texts } from '@/lib/client/messages/duties'
import type { DutyOverview } from '@/lib/domain/duty'

const percent = ({ done, of }: { done: number; of: number }) => (of === 0 ? 0 : (100 * done) / of)
/** The value that a share of the sorted values lies below. */
const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.round(q * (sorted.length - 1))] ?? 0
}
const BARS = 12
/** So many have room for their numbers where it is narrow. */
const NARROW = 8
/** A bar below this many percent is lower than its number, which stands above it then. */
const LOW = 25

/** Done of all, period by period: a band for the usual (P10 to P90), dark outside of it, hatched while it is not over. */
export function DutyTrend({ overview }: { overview: DutyOverview }) {
  const trend = overview.trend.slice(-BARS)
  const running = Date.parse(overview.asOf) < Date.parse(overview.to)
  const past = trend.filter(({ period }) => period !== overview.period || !running).map(percent)
  const [low, high] = past.length >= 4 ? [quantile(past, 0.1), quantile(past, 0.9)] : [0, 0]
  return (
    <section
      aria-label={texts.trend.title}
      className="flex flex-col gap-8 rounded-10 border border-line bg-panel px-16 py-10"
      data-testid="duty-trend"
    >
      <header className="flex items-baseline justify-between gap-12">
        <h2 className="text-15 font-semibold text-ink-1">{texts.trend.title}</h2>
        <span className="text-13 text-ink-3">{running ? texts.trend.note(periodName(overview.period)) : texts.trend.noteOver}</span>
      </header>
      {trend.length < 2 ? (
        <p className="text-ink-3">{texts.trend.empty}</p>
      ) : (
        <ol className="relative flex h-104 items-end gap-8">
          {high > 0 && (
            <li
              aria-hidden
              className="absolute inset-x-0 bg-track"
              style={{ bottom: `calc(22px + (100% - 22px) * ${low / 108})`, height: `calc((100% - 22px) * ${(high - low) / 108})` }}
            />
          )}
          <li
            aria-hidden
            className="absolute inset-x-0 border-t border-dotted border-line-strong"
            style={{ bottom: `calc(22px + (100% - 22px) * ${100 / 108})` }}
          />
          {trend.map((one, i) => {
            const value = percent(one)
            const isRunning = one.period === overview.period && running
            const unusual = !isRunning && high > 0 && (value < low || value > high)
            return (
              <li
                key={one.period}
                className={`relative flex h-full min-w-0 flex-1 flex-col justify-end ${i < trend.length - NARROW ? 'max-sm:hidden lg:max-[80rem]:hidden' : ''}`}
                title={`${periodName(one.period)} ${texts.trend.of(one.done, one.of)}`}
              >
                {value < LOW && <span className="flex justify-center text-13 font-medium text-ink-1 tabular-nums">{Math.round(value)}</span>}
                <div
                  className={`flex justify-center rounded-t-4 text-13 font-medium tabular-nums ${isRunning ? 'border border-ink-1 bg-panel' : unusual ? 'bg-ink-1' : 'bg-(--data)'}`}
                  style={{
                    height: `calc((100% - 22px) * ${value / 108})`,
                    ...(isRunning && { backgroundImage: 'repeating-linear-gradient(45deg, var(--ink-1) 0 2px, transparent 2px 6px)' }),
                  }}
                >
                  {value >= LOW && <span className={isRunning ? 'h-18 rounded-3 bg-panel px-3 text-ink-1' : 'text-bg'}>{Math.round(value)}</span>}
                </div>
                <span className="flex h-22 items-end justify-center text-13 whitespace-nowrap text-ink-3">{shortPeriod(one.period)}</span>
              </li>
            )
          })}
        </ol>
      )}
    </section>
  )
}
