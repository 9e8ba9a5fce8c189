import { deskTexts } from '@/lib/client/messages/desk'
import { useRoute } from '@/lib/client/use-read'
import type { DayForecast } from '@/lib/domain/forecast'
import { forecastRoute } from '@/lib/domain/routes/forecast'

const { forecast: texts } = deskTexts

/** A new one comes each night. */
const POLL_MS = 10 * 60_000

/** How many events today and tomorrow will have in the person's own area, and how well that was told of the last days; nothing where nothing is. */
export function ForecastLine() {
  const { data } = useRoute(forecastRoute, {}, { everyMs: POLL_MS })
  if (!data || data.days.length === 0) return null
  return (
    <span className="flex flex-wrap items-baseline gap-x-16 gap-y-2" data-testid="forecast">
      {data.days.map((day) => (
        <span
          key={day.day}
          className="flex items-baseline gap-x-6 whitespace-nowrap"
          title={recordOf(day)}
          data-day={day.day}
          data-method={day.method}
        >
          <span className="text-13 text-ink-3">{texts.days[day.ahead - 1] ?? day.day}</span>
          <span className="text-14 font-semibold text-ink-1">{texts.count(Math.round(day.expected))}</span>
          <span className="text-13 text-ink-3">{texts.between(day.low, day.high)}</span>
          <span className="sr-only">{recordOf(day)}</span>
        </span>
      ))}
    </span>
  )
}

const recordOf = ({ method, record }: DayForecast): string => texts.record[method](record.days, Math.round(record.covered * 100))
