import { useScene, type WallPanel } from '@/components/wall/scene'
import { formatTime, formatWeekday } from '@/lib/client/format'
import { inLanguage } from '@/lib/client/language'
import { niceTop } from '@/lib/client/trend-rows'
import { useStore } from '@/lib/client/use-store'
import type { Trends } from '@/lib/domain/trends'
import { Panel } from '../ui/panel'

const words = {
  zh: {
    title: '小时节律',
    note: '近 7 天 · 件/时',
    today: '今日',
    hour: (hour: number) => `${hour} 时`,
    label: '近 7 天每小时上报',
  },
  en: {
    title: 'Hourly rhythm',
    note: '7 days · an hour',
    today: 'today',
    hour: (hour: number) => `${String(hour).padStart(2, '0')} h`,
    label: 'Reported by hour in the last 7 days',
  },
}
const texts = inLanguage(words.zh, words.en)

/** The heat ramp in steps. */
const STEPS = [
  'bg-(--heat-0)',
  'bg-(--heat-1)',
  'bg-(--heat-2)',
  'bg-(--heat-3)',
  'bg-(--heat-4)',
  'bg-(--heat-5)',
  'bg-(--heat-6)',
  'bg-(--heat-7)',
  'bg-(--heat-8)',
] as const
const allHours = Array.from({ length: 24 }, (_, hour) => hour)

/** The colour of a count: steps of the heat ramp, by the square root, so that quiet hours are told apart too. */
const stepOf = (count: number, top: number) => STEPS[Math.min(STEPS.length - 1, Math.floor(Math.sqrt(Math.max(0, count) / top) * STEPS.length))]

/** Seven days hour by hour. The scale is that of what is usual, not of the busiest hour, so that a colour means the same tomorrow. */
export function WeekPanel({
  trends,
  weekday,
  asOf,
  className = '',
}: {
  trends: Trends | null
  weekday(day: string): string
  asOf: string
  className?: string
}) {
  const days = trends?.week ?? []
  const top = niceTop(Math.max(1, ...(trends?.usualHours?.map((u) => u.high) ?? days.flatMap((d) => d.hours))))
  return (
    <Panel title={texts.title} note={texts.note} asOf={asOf} testId="week" className={className}>
      <div className="flex min-h-0 flex-1 flex-col" role="img" aria-label={texts.label}>
        <div className="flex min-h-0 flex-1 flex-col gap-3">
          {days.map(({ day, hours }, i) => (
            <div key={day} className="flex min-h-20 flex-1 items-center gap-3">
              <span className={`w-48 shrink-0 text-1 ${i === days.length - 1 ? 'font-semibold text-ink-1' : 'text-ink-3'}`}>
                {i === days.length - 1 ? texts.today : weekday(day)}
              </span>
              {allHours.map((hour) => {
                const count = hours[hour]
                return (
                  <span
                    key={hour}
                    className={`h-full min-w-0 flex-1 rounded-[calc(2*var(--u))] ${count === undefined ? 'bg-track' : stepOf(count, top)}`}
                  />
                )
              })}
            </div>
          ))}
        </div>
        <div className="flex pt-4 pl-51 text-1 text-ink-3">
          {[0, 6, 12, 18].map((hour) => (
            <span key={hour} className="flex-1">
              {texts.hour(hour)}
            </span>
          ))}
        </div>
        <div className="flex items-center gap-8 pt-8 text-1 text-ink-3">
          <span>0</span>
          <span aria-hidden className="flex h-8 flex-1 overflow-hidden rounded-full">
            {STEPS.map((step) => (
              <span key={step} className={`flex-1 ${step}`} />
            ))}
          </span>
          <span>{top}+</span>
        </div>
      </div>
    </Panel>
  )
}

function Week({ className }: { className: string }) {
  const { world } = useScene()
  const trends = useStore(world.scenery, (s) => s.trends)
  return <WeekPanel className={className} trends={trends} weekday={formatWeekday} asOf={formatTime(trends?.asOf ? Date.parse(trends.asOf) : null)} />
}

export const week: WallPanel = { id: 'week', words, Panel: Week }
