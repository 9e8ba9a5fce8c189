import { formatCount, formatRate, formatTotal, type Quantity as Value } from '@/lib/client/format'
import { wallTexts } from '@/lib/client/messages/wall'
import { type Change, changeSoFar, type Lag, openLong } from '@/lib/client/trend-rows'
import type { Trends } from '@/lib/domain/trends'
import type { Figures } from '@/lib/domain/wire'
import { Quantity } from '../ui/quantity'

const none: Value = { value: wallTexts.none, unit: '' }
const count = (n: number | null | undefined): Value => (n === null || n === undefined ? none : { value: formatCount(n), unit: wallTexts.units.piece })

/** How the number of open events has moved since midnight: what came in today less what was handled today. */
function sinceMidnight(today: Figures['today'] | undefined): Change | null {
  if (!today) return null
  const by = today.reported - today.handled
  return { way: by > 0 ? 'up' : by < 0 ? 'down' : 'level', text: wallTexts.figures.sinceMidnight(formatCount(Math.abs(by))) }
}

/** What will be overdue soon stands beside what is. */
const nearOf = (near: number | undefined): Change | null =>
  near === undefined ? null : { way: null, text: wallTexts.figures.near(formatCount(near)) }

/** `growing`: the past is still being written, so what counts all of it is not known. */
export type KeyFiguresProps = { figures: Figures | null; trends: Trends | null; lag: Lag | null; shown: 6 | 8; growing: boolean }

/** The figures everyone is asked for: what has come together, and what today is against what is usual, as far as today's data are there. */
export function KeyFigures({ figures, trends, lag, shown, growing }: KeyFiguresProps) {
  const { total, today } = figures ?? {}
  const ever = growing ? undefined : total
  const unknown: Change | null = growing ? { way: null, text: wallTexts.truth.catching(0) } : null
  const { soFar } = trends ?? {}
  const words = wallTexts.figures
  const ofToday = (n: number | undefined) => (n === 0 && lag ? none : count(n))
  const compared = soFar ? changeSoFar(soFar.reported, soFar.usualReported, lag) : null
  // where there is nothing to compare, the place is better used
  const reported = lag && compared?.way === null ? { way: null, text: wallTexts.lag.until(lag.time) } : compared
  return (
    <div className="flex justify-evenly gap-16" data-testid="key-figures">
      <Quantity testId="total-reported" label={words.reported} quantity={ever ? formatTotal(ever.reported) : none} change={unknown} />
      <Quantity testId="handled-rate" label={words.rate} quantity={ever ? formatRate(ever.handled, ever.reported) : none} change={unknown} />
      <Quantity testId="total-open" label={words.open} quantity={count(total?.open)} change={lag ? null : sinceMidnight(today)} />
      {shown === 8 && <Quantity testId="open-long" label={words.openLong} quantity={count(openLong(trends))} />}
      <span aria-hidden className="my-6 w-px shrink-0 bg-line-strong" />
      <Quantity testId="today-reported" label={words.todayReported} quantity={ofToday(today?.reported)} change={reported} />
      <Quantity
        testId="today-handled"
        label={words.todayHandled}
        quantity={ofToday(today?.handled)}
        change={soFar ? changeSoFar(soFar.handled, soFar.usualHandled, lag) : null}
      />
      {shown === 8 && <Quantity testId="this-hour" label={words.thisHour} quantity={lag ? none : count(trends?.hours.at(-1))} />}
      <Quantity testId="overdue" label={words.overdue} quantity={count(total?.overdue)} change={nearOf(total?.near)} />
    </div>
  )
}
