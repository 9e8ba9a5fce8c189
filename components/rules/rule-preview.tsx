import { formatCount } from '@/lib/client/format'
import { ruleTexts } from '@/lib/client/messages/rules'
import { decimal } from '@/lib/client/rule-words'
import { dayNumber } from '@/lib/domain/clock'
import type { RuleRecord } from '@/lib/domain/rule-gates'
import type { RulePreview } from '@/lib/domain/rule-preview'

const DAYS = 365
const HEIGHT = 40

/** What a rule would have said with the settings of its form, a bar a day, beside what it says by the settings that hold. */
export function PreviewOfRule({ past, unfinished, record }: RulePreview & { record: RuleRecord | null }) {
  const { preview } = ruleTexts
  if (!past)
    return (
      <p role="status" className="text-13 text-ink-2" data-testid="rule-preview">
        {unfinished ? preview.unfinished : preview.none}
      </p>
    )
  const { alerts, alertsPerDay, byDay, days, mostOnADay, to } = past
  const said = preview.said(formatCount(Math.round(days)), formatCount(alerts), decimal(alertsPerDay, 2), formatCount(mostOnADay))
  const last = dayNumber(Date.parse(to))
  const x = (day: string) => DAYS - 1 - (last - dayNumber(Date.parse(`${day}T00:00:00+08:00`)))
  const tall = (count: number) => (HEIGHT - 2) * (count / Math.max(1, mostOnADay))
  return (
    <div role="status" className="flex flex-col gap-6" data-testid="rule-preview">
      <p className="text-ink-1">
        {said}
        {record && <span className="text-ink-3"> {preview.now(decimal(record.alertsPerDay, 2))}</span>}
      </p>
      <svg viewBox={`0 0 ${DAYS} ${HEIGHT}`} className="h-40 w-full max-w-1200" preserveAspectRatio="none" role="img" aria-label={preview.strip}>
        <title>{preview.strip}</title>
        <line x1="0" x2={DAYS} y1={HEIGHT - 1} y2={HEIGHT - 1} stroke="var(--ink-3)" vectorEffect="non-scaling-stroke" />
        {byDay.map((day) => (
          <rect key={day.day} x={x(day.day)} width="0.9" y={HEIGHT - 1 - tall(day.alerts)} height={tall(day.alerts)} fill="var(--data)" />
        ))}
      </svg>
    </div>
  )
}
