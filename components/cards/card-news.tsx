'use client'
import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { Action } from '@/components/ui/action'
import { CardMark } from '@/components/ui/card-mark'
import { said } from '@/lib/client/language'
import { cardTexts } from '@/lib/client/messages/cards'
import { deskTexts } from '@/lib/client/messages/desk'
import { noteTold, readTold, untold } from '@/lib/client/told-cards'
import { useRoute } from '@/lib/client/use-read'
import { typeName } from '@/lib/client/words'
import { type AwaitingCards, cardRoutes } from '@/lib/domain/routes/cards'

/** People answer within hours; whoever watches is told within this. */
const POLL_MS = 15_000
const NONE: AwaitingCards['cards'] = []

export type CardNewsProps = {
  /** the page shows the cards themselves, so nothing need be told over it */
  listed: boolean
  onCount(count: number): void
}

/** 督办人 hears of their cards on every page: how many wait for them, and once of each that was replied to or whose event has ended. */
export default function CardNews({ listed, onCount }: CardNewsProps) {
  const { data } = useRoute(cardRoutes.awaiting, {}, { everyMs: POLL_MS })
  const [told, setTold] = useState<ReadonlySet<string> | null>(null)
  const [page, setPage] = useState<Element | null>(null)
  useEffect(() => {
    setTold(readTold())
    setPage(document.querySelector('[data-work]'))
  }, [])
  const cards = data?.cards ?? NONE
  useEffect(() => {
    if (data) onCount(data.cards.length)
  }, [data, onCount])
  useEffect(() => {
    if (listed && data) setTold(noteTold(data.cards))
  }, [listed, data])
  if (told === null || page === null) return null
  const news = listed ? [] : untold(cards, told)
  const close = () => setTold(noteTold(cards))
  const live = (
    <section
      aria-label={cardTexts.news.title}
      aria-live="polite"
      className="pointer-events-none fixed right-16 bottom-24 z-40 w-360 max-w-[calc(100vw-24px)] max-sm:right-12 max-lg:bottom-84"
    >
      {news.length > 0 && <News news={news} onClose={close} />}
    </section>
  )
  return createPortal(live, page)
}

function News({ news, onClose }: { news: AwaitingCards['cards']; onClose(): void }) {
  const [one] = news
  const only = news.length === 1 ? one : undefined
  return (
    <article
      className="pointer-events-auto flex flex-col gap-10 rounded-10 border border-line-strong bg-panel p-14 text-14 text-ink-2 shadow-[0_8px_32px_rgb(8_20_32/28%)]"
      data-testid="card-news"
      data-floats="card"
      data-count={news.length}
    >
      {only ? (
        <div className="flex flex-col gap-2">
          <p className="flex items-center gap-8 text-16 font-semibold text-ink-1">
            <CardMark card={only.card} />
            {(only.replied ? cardTexts.news.replied : cardTexts.news.ended)(deskTexts.event.supervision[only.card])}
          </p>
          <p className="wrap-anywhere">{[typeName({ name: only.typeName }).split('/')[0], said(only.place)].join(' · ')}</p>
          <p className="text-13 text-ink-3">{only.caseNumber}</p>
        </div>
      ) : (
        <p className="text-16 font-semibold text-ink-1">{cardTexts.news.several(news.length)}</p>
      )}
      <div className="flex gap-8">
        <Action main href={only ? `/events/${only.caseNumber}` : '/cards?view=awaiting'} className="flex-1" onClick={onClose} data-testid="card-look">
          {cardTexts.news.look}
        </Action>
        <Action className="flex-1" onClick={onClose} data-testid="card-close">
          {cardTexts.news.close}
        </Action>
      </div>
    </article>
  )
}
