import { useEffect, useRef, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import { keepPages } from '@/lib/client/kept-pages'
import { currentLanguage } from '@/lib/client/language'
import { lockPhone, onLocked, openPhone, type Phone } from '@/lib/client/phone'
import { useFonts } from './use-fonts'

/** The frame and the props of a page, to be opened with without a signal (kept-page.tsx). */
export type KeptName = 'report' | 'tasks'

/**
 * The phone of whoever the page is for, open once it answers. `kept`: what was opened without a signal and has its phone already; otherwise
 * the page, as the server made it, is kept for the next time.
 */
export function usePhone(frame: Frame, name: KeptName, props: unknown, kept: Phone | null): Phone | null {
  const [phone, setPhone] = useState(kept)
  useFonts()
  useEffect(() => onLocked(() => location.reload()), [])
  // what the server sent does not change while the page is open
  const sent = useRef({ frame, props })
  const { viewer } = frame
  useEffect(() => {
    if (kept) return
    let over = false
    const open = async () => {
      const opened = await openPhone(viewer.id)
      if (over) return
      setPhone(opened)
      await opened.keep('frame', { frame: sent.current.frame, language: currentLanguage() })
      await opened.keep(`page ${name}`, sent.current.props)
      await keepPages()
    }
    void open()
    return () => {
      over = true
    }
  }, [kept, viewer.id, name])
  return phone
}

/** The session has ended, or is another's: what was read here goes, and what waits is sealed. */
export function useLock(ended: boolean): void {
  useEffect(() => {
    if (ended) void lockPhone()
  }, [ended])
}
