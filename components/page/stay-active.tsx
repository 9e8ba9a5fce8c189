'use client'
import { useEffect, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { stayActive } from '@/lib/client/accounts'
import { SIGNED_OUT } from '@/lib/client/http'
import { pageTexts } from '@/lib/client/messages/page'

/** The server is told at most this often; it ends a session half an hour after the last word. */
const TELL_MS = 60_000
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

/**
 * Keeps the session open while somebody is really there: reading pages does not, since pages refresh themselves. Put it once on each page for
 * people; the wall has none.
 */
export function StayActive() {
  useEffect(() => {
    let told = performance.now()
    const tell = () => {
      if (performance.now() - told < TELL_MS) return
      told = performance.now()
      void stayActive()
    }
    for (const sign of SIGNS) addEventListener(sign, tell, { passive: true })
    return () => {
      for (const sign of SIGNS) removeEventListener(sign, tell)
    }
  }, [])
  return null
}

/** Says that the session has ended. The page stays, with all that was filled in: one signs in beside it and goes on here. */
export function SignedOut() {
  const [ended, setEnded] = useState(false)
  useEffect(() => {
    const end = () => setEnded(true)
    addEventListener(SIGNED_OUT, end)
    return () => removeEventListener(SIGNED_OUT, end)
  }, [])
  const look = async () => {
    if ((await stayActive()).ok) setEnded(false)
  }
  useEffect(() => {
    if (!ended) return
    const back = () => void look()
    addEventListener('focus', back)
    return () => removeEventListener('focus', back)
  })
  if (!ended) return null
  const { signedOut: texts } = pageTexts
  return (
    <div className="sticky top-52 z-15 bg-bg px-16 pt-8 print:hidden max-sm:px-12" data-testid="signed-out">
      <Callout role="alert">
        <span className="flex flex-wrap items-center gap-12">
          {texts.text}
          <Action main size="small" href={`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`} target="_blank">
            {pageTexts.person.signIn}
          </Action>
          <Action size="small" onClick={() => void look()}>
            {texts.again}
          </Action>
        </span>
      </Callout>
    </div>
  )
}
