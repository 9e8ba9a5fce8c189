'use client'
import type { ReactNode } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { TextLink } from '@/components/ui/text-link'
import { alarm, allowSound, askForNotices } from '@/lib/client/alarm'
import { alertTexts } from '@/lib/client/messages/alerts'
import { reachTexts } from '@/lib/client/messages/reach'
import { push } from '@/lib/client/push'
import { useStore } from '@/lib/client/use-store'

const { alarm: texts } = alertTexts

/** By what an alert does not reach whoever sits here, each with the button that mends it; nothing where all does. */
export function AlarmPanel() {
  const { sound, notice } = useStore(alarm, (s) => s)
  const isCut = useStore(push, (s) => s.state === 'unreachable')
  const silent = sound === 'blocked'
  const unseen = notice === 'default' || notice === 'denied'
  if (!silent && !unseen && !isCut) return null
  return (
    <Panel title={texts.title} note={texts.note} action={<TextLink href="/account#reach">{reachTexts.settings}</TextLink>} testId="alarm">
      {silent && (
        <Row name={texts.soundOff} why={texts.blocked}>
          <Action onClick={allowSound}>{texts.allow}</Action>
        </Row>
      )}
      {unseen && (
        <Row name={texts.notification} why={notice === 'denied' ? texts.denied : texts.asked}>
          {notice === 'default' && (
            <Action onClick={() => void askForNotices()} data-testid="ask-notices">
              {texts.ask}
            </Action>
          )}
        </Row>
      )}
      {isCut && (
        <Row name={reachTexts.push} why={reachTexts.pushUnreachable}>
          {null}
        </Row>
      )}
    </Panel>
  )
}

function Row({ name, why, children }: { name: string; why: string; children: ReactNode }) {
  return (
    <p className="flex items-center gap-12">
      <span className="min-w-0 flex-1">
        <span className="block font-semibold text-ink-1">{name}</span>
        <span className="block text-13 text-ink-3">{why}</span>
      </span>
      {children}
    </p>
  )
}
