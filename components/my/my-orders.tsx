'use client'
import { useCallback, useEffect, useState } from 'react'

import { Failed, Waiting } from '@/components/page/states'
import { http } from '@/lib/client/http'
import { lookWhileOpen } from '@/lib/client/look-while-open'
import { myOrderTexts as texts } from '@/lib/client/messages/my-orders'
import { useNow } from '@/lib/client/use-store'
import type { MyOrders } from '@/lib/domain/my-order'
import { myOrderRoutes } from '@/lib/domain/routes/my-orders'
import { MyOrderAsk } from './my-order-ask'
import { type Act, MyOrderCard } from './my-order-card'
import { MyTasks } from './my-tasks'

/** Whoever looks for help, or is asked for it, is told within seconds. */
const POLL_MS = 5_000

/** What a resident has asked for, read again while they look; `onRead` is told of each answer, or that none came. */
function useMyOrders(onRead?: (card: string) => void) {
  const [mine, setMine] = useState<MyOrders | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const read = useCallback(async () => {
    const answer = await http(myOrderRoutes.read)
    if (answer.ok) setMine(answer.body)
    setFault(answer.ok ? null : answer.code)
    onRead?.('orders')
  }, [onRead])
  useEffect(() => lookWhileOpen(read, POLL_MS), [read])
  const act: Act = async ({ id, revision }, action, requestId, said) => {
    const answer = await http(myOrderRoutes.act, { params: { id }, body: { requestId, action, expectedRevision: revision, ...said } })
    if (answer.ok) setMine(answer.body)
    // what was withdrawn meanwhile is not there any more for whoever was asked
    else if (answer.code === 'conflict' || answer.code === 'not_found') await read()
    return answer
  }
  const pause = async (pauseDays: number | null) => {
    const answer = await http(myOrderRoutes.volunteering, { body: { pauseDays } })
    if (answer.ok) setMine(answer.body)
    return answer
  }
  return { mine, fault, read, act, pause }
}

const isOpen = ({ step, solved }: MyOrders['orders'][number]): boolean => step !== 'ended' && solved === null

/** On the first page: asking for help, what one asked for that goes on, and, for a volunteer, what is asked of them. */
export function MyOrdersCard({ onGo, onRead }: { onGo(view: string): void; onRead(card: string): void }) {
  const { mine, act, pause } = useMyOrders(onRead)
  const now = useNow() ?? 0
  if (!mine) return null
  const open = mine.orders.filter(isOpen)
  const shown = open.length > 0 ? open : mine.orders.slice(0, 1)
  return (
    <>
      {mine.volunteer && <MyTasks volunteer={mine.volunteer} now={now} act={act} onPause={pause} />}
      <button
        type="button"
        onClick={() => onGo('help')}
        className="flex min-h-72 w-full items-center gap-16 rounded-12 border-2 border-ink-1 bg-panel px-20 py-10 text-left"
        data-testid="ask-help"
      >
        <svg viewBox="0 0 24 24" className="size-28 shrink-0 fill-none stroke-ink-1 stroke-2" aria-hidden>
          <path d="M12 20s-7-4.4-7-9.6A3.9 3.9 0 0 1 12 8a3.9 3.9 0 0 1 7 2.4C19 15.6 12 20 12 20Z" />
        </svg>
        <span className="flex flex-col">
          <strong className="text-[1.25rem] font-semibold text-ink-1">{texts.open}</strong>
          <span className="text-16 text-ink-2">{texts.openHint}</span>
        </span>
      </button>
      {shown.map((order) => (
        <MyOrderCard key={order.id} order={order} now={now} act={act} />
      ))}
    </>
  )
}

/** Asking for help; when it is there the first page follows it. */
export function MyHelpForm({ onSent }: { onSent(): void }) {
  const { mine, fault, read } = useMyOrders()
  if (!mine) return fault === null ? <Waiting /> : <Failed code={fault} onRetry={() => void read()} />
  return <MyOrderAsk services={mine.services} send={(body) => http(myOrderRoutes.ask, { body })} onSent={onSent} />
}
