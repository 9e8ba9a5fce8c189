import { useEffect, useRef, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import { mayOpen } from '@/components/page/groups'
import { fetchGridsAsGiven } from '@/lib/client/api'
import { keepPages } from '@/lib/client/kept-pages'
import { currentLanguage } from '@/lib/client/language'
import { lockPhone, onLocked, openPhone, type Phone } from '@/lib/client/phone'
import type { KeptProps } from './kept-props'
import { useFonts } from './use-fonts'

/** A page that opens without a signal (kept-page.tsx). */
export type KeptName = 'report' | 'tasks'

/**
 * The phone of whoever the page is for, open once it answers. `kept`: what was opened without a signal and has its phone already; otherwise
 * the page, as the server made it, is kept for the next time.
 */
export function usePhone(frame: Frame, name: KeptName, props: KeptProps, kept: Phone | null): Phone | null {
  const [phone, setPhone] = useState(kept)
  useFonts()
  useEffect(() => onLocked(() => location.reload()), [])
  // what the server sent does not change while the page is open
  const sent = useRef({ frame, props })
  const { id } = frame.viewer
  useEffect(() => {
    if (kept) return
    let over = false
    const open = async () => {
      const opened = await openPhone(id)
      if (over) return
      setPhone(opened)
      await opened.keep('frame', { frame: sent.current.frame, language: currentLanguage() })
      await opened.keep('props', sent.current.props)
      const both = await keepPages(`/${name}`)
      // the report asks for them by itself
      if (both && name !== 'report' && mayOpen('report', sent.current.frame.viewer)) await opened.keep('grids', await fetchGridsAsGiven(id))
    }
    void open().catch((error: unknown) => console.error('not all could be kept', error))
    return () => {
      over = true
    }
  }, [kept, id, name])
  return phone
}

/** The session has ended, or is another's: what was read here goes, and what waits is sealed. */
export function useLock(ended: boolean): void {
  useEffect(() => {
    if (ended) void lockPhone()
  }, [ended])
}
