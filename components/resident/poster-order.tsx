'use client'
import { useEffect, useRef, useState } from 'react'
import { MyOrderAsk } from '@/components/my/my-order-ask'
import { http } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { myOrderTexts as texts } from '@/lib/client/messages/my-orders'
import { makeLinkSecret } from '@/lib/client/resident'
import { publicOrderRoutes } from '@/lib/domain/routes/public-orders'
import { LinkFault } from './link-fault'
import { type PublicFrame, ResidentPage, useSecret } from './resident-page'

type Offered = { community: { name: string; nameEn: string }; services: { code: string; name: string; nameEn: string; minutes: number }[] }

/** Asking for help without an account: what, when, who and where; then the page that follows it, whose address alone knows it. */
export function PosterOrder({ frame }: { frame: PublicFrame }) {
  const secret = useSecret()
  const [offered, setOffered] = useState<Offered | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [attempt, setAttempt] = useState(0)
  // made here, so that it is known before any answer comes
  const follow = useRef('')
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when somebody says so
  useEffect(() => {
    if (secret === null) return
    let over = false
    void http(publicOrderRoutes.services, { link: secret }).then((answer) => {
      if (over) return
      setOffered(answer.ok ? answer.body : null)
      setFault(answer.ok ? null : answer.code)
    })
    return () => {
      over = true
    }
  }, [secret, attempt])
  const title = offered ? texts.poster.title(said({ zh: offered.community.name, en: offered.community.nameEn })) : texts.open
  return (
    <ResidentPage frame={frame} title={title} lead={texts.openHint} ready={offered !== null || fault !== null}>
      {fault !== null && <LinkFault code={fault} onRetry={() => setAttempt(attempt + 1)} />}
      {offered && secret !== null && (
        <MyOrderAsk
          stranger
          services={offered.services}
          send={(asked, { name, phone, address }) => {
            follow.current ||= makeLinkSecret()
            return http(publicOrderRoutes.ask, { link: secret, body: { ...asked, name, phone, address, follow: follow.current } })
          }}
          onSent={() => location.assign(`/o/follow#${follow.current}`)}
        />
      )}
    </ResidentPage>
  )
}
