import { useEffect, useState } from 'react'
import { type AlertSaid, actOnAlert } from '@/lib/client/alert-api'
import { alertTexts } from '@/lib/client/messages/alerts'
import { useRoute } from '@/lib/client/use-read'
import { faultWord } from '@/lib/client/word-of'
import type { Alert, AlertDetail } from '@/lib/domain/alert'
import type { AlertAction } from '@/lib/domain/alert-actions'
import { alertRoutes } from '@/lib/domain/routes/alerts'

/** Why an action was not done, in words. */
export const alertFault = (code: string): string => faultWord(alertTexts.faults, code)

export type AlertView = {
  alert: AlertDetail | null
  state: 'loading' | 'shown' | 'missing' | 'failed'
  busy: AlertAction | null
  /** why the last action was not done, in words */
  fault: string | null
  /** what was done last; `key` tells one deed from the next */
  done: { action: AlertAction; text: string | null; key: number } | null
  /** true when it was done */
  act(said: AlertSaid): Promise<boolean>
  dismiss(): void
  read(): void
}

/** One alert with its timeline, read again when the live one moves. */
export function useAlert(id: string, live: Alert | undefined): AlertView {
  const { data, fault: unread, again, set } = useRoute(alertRoutes.read, { params: { id } })
  const [busy, setBusy] = useState<AlertAction | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [done, setDone] = useState<AlertView['done']>(null)
  const movedAt = live?.updatedAt ?? null
  // one that lives no more has left the live ones, which is a change too
  const isBehind = data !== null && (movedAt === null ? data.state !== 'resolved' : data.updatedAt < movedAt)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each move of the live one is a reason to read
  useEffect(() => {
    if (isBehind) again()
  }, [isBehind, movedAt, again])
  const act = async (said: AlertSaid) => {
    setBusy(said.action)
    setFault(null)
    setDone(null)
    const answer = await actOnAlert(id, said)
    setBusy(null)
    if (!answer.ok) {
      setFault(alertFault(answer.code))
      again()
      return false
    }
    set(answer.alert)
    const { verdict } = answer.alert
    setDone({
      action: said.action,
      text: said.action === 'verdict' && verdict ? alertTexts.judged(alertTexts.verdicts[verdict]) : null,
      key: Date.now(),
    })
    return true
  }
  const state = data ? 'shown' : unread === null ? 'loading' : unread.code === 'not_found' || unread.code === 'invalid' ? 'missing' : 'failed'
  const dismiss = () => {
    setFault(null)
    setDone(null)
  }
  return { alert: data, state, busy, fault, done, act, dismiss, read: again }
}
