import type { ReactNode } from 'react'
import { Panel } from '@/components/page/panel'
import { Empty } from '@/components/page/states'
import { figureTexts } from '@/lib/client/messages/figures'
import { niceTop } from '@/lib/client/trend-rows'
import type { FigureRuns } from '@/lib/domain/figure-runs'

const { week: texts } = figureTexts
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)
/** Nine shades of data ink, the first for none. */
const SHADES = Array.from({ length: 9 }, (_, i) => `color-mix(in srgb, var(--data) ${i === 0 ? 4 : 6 + 11.5 * i}%, var(--panel))`)
const meanText = (mean: number) => (mean === 0 ? '0' : mean < 10 ? mean.toFixed(1) : mean.toFixed(0))

/** When it happens: what is reported in an hour of each weekday, on average over the days of the period. Shades are by the square root, so that quiet hours differ too. */
export function WeekHours({ week, action }: Pick<FigureRuns, 'week'> & { action: ReactNode }) {
  const { days, counts, from, to } = week
  const means = counts.map((row, day) => row.map((count) => (days[day] ? count / days[day] : null)))
  const top = niceTop(Math.max(1, ...means.flat().map((mean) => mean ?? 0)))
  const shadeOf = (mean: number) => SHADES[mean === 0 ? 0 : Math.min(8, 1 + Math.floor(8 * Math.sqrt(mean / top)))]
  return (
    <Panel
      title={texts.title}
      note={from !== null && to !== null ? texts.note(from, to) : undefined}
      action={action}
      testId="week-hours"
      className="min-w-0"
    >
      {from === null ? (
        <Empty>{texts.none}</Empty>
      ) : (
        <>
          <div className="relative overflow-x-auto">
            <table className="w-full table-fixed border-separate border-spacing-2 text-13 max-sm:border-spacing-x-1">
              <caption className="sr-only">{texts.title}</caption>
              <colgroup>
                <col className="w-44" />
              </colgroup>
              <tbody>
                {means.map((row, day) => (
                  <tr key={texts.days[day]}>
                    <th scope="row" className="text-left font-normal text-ink-3">
                      {texts.days[day]}
                    </th>
                    {row.map((mean, hour) => (
                      <td
                        key={HOURS[hour]}
                        className="h-22 rounded-4 p-0"
                        style={mean === null ? undefined : { backgroundColor: shadeOf(mean) }}
                        title={mean === null ? undefined : texts.cell(texts.days[day] ?? '', hour, meanText(mean))}
                      >
                        <span className="sr-only">{mean === null ? figureTexts.none : meanText(mean)}</span>
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr className="text-ink-3">
                  <td />
                  {[0, 6, 12, 18].map((hour) => (
                    <td key={hour} colSpan={6}>
                      {texts.hour(hour)}
                    </td>
                  ))}
                </tr>
              </tfoot>
            </table>
          </div>
          <p className="flex items-center gap-8 text-13 text-ink-3" aria-hidden>
            {texts.scale} 0
            <span className="flex h-10 w-160 overflow-hidden rounded-4">
              {SHADES.map((shade) => (
                <span key={shade} className="flex-1" style={{ backgroundColor: shade }} />
              ))}
            </span>
            {top}
          </p>
        </>
      )}
    </Panel>
  )
}
