import { orderTexts as texts } from '@/lib/client/messages/orders'
import { countdown, pastText, placeText, serviceText, spanText, volunteerText, whenText } from '@/lib/client/order-words'
import type { Order, OrderColumn } from '@/lib/domain/order'

/** What is wanted within this time is said before all else. */
const SOON_MS = 3_600_000

const ClockSign = () => (
  <svg viewBox="0 0 16 16" className="size-13 shrink-0 fill-none stroke-current stroke-[1.5]" aria-hidden>
    <circle cx="8" cy="8" r="6.2" />
    <path d="M8 4.5V8l2.4 1.6" />
  </svg>
)
const AgainSign = () => (
  <svg viewBox="0 0 16 16" className="size-13 shrink-0 fill-none stroke-current stroke-[1.5]" aria-hidden>
    <path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3" />
  </svg>
)

/** How long it stands before somebody, or before all who can; the bar is the time that is over. */
function Offer({ order, now }: { order: Order; now: number }) {
  const { offeredAt, offerUntil, nth, pool, volunteer, lapses } = order
  if (offeredAt === null || offerUntil === null) return null
  const [from, until] = [Date.parse(offeredAt), Date.parse(offerUntil)]
  const left = until > now ? texts.left(countdown(until - now)) : texts.offerOver
  const who = pool ? texts.pool : volunteer ? volunteerText(volunteer) : ''
  return (
    <>
      <span className="flex items-center gap-4">
        {nth > 1 && !pool && <AgainSign />}
        <span className="min-w-0">{nth > 1 && !pool ? `${texts.nth(String(nth))} · ${left}` : `${who} · ${left}`}</span>
      </span>
      <span className="mt-3 h-4 overflow-hidden rounded-full bg-track" aria-hidden>
        <span
          className="block h-full rounded-full bg-data"
          style={{ width: `${Math.min(100, Math.max(0, ((now - from) / (until - from)) * 100))}%` }}
        />
      </span>
      {lapses > 0 && <span className="text-ink-1">{nth > 2 ? texts.lastChance(String(lapses)) : texts.passedOn(String(lapses))}</span>}
    </>
  )
}

function Waiting({ order: { state, wantedAt, createdAt }, now }: { order: Order; now: number }) {
  if (state === 'lapsed') return <strong className="font-semibold text-ink-1">{texts.lapsed}</strong>
  const left = wantedAt === null ? null : Date.parse(wantedAt) - now
  if (left !== null && left < SOON_MS)
    return (
      <strong className="flex items-center gap-4 font-semibold text-ink-1">
        <ClockSign />
        {left > 0 ? texts.soon(spanText(left)) : texts.late}
      </strong>
    )
  return <span>{texts.asked(spanText(now - Date.parse(createdAt)))}</span>
}

function Serving({ order: { arrivedAt, outAt, takenAt, volunteerLeft }, now }: { order: Order; now: number }) {
  if (volunteerLeft) return <strong className="font-semibold text-ink-1">{texts.volunteerLeft}</strong>
  if (arrivedAt !== null) return <span>{texts.began(pastText(arrivedAt, now))}</span>
  if (outAt !== null) return <span>{texts.onWay(pastText(outAt, now))}</span>
  return takenAt === null ? null : <span>{texts.takenAt(pastText(takenAt, now))}</span>
}

function Done({ order: { solved, satisfied, servedAt }, now }: { order: Order; now: number }) {
  return (
    <>
      <span className={solved === false ? 'text-ink-1' : ''}>
        {solved === false ? texts.unsolved : satisfied ? texts.satisfied : texts.unsatisfied}
      </span>
      {servedAt !== null && <span>{texts.doneAt(pastText(servedAt, now))}</span>}
    </>
  )
}

type Props = { order: Order; column: OrderColumn; now: number; chosen: boolean; onChoose(): void }

/** An order on the board: what, where, when, and what is to be known of it in its column. */
export function OrderCard({ order, column, now, chosen, onChoose }: Props) {
  const { id, wantedAt, volunteer, complaint, complaintAnswer, servedAt } = order
  return (
    <button
      type="button"
      onClick={onChoose}
      aria-pressed={chosen}
      data-testid="order"
      data-id={id}
      data-state={order.state}
      className={`flex w-full flex-col rounded-8 border px-11 py-8 text-left text-13 leading-19 text-ink-2 ${
        chosen
          ? 'border-ink-1 bg-[color-mix(in_srgb,var(--panel),var(--sev-4)_10%)] ring-1 ring-ink-1'
          : 'border-line bg-panel hover:bg-[color-mix(in_srgb,var(--panel),var(--ink-1)_4%)]'
      }`}
    >
      <strong className="text-15 leading-22 font-semibold text-ink-1">{serviceText(order.service)}</strong>
      {column !== 'done' && <span className="truncate">{placeText(order)}</span>}
      {(column === 'waiting' || column === 'offered') && <span>{wantedAt === null ? texts.noTime : whenText(wantedAt, now)}</span>}
      {column === 'waiting' && <Waiting order={order} now={now} />}
      {column === 'offered' && <Offer order={order} now={now} />}
      {column === 'serving' && <Serving order={order} now={now} />}
      {column === 'rating' && servedAt !== null && <span>{texts.doneAt(pastText(servedAt, now))}</span>}
      {column === 'done' && <Done order={order} now={now} />}
      {column !== 'waiting' && column !== 'offered' && volunteer && <span className="truncate text-ink-3">{volunteerText(volunteer)}</span>}
      {complaint !== null && complaintAnswer === null && <strong className="font-semibold text-ink-1">{texts.complained}</strong>}
    </button>
  )
}
