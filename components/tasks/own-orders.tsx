'use client'
import { useEffect, useState } from 'react'
import { Action } from '@/components/ui/action'
import { http } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { lookWhileOpen } from '@/lib/client/look-while-open'
import { taskOrderTexts as texts } from '@/lib/client/messages/task-orders'
import type { Phone } from '@/lib/client/phone'
import { stampOf } from '@/lib/domain/clock'
import { OwnOrders as Own } from '@/lib/domain/order'
import type { OrderDue } from '@/lib/domain/order-due'
import { orderRoutes } from '@/lib/domain/routes/orders'

/** Where what waits stands, the same that was counted. */
const AT: Record<OrderDue, string> = {
  requested: '/orders?view=list&state=requested',
  lapsed: '/orders?view=list&state=lapsed',
  left: '/orders?view=list&left=open',
  complaint: '/orders?view=list&complained=open',
}
const card = 'flex min-h-64 items-center gap-10 rounded-10 border border-line bg-panel p-12 text-ink-2'
const whenOf = (instant: string) => stampOf(Date.parse(instant)).slice(5)

/** What of the orders is to be done: counts that lead to them, and one's own as a member; as they were kept where they cannot be read. */
function useOwnOrders(phone: Phone | null): { own: Own | null; lost: boolean } {
  const [own, setOwn] = useState<Own | null>(null)
  const [lost, setLost] = useState(false)
  useEffect(() => {
    if (!phone) return
    return lookWhileOpen(async (isOver) => {
      const answer = await http(orderRoutes.own, { owner: phone.owner })
      if (isOver()) return
      setLost(!answer.ok)
      if (answer.ok) {
        setOwn(answer.body)
        return phone.keep('orders', answer.body)
      }
      const kept = await phone.recall('orders', Own)
      if (!isOver() && kept) setOwn((known) => known ?? kept.value)
    })
  }, [phone])
  return { own, lost }
}

/** 服务单: those that wait for whoever dispatches or leads, and those that one is asked for or has taken as a member. */
export function OwnOrders({ phone }: { phone: Phone | null }) {
  const { own, lost } = useOwnOrders(phone)
  if (!own) return lost ? <p role="status">{texts.failed}</p> : null
  const due = own.due.filter(({ count }) => count > 0)
  const all = due.reduce((sum, { count }) => sum + count, own.orders.length)
  if (all === 0) return null
  return (
    <section aria-label={texts.title(all)} className="flex flex-col gap-10" data-testid="own-orders" data-count={all}>
      <h2 className="text-16 font-semibold text-ink-1">{texts.title(all)}</h2>
      <ul className="flex flex-col gap-10">
        {due.map(({ of, count }) => (
          <li key={of} className={card} data-testid="orders-due" data-of={of} data-count={count}>
            <span className="flex min-w-0 flex-1 flex-col">
              <strong className="text-16 text-ink-1">{texts.due[of]}</strong>
              <span className="text-14">{texts.count(count)}</span>
            </span>
            <Action size="large" main href={AT[of]} aria-label={`${texts.open} ${texts.due[of]}`}>
              {texts.open}
            </Action>
          </li>
        ))}
        {own.orders.map(({ id, number, service, state, gridName, gridNameEn, wantedAt, offerUntil, seen }) => {
          const name = said({ zh: service.name, en: service.nameEn })
          const facts = [
            state === 'taken' ? texts.taken : texts.asks,
            ...(offerUntil === null ? [] : [texts.until(whenOf(offerUntil))]),
            ...(wantedAt === null ? [] : [texts.wanted(whenOf(wantedAt))]),
          ]
          return (
            <li key={id} className={card} data-testid="own-order" data-id={id} data-state={state}>
              <span className="flex min-w-0 flex-1 flex-col gap-4">
                <strong className="text-16 text-ink-1">
                  {name} · {said({ zh: gridName, en: gridNameEn })}
                </strong>
                <span className="text-14">{facts.join(' · ')}</span>
                <span className="text-14 text-ink-3">{seen ? number : `${number} · ${texts.elsewhere}`}</span>
              </span>
              {seen && (
                <Action size="large" href={`/orders?at=${id}`} aria-label={`${texts.open} ${name} ${number}`}>
                  {texts.open}
                </Action>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
