'use client'
import { useCallback, useEffect, useState } from 'react'
import { type Act, MyOrderCard } from '@/components/my/my-order-card'
import { http } from '@/lib/client/http'
import { lookWhileOpen } from '@/lib/client/look-while-open'
import { myOrderTexts as texts } from '@/lib/client/messages/my-orders'
import { useNow } from '@/lib/client/use-store'
import type { MyOrder } from '@/lib/domain/my-order'
import { publicOrderRoutes } from '@/lib/domain/routes/public-orders'
import { isDead, LinkFault } from './link-fault'
import { type PublicFrame, ResidentPage, useSecret } from './resident-page'

const POLL_MS = 15_000

/** What became of what one asked for, by its secret link: how far it is, the family name of whoever comes, and how it was. */
export function FollowOrder({ frame }: { frame: PublicFrame }) {
  const secret = useSecret()
  const [order, setOrder] = useState<MyOrder | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const now = useNow() ?? 0
  const read = useCallback(async () => {
    if (secret === null) return
    const answer = await http(publicOrderRoutes.follow, { link: secret })
    if (answer.ok) setOrder(answer.body)
    setFault(answer.ok ? null : answer.code)
  }, [secret])
  useEffect(() => lookWhileOpen(read, POLL_MS), [read])
  const act: Act = async ({ revision }, action, requestId, said) => {
    const answer = await http(publicOrderRoutes.act, { link: secret ?? '', body: { requestId, action, expectedRevision: revision, ...said } })
    if (answer.ok) setOrder(answer.body)
    else if (answer.code === 'conflict') await read()
    return answer
  }
  return (
    <ResidentPage
      frame={frame}
      title={texts.poster.followTitle}
      lead={order ? texts.poster.number(order.number) : undefined}
      ready={order !== null || fault !== null}
    >
      {fault !== null && (order === null || isDead(fault)) && <LinkFault code={fault} onRetry={() => void read()} />}
      {order && <MyOrderCard order={order} now={now} act={act} />}
      {order && <p className="px-4 text-15 text-ink-3">{texts.poster.keep}</p>}
    </ResidentPage>
  )
}
