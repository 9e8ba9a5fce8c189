'use client'
import { type ReactNode, useEffect, useState } from 'react'
import { Action } from '@/components/ui/action'
import { ListRow } from '@/components/ui/list-row'
import { alarm, allowSound, askForNotices } from '@/lib/client/alarm'
import { formatMoment } from '@/lib/client/due'
import { http } from '@/lib/client/http'
import { alertTexts } from '@/lib/client/messages/alerts'
import { reachTexts } from '@/lib/client/messages/reach'
import { push, turnOffPush, turnOnPush } from '@/lib/client/push'
import { useRoute } from '@/lib/client/use-read'
import { useStore } from '@/lib/client/use-store'
import type { PushBrowser } from '@/lib/domain/push'
import { reachRoutes } from '@/lib/domain/routes/reach'
import { Fault, faultText } from './fault'

const { alarm: texts } = alertTexts
/** What became of a test shows soon. */
const POLL_MS = 5_000

/** What of the ways to this browser works, each with the button that mends it; and one's other browsers with push. */
export function ReachHere({ userId }: { userId: string }) {
  const { sound, notice } = useStore(alarm, (s) => s)
  const { state, id, busy } = useStore(push, (s) => s)
  const { data, again, set } = useRoute(reachRoutes.push, {}, { everyMs: POLL_MS })
  const [sent, setSent] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what this browser has become is in the list then
  useEffect(again, [id])
  const here = data?.browsers.find((browser) => browser.id === id)
  const others = data?.browsers.filter((browser) => browser.id !== id) ?? []
  const test = async () => {
    if (id === null) return
    const answer = await http(reachRoutes.testPush, { params: { id } })
    setSent(answer.ok)
    setFailed(answer.ok ? null : faultText(answer))
    if (answer.ok) set(answer.body)
  }
  const remove = async (of: string) => {
    const answer = await http(reachRoutes.unsubscribe, { params: { id: of } })
    setFailed(answer.ok ? null : faultText(answer))
    if (answer.ok) set(answer.body)
    else again()
  }
  return (
    <section className="border-t border-line pt-12" data-testid="reach-here">
      <h3 className="pb-4 text-14 font-semibold text-ink-1">{reachTexts.here}</h3>
      <ul>
        <Row name={reachTexts.sound} why={sound === 'on' ? reachTexts.working : sound === 'blocked' ? texts.blocked : reachTexts.soundNone}>
          {sound === 'blocked' && <Action onClick={allowSound}>{texts.allow}</Action>}
        </Row>
        <Row
          name={reachTexts.notices}
          why={
            notice === 'granted' ? reachTexts.working : notice === 'denied' ? texts.denied : notice === 'none' ? reachTexts.soundNone : texts.asked
          }
        >
          {notice === 'default' && <Action onClick={() => void askForNotices()}>{texts.ask}</Action>}
        </Row>
        <Row
          name={reachTexts.push}
          why={busy ? reachTexts.pushBusy : sent && here?.last?.fault == null ? reachTexts.testing : pushWords(state, here)}
          testId="push"
          state={state}
        >
          {state === 'off' && notice !== 'denied' && (
            <Action disabled={busy} onClick={() => void turnOnPush(userId)} data-testid="push-on">
              {reachTexts.turnOn}
            </Action>
          )}
          {state === 'unreachable' && (
            <Action disabled={busy} onClick={() => void turnOnPush(userId)}>
              {reachTexts.again}
            </Action>
          )}
          {state === 'on' && (
            <>
              <Action disabled={busy} onClick={() => void test()}>
                {reachTexts.test}
              </Action>
              <Action disabled={busy} onClick={() => void turnOffPush()}>
                {reachTexts.turnOff}
              </Action>
            </>
          )}
        </Row>
      </ul>
      <Fault text={failed} />
      {others.length > 0 && (
        <>
          <h3 className="pt-12 pb-4 text-14 font-semibold text-ink-1">{reachTexts.browsers}</h3>
          <ul>
            {others.map((browser) => (
              <Row key={browser.id} name={browser.browser ?? reachTexts.unknown} why={lastWords(browser)}>
                <Action onClick={() => void remove(browser.id)}>{reachTexts.remove}</Action>
              </Row>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

const PUSH = {
  none: () => reachTexts.pushNone,
  insecure: () => reachTexts.pushInsecure,
  off: () => reachTexts.pushOff,
  on: () => reachTexts.pushOn,
  unreachable: () => reachTexts.pushUnreachable,
} as const

function pushWords(state: keyof typeof PUSH, here: PushBrowser | undefined): string {
  const fault = here?.last?.fault
  return state === 'on' && fault ? reachTexts.pushFailing(fault) : PUSH[state]()
}

const lastWords = ({ last }: PushBrowser): string =>
  last ? [reachTexts.last[last.state], last.at && formatMoment(last.at, Date.now()), last.fault].filter(Boolean).join(' · ') : reachTexts.never

function Row({ name, why, testId, state, children }: { name: string; why: string; testId?: string; state?: string; children: ReactNode }) {
  return (
    <ListRow data-testid={testId} data-state={state}>
      <span className="min-w-0 flex-1 basis-200">
        <span className="block truncate font-semibold text-ink-1" title={name}>
          {name}
        </span>
        <span className="block text-13 wrap-anywhere text-ink-3">{why}</span>
      </span>
      <span className="flex flex-wrap gap-8">{children}</span>
    </ListRow>
  )
}
