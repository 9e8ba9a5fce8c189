import Link from 'next/link'
import { hrefOf, mayOpen, type PageId } from '@/components/page/groups'
import { formatCount } from '@/lib/client/format'
import { said } from '@/lib/client/language'
import { deskTexts } from '@/lib/client/messages/desk'
import { useRoute } from '@/lib/client/use-read'
import type { Viewer } from '@/lib/domain/access'
import { serviceFiguresRoutes } from '@/lib/domain/routes/service-figures'

const { services: texts } = deskTexts

const POLL_MS = 60_000

/** What is due for residents in the person's own area, visits and orders, each with its page; nothing where nothing of it has begun. */
export function ServicesDue({ viewer }: { viewer: Viewer }) {
  const { data } = useRoute(serviceFiguresRoutes.now, {}, { everyMs: POLL_MS })
  if (!data) return null
  const { visits, orders } = data
  const hasOrders = orders.completion.denominator + orders.waiting + orders.offered + orders.serving + orders.rating > 0
  if (!visits && !hasOrders) return null
  const part = (page: PageId, name: string, title: string, figures: readonly (readonly [label: string, value: string])[]) => {
    const words = figures.map(([label, value]) => (
      <span key={label} className="whitespace-nowrap">
        <span className="text-ink-3">{label}</span> <strong className="font-semibold text-ink-1">{value}</strong>
      </span>
    ))
    const look = 'flex min-h-28 flex-wrap items-center gap-x-12 text-13 max-lg:min-h-48'
    return mayOpen(page, viewer) ? (
      <Link href={hrefOf(page)} prefetch={false} className={`${look} underline-offset-4 hover:underline`} data-testid={name}>
        <span className="font-semibold text-ink-1">{title}</span>
        {words}
      </Link>
    ) : (
      <p className={look} data-testid={name}>
        <span className="font-semibold text-ink-1">{title}</span>
        {words}
      </p>
    )
  }
  return (
    <section
      className="flex shrink-0 flex-wrap items-center gap-x-24 rounded-10 border border-line bg-panel px-16 py-6"
      aria-label={texts.label}
      data-testid="services-due"
    >
      {visits &&
        part('duties', 'visits-due', said({ zh: visits.name, en: visits.nameEn }), [
          [texts.visited, texts.part(formatCount(visits.done.numerator), formatCount(visits.done.denominator))],
          [texts.overdue, formatCount(visits.overdue)],
        ])}
      {hasOrders &&
        part('orders', 'orders-due', texts.orders, [
          [texts.waiting, formatCount(orders.waiting)],
          [texts.offered, formatCount(orders.offered)],
          [texts.serving, formatCount(orders.serving)],
        ])}
    </section>
  )
}
