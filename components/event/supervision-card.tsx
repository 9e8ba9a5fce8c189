import { formatMoment } from '@/lib/client/due'
import { deskTexts } from '@/lib/client/messages/desk'
import type { EventDetail } from '@/lib/domain/event-detail'

const { supervision: texts } = deskTexts.event

/** 督办 that holds: a card, filled for 红牌 and outlined for 黄牌, with its word; who, until when, what is demanded. Never in red or yellow. */
export function SupervisionCard({ supervision, now }: { supervision: NonNullable<EventDetail['supervision']>; now: number }) {
  const { card, supervisor, deadline, demandedReply } = supervision
  const filled = card === 'red'
  return (
    <section className="flex flex-col gap-4 rounded-8 border border-ink-1 px-14 py-10 text-ink-1" data-testid="supervision" data-card={card}>
      <h3 className="flex items-center gap-8 text-15 font-semibold">
        <svg viewBox="0 0 16 18" className="h-18 w-16" aria-hidden fill={filled ? 'var(--ink-1)' : 'none'} stroke="var(--ink-1)" strokeWidth="1.6">
          <rect x="1.5" y="1" width="13" height="16" rx="2.5" />
          <path d="M8 4.5v5.5M8 12v2" stroke={filled ? 'var(--panel)' : 'var(--ink-1)'} strokeWidth="2" />
        </svg>
        {texts[card]}
        <span className="text-13 font-normal text-ink-3">
          {texts.by} {supervisor}
        </span>
      </h3>
      <p className="break-words whitespace-pre-wrap">{demandedReply}</p>
      <p className="text-13 text-ink-2">
        {texts.until} <span className="font-semibold text-ink-1">{formatMoment(deadline, now)}</span>
      </p>
    </section>
  )
}
