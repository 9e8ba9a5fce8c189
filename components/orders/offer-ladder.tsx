import { orderTexts } from '@/lib/client/messages/orders'
import type { OrderDetail } from '@/lib/domain/order'

const { ladder: texts } = orderTexts

/** What happens when nobody takes it: who is asked next and after how long, until the leader assigns it. The rung that it stands on is filled. */
export function OfferLadder({ order: { ladder, nth, state } }: { order: OrderDetail }) {
  const all = ladder.reduce((sum, one) => sum + one, 0)
  const rungs = [
    ...ladder.map((minutes, i) => ({
      name: i === 0 ? texts.first : texts.next(String(i + 1)),
      note: i === 0 ? texts.wait(String(minutes)) : texts.again(String(minutes)),
    })),
    { name: texts.leader, note: texts.at(String(all)) },
  ]
  const here = state === 'lapsed' ? ladder.length : state === 'offered' ? Math.max(0, nth - 1) : 0
  return (
    <section aria-label={texts.title} className="border-t border-line px-16 py-10" data-testid="ladder">
      <h3 className="pb-8 text-15 font-semibold text-ink-1">{texts.title}</h3>
      <ol className="flex">
        {rungs.map(({ name, note }, i) => (
          <li key={name} className="relative min-w-0 flex-1 text-13 leading-18 last:flex-none" aria-current={i === here ? 'step' : undefined}>
            {i < rungs.length - 1 && (
              <span aria-hidden className={`absolute top-6 right-0 left-12 h-2 ${i < here ? 'bg-ink-1' : 'bg-line-strong'}`} />
            )}
            <span
              aria-hidden
              className={`relative block size-14 rounded-full border-2 ${i === here ? 'border-ink-1 bg-ink-1' : i < here ? 'border-ink-1 bg-panel' : 'border-data bg-panel'}`}
            />
            <strong className="mt-5 block font-medium text-ink-1">{name}</strong>
            <span className="block text-ink-3">{note}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
