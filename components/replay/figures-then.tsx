import { formatCount, formatRate, formatTotal, formatWeekday, type Quantity as Value } from '@/lib/client/format'
import { replayTexts as texts } from '@/lib/client/messages/replay'
import { wallTexts } from '@/lib/client/messages/wall'
import type { Change } from '@/lib/client/trend-rows'
import { civilDate } from '@/lib/domain/clock'
import type { Moment } from '@/lib/domain/replay-answer'
import { Quantity } from '../ui/quantity'
import { changeOf } from './change-of'

const none: Value = { value: wallTexts.none, unit: '' }
const count = (n: number | undefined): Value => (n === undefined ? none : { value: formatCount(n), unit: wallTexts.units.piece })

/** The figures of the wall as they were, each beside that of the same time a week before. */
export function FiguresThen({ moment, weekBefore }: { moment: Moment | null; weekBefore: Moment | null }) {
  const { total, today } = moment?.figures ?? {}
  const before = weekBefore?.figures
  const words = wallTexts.figures
  const beside = (text: string | undefined): Change | null => {
    if (text === undefined || !weekBefore) return null
    return { way: null, text: texts.before(formatWeekday(civilDate(Date.parse(weekBefore.at))), text) }
  }
  const rate = (of: typeof total) => (of ? formatRate(of.handled, of.reported) : none)
  return (
    <div className="flex w-full justify-evenly gap-16" data-testid="figures-then">
      <Quantity under testId="total-reported" label={words.reported} quantity={total ? formatTotal(total.reported) : none} />
      <Quantity under testId="handled-rate" label={words.rate} quantity={rate(total)} change={beside(before && rate(before.total).value)} />
      <Quantity
        under
        testId="total-open"
        label={words.open}
        quantity={count(total?.open)}
        change={beside(before && formatCount(before.total.open))}
      />
      <Quantity
        under
        testId="today-reported"
        label={words.todayReported}
        quantity={count(today?.reported)}
        change={changeOf(today?.reported, before?.today.reported)}
      />
      <Quantity
        under
        testId="today-handled"
        label={words.todayHandled}
        quantity={count(today?.handled)}
        change={changeOf(today?.handled, before?.today.handled)}
      />
      <Quantity
        under
        testId="overdue"
        label={words.overdue}
        quantity={count(total?.overdue)}
        change={beside(before?.total.overdue === undefined ? undefined : formatCount(before.total.overdue))}
      />
    </div>
  )
}
