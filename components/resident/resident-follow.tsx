'use client'
import { useCallback, useEffect, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { formatMoment } from '@/lib/client/due'
import { http } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { lookWhileOpen } from '@/lib/client/look-while-open'
import { residentTexts } from '@/lib/client/messages/resident'
import { residentFault } from '@/lib/client/resident'
import { typeName } from '@/lib/client/type-names'
import { publicRoutes } from '@/lib/domain/routes/public'
import type { Followed } from '@/lib/domain/submission'
import { type PublicFrame, ResidentPage, useSecret } from './resident-page'

const { follow: texts } = residentTexts

/** What became of what somebody told: how far it is, when, and the answer; no names. */
export function ResidentFollow({ frame }: { frame: PublicFrame }) {
  const secret = useSecret()
  const [found, setFound] = useState<Followed | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [now, setNow] = useState(0)
  const read = useCallback(async () => {
    if (secret === null) return
    const answer = await http(publicRoutes.follow, { link: secret })
    setNow(Date.now())
    if (answer.ok) setFound(answer.body)
    setFault(answer.ok ? null : residentFault(answer))
  }, [secret])
  useEffect(() => lookWhileOpen(read), [read])
  const lead = found
    ? [said({ zh: found.community.name, en: found.community.nameEn }), found.type ? typeName(found.type) : texts.unsure].join(' · ')
    : undefined
  return (
    <ResidentPage frame={frame} title={texts.title} lead={lead} ready={found !== null || fault !== null}>
      {fault !== null && <Callout role="alert">{fault}</Callout>}
      {found && <Standing found={found} now={now} />}
      {secret !== null && (found !== null || fault !== null) && (
        <Action size="large" onClick={() => void read()} data-testid="refresh">
          {texts.refresh}
        </Action>
      )}
      {found && <p className="px-4 text-14 text-ink-3">{texts.keep}</p>}
    </ResidentPage>
  )
}

function Standing({ found: { state, event, sentAt, decidedAt, answer, photos }, now }: { found: Followed; now: number }) {
  const words = answer ?? event?.answer ?? null
  const facts: readonly (readonly [name: string, value: string | null])[] = [
    [texts.number, event?.caseNumber ?? null],
    [texts.sent, formatMoment(sentAt, now)],
    [state === 'refused' ? texts.answered : texts.decided, decidedAt === null ? null : formatMoment(decidedAt, now)],
    [texts.ended, event?.stage === 'done' && event.endedAt !== null ? formatMoment(event.endedAt, now) : null],
  ]
  return (
    <section
      className="flex flex-col gap-12 rounded-10 border border-line bg-panel px-16 py-16"
      data-testid="standing"
      data-state={state}
      data-stage={event?.stage ?? ''}
    >
      <div>
        <h2 className="text-26 font-semibold text-ink-1">{texts.states[state]}</h2>
        {event && <p className="text-18 text-ink-1">{texts.stages[event.stage]}</p>}
      </div>
      {words !== null && (
        <div className="rounded-8 border border-line-strong px-12 py-10" data-testid="answer">
          <p className="text-14 text-ink-3">{texts.answer}</p>
          <p className="text-16 break-words whitespace-pre-wrap text-ink-1">{words}</p>
        </div>
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-16 gap-y-4">
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <div key={name} className="contents">
                <dt className="text-ink-3">{name}</dt>
                <dd className="text-ink-1 tabular-nums">{value}</dd>
              </div>
            ),
        )}
      </dl>
      {photos > 0 && <p className="text-14 text-ink-3">{texts.photos(photos)}</p>}
    </section>
  )
}
