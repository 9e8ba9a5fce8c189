'use client'
import { useRef, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { faultWords } from '@/lib/client/admin'
import type { Answered } from '@/lib/client/http'
import { adminTexts } from '@/lib/client/messages/admin'

/** What is said of something that was done; `once`: a secret, which is told this once. */
export type Told = string | { once: string }
type Doing = {
  busy: boolean
  said: { text: string; good: boolean } | null
  secrets: readonly string[]
  putAway(): void
  /** true when it was done */
  did<T>(doing: () => Promise<Answered<T>>, told: (body: T) => Told): Promise<boolean>
}

/** What is done in a part of the settings, one thing at a time, and what is said of the last. Secrets stand until they are put away. */
export function useDoing(): Doing {
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<Doing['said']>(null)
  const [secrets, setSecrets] = useState<readonly string[]>([])
  // pressed twice before a button is drawn as busy
  const isBusy = useRef(false)
  return {
    busy,
    said,
    secrets,
    putAway: () => setSecrets([]),
    async did(doing, told) {
      if (isBusy.current) return false
      isBusy.current = true
      setBusy(true)
      const answer = await doing()
      isBusy.current = false
      setBusy(false)
      const what = answer.ok ? told(answer.body) : faultWords(answer)
      setSaid(typeof what === 'string' ? { text: what, good: answer.ok } : null)
      if (typeof what !== 'string') setSecrets((old) => [...old, what.once])
      return answer.ok
    },
  }
}

export function Said({ doing: { said, secrets, putAway }, testId }: { doing: Doing; testId: string }) {
  return (
    <>
      {secrets.length > 0 && (
        <Callout role="status" data-testid="told-once">
          {secrets.map((secret) => (
            <p key={secret} className="pb-6 text-15 break-all">
              {secret}
            </p>
          ))}
          <Action size="small" className="self-start" onClick={putAway}>
            {adminTexts.settings.putAway}
          </Action>
        </Callout>
      )}
      <p role="status" className={`text-15 wrap-anywhere empty:hidden ${said?.good ? 'text-live' : 'text-stale'}`} data-testid={testId}>
        {said?.text}
      </p>
    </>
  )
}
