import { formatCount, formatRate, formatTotal } from '@/lib/client/format'
import { zh } from '@/lib/client/messages/zh-CN'
import type { Figures } from '@/lib/domain/wire'
import { Quantity } from '../ui/quantity'

const count = (n: number) => ({ value: formatCount(n), unit: zh.units.piece })
const none = { value: zh.none, unit: '' }

/** The five figures everyone is asked for. */
export function KeyFigures({ figures }: { figures: Figures | null }) {
  const { total, today } = figures ?? {}
  return (
    <div className="flex justify-evenly gap-20" data-testid="key-figures">
      <Quantity testId="total-reported" label={zh.figures.reported} quantity={total ? formatTotal(total.reported) : none} />
      <Quantity testId="handled-rate" label={zh.figures.rate} quantity={total ? formatRate(total.handled, total.reported) : none} />
      <Quantity testId="total-open" label={zh.figures.open} quantity={total ? count(total.open) : none} />
      <span aria-hidden className="my-6 w-px bg-line-strong" />
      <Quantity testId="today-reported" label={zh.figures.todayReported} quantity={today ? count(today.reported) : none} />
      <Quantity testId="today-handled" label={zh.figures.todayHandled} quantity={today ? count(today.handled) : none} />
    </div>
  )
}
