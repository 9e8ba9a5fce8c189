'use client'
import type { ReactNode } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { alarm, allowSound, askForNotices } from '@/lib/client/alarm'
import { alertTexts } from '@/lib/client/messages/alerts'
import { useStore } from '@/lib/client/use-store'

const { alarm: texts } = alertTexts

/** By what an alert does not reach whoever sits here, each with the button that mends it; nothing where all does. */
export function AlarmPanel() {
  const { sound, notice } = useStore(alarm, (s) => s)
  const silent = sound === 'blocked'
  const unseen = notice === 'default' || notice === 'denied'
  if (!silent && !unseen) return null
  return (
    <Panel title={texts.title} note={texts.note} testId="alarm">
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
