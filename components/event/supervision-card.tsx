import { formatMoment } from '@/lib/client/due'
import { deskTexts } from '@/lib/client/messages/desk'
import type { EventDetail } from '@/lib/domain/event-detail'

const { supervision: texts } = deskTexts.event

/** 督办 that holds: its card by colour and word, who, until when, what is demanded. */
export function SupervisionCard({ supervision, now }: { supervision: NonNullable<EventDetail['supervision']>; now: number }) {
  const { card, supervisor, deadline, demandedReply } = supervision
  return (
    <section className={`supervision card-${card}`} data-testid="supervision" data-card={card}>
      <h3>{texts[card]}</h3>
      <p>
        {texts.by} {supervisor} · {texts.until} {formatMoment(deadline, now)}
      </p>
      <p className="break-words whitespace-pre-wrap">
        {texts.demanded}: {demandedReply}
      </p>
    </section>
  )
}
