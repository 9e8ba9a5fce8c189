import type { ReactNode } from 'react'
import { said } from '@/lib/client/language'
import { orderTexts as texts } from '@/lib/client/messages/orders'
import { gridText, lastsText, pastText, stepByText, volunteerText, whenText } from '@/lib/client/order-words'
import type { OrderDetail } from '@/lib/domain/order'
import { OrderAction } from '@/lib/domain/order-machine'

/** Who asks for what, where and when, and who comes; personal data masked. */
export function OrderFacts({ order, now, onReveal }: { order: OrderDetail; now: number; onReveal(): void }) {
  const { card } = texts
  const { name, phone, address, wantedAt, createdAt, words, volunteer, service, source, state, pool } = order
  const comma = said({ zh: '，', en: ', ' })
  const whoComes = [volunteer && volunteerText(volunteer), order.assigned && card.assigned, order.volunteerLeft && texts.volunteerLeft].filter(
    Boolean,
  )
  const lasts = card.about(lastsText(service.minutes))
  const rows: (readonly [string, ReactNode])[] = [
    [
      card.resident,
      <span key="resident" className="flex flex-wrap gap-x-6">
        {[name, phone].filter((one) => one !== null).join(' · ')}
        <button
          type="button"
          onClick={onReveal}
          data-testid="reveal-order"
          className="underline decoration-line-strong underline-offset-3 hover:text-ink-1 max-lg:min-h-44"
        >
          {card.reveal}
        </button>
      </span>,
    ],
    [card.address, address ?? gridText(order)],
    [card.time, `${wantedAt === null ? texts.noTime : whenText(wantedAt, now)}${comma}${lasts}`],
    ...(words === '' ? [] : ([[card.wants, words]] as const)),
    ...(state === 'offered' && pool ? ([[card.volunteer, texts.pooled]] as const) : []),
    ...(volunteer ? ([[card.volunteer, whoComes.join(' · ')]] as const) : []),
    [card.source, `${card.sources[source]} · ${whenText(createdAt, now)}`],
    ...ended(order),
  ]
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-14 gap-y-3 px-16 py-10 text-14" data-testid="order-facts">
      {rows.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-ink-3">{label}</dt>
          <dd className="wrap-anywhere text-ink-1">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** How it ended, in the resident's words. */
function ended({ state, solved, satisfied, opinion, complaint, complaintAnswer, reason }: OrderDetail): (readonly [string, ReactNode])[] {
  const { card } = texts
  const rated = [solved === false ? texts.unsolved : null, satisfied === null ? null : satisfied ? texts.satisfied : texts.unsatisfied, opinion]
  return [
    ...(state === 'rated' ? ([[card.opinion, rated.filter((one) => one !== null).join(' · ')]] as const) : []),
    ...(complaint === null ? [] : ([[card.complaint, complaint]] as const)),
    ...(complaintAnswer === null ? [] : ([[card.answered, complaintAnswer]] as const)),
    ...(reason === null ? [] : ([[card.reason, reason]] as const)),
  ]
}

/** What was done, in the order of time, and what became of each offer. */
export function OrderHistory({ order: { steps, offers }, now }: { order: OrderDetail; now: number }) {
  const { card } = texts
  return (
    <section aria-label={card.history} className="border-t border-line px-16 py-10 text-13">
      <h3 className="pb-6 text-15 font-semibold text-ink-1">{card.history}</h3>
      <ul className="flex flex-col gap-3" data-testid="order-steps">
        {steps.map(({ action, at, ...step }) => {
          const known = OrderAction.safeParse(action).data
          const offer =
            action === 'offer' || action === 'next' || action === 'pool' || action === 'reassign'
              ? offers.find((one) => one.offeredAt === at)
              : undefined
          const to = offer ? (offer.volunteer ? volunteerText(offer.volunteer) : texts.pool) : null
          return (
            <li key={`${at} ${action}`} className="flex gap-10">
              <span className="w-84 shrink-0 text-ink-3 tabular-nums">{pastText(at, now)}</span>
              <span className="min-w-0 flex-1 text-ink-1">
                {known === undefined ? texts.requestStep : texts.actions[known]}
                {to !== null && ` ${to}`}
                {offer?.outcome && <span className="text-ink-3"> · {texts.outcomes[offer.outcome]}</span>}
              </span>
              <span className="max-w-120 truncate text-ink-3">{stepByText(step)}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
