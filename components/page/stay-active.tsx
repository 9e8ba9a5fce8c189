'use client'
import { useEffect } from 'react'
import { stayActive } from '@/lib/client/accounts'

/** The server is told at most this often; it ends a session half an hour after the last word. */
const TELL_MS = 60_000
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

/**
 * Keeps the session open while somebody is really there: reading pages does not, since pages refresh themselves. Goes to the sign-in when
 * the session has ended. Put it once on each page for people; the wall has none.
 */
export function StayActive() {
  useEffect(() => {
    let told = performance.now()
    const tell = async () => {
      if (performance.now() - told < TELL_MS) return
      told = performance.now()
      const answer = await stayActive()
      if (!answer.ok && answer.code === 'unauthenticated') location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`)
    }
    for (const sign of SIGNS) addEventListener(sign, tell, { passive: true })
    return () => {
      for (const sign of SIGNS) removeEventListener(sign, tell)
    }
  }, [])
  return null
}
