import { CardMark } from '@/components/ui/card-mark'
import { formatDeadline, formatMoment } from '@/lib/client/due'
import { deskTexts } from '@/lib/client/messages/desk'
import { toldText } from '@/lib/client/untold'
import type { EventDetail } from '@/lib/domain/event-detail'

const { supervision: texts } = deskTexts.event

/** 督办 that holds: a card, filled for 红牌 and outlined for 黄牌, with its word; who, until when, what is demanded. Never in red or yellow. */
export function SupervisionCard({ supervision, now }: { supervision: NonNullable<EventDetail['supervision']>; now: number }) {
  const { card, supervisor, mine, deadline, demandedReply, reply } = supervision
  const state = reply ? texts.replied : Date.parse(deadline) < now ? texts.late : texts.waiting
  return (
    <section className="flex flex-col gap-4 rounded-8 border border-ink-1 px-14 py-10 text-ink-1" data-testid="supervision" data-card={card}>
      <h3 className="flex items-center gap-8 text-15 font-semibold">
        <CardMark card={card} />
        {texts[card]}
      </h3>
      <p className="text-13 text-ink-3">
        {texts.by} {toldText(supervisor)}
        {mine && ` · ${texts.mine}`}
      </p>
      {demandedReply !== null && demandedReply !== supervisor && <p className="break-words whitespace-pre-wrap">{demandedReply}</p>}
      <p className="text-13 text-ink-2">
        {texts.until} <span className="font-semibold text-ink-1">{formatDeadline(deadline, now)}</span> ·{' '}
        <span data-testid="card-state">
          {state}
          {reply && ` ${formatMoment(reply.at, now)}`}
        </span>
      </p>
      {reply?.words && <p className="border-t border-line pt-6 break-words whitespace-pre-wrap">{reply.words}</p>}
    </section>
  )
}
