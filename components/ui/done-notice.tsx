'use client'
import { useEffect, useRef, useState } from 'react'
import { deskTexts } from '@/lib/client/messages/desk'
import { UNDO_HELD_MS, UNDO_OFFER_MS } from '@/lib/domain/life-event'
import { Action } from './action'
import { Callout } from './callout'

/**
 * What was done, and for a moment the way to take it back; the moment waits while the pointer or the focus is on it. `floats`: over the foot of the page, where what it was done with may be gone from
 * the screen; it goes by itself then. Give it a key that tells one deed from the next.
 */
export function DoneNotice({
  text,
  onUndo,
  undoText = deskTexts.undo,
  floats = false,
  onClose,
}: {
  text: string
  /** null: it cannot be taken back */
  onUndo: (() => void) | null
  undoText?: (seconds: number) => string
  floats?: boolean
  onClose?: () => void
}) {
  const [left, setLeft] = useState(Math.ceil(UNDO_OFFER_MS / 1000))
  const gone = left <= 0
  const held = useRef({ pointer: false, focus: false, seconds: UNDO_HELD_MS / 1000 })
  useEffect(() => {
    const timer = setInterval(() => {
      const { pointer, focus, seconds } = held.current
      if ((pointer || focus) && seconds > 0) held.current.seconds--
      else setLeft((seconds) => seconds - 1)
    }, 1_000)
    return () => clearInterval(timer)
  }, [])
  const hold = (by: 'pointer' | 'focus', is: boolean) => () => {
    held.current[by] = is
  }
  useEffect(() => {
    if (gone) onClose?.()
  }, [gone, onClose])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done by it but to wait
    <div
      onPointerEnter={hold('pointer', true)}
      onPointerLeave={hold('pointer', false)}
      onFocus={hold('focus', true)}
      onBlur={hold('focus', false)}
      data-floats={floats ? 'notice' : undefined}
      className={
        floats
          ? 'fixed print:hidden bottom-24 left-1/2 z-40 w-max max-w-[calc(100vw-24px)] -translate-x-1/2 rounded-8 bg-panel shadow-[0_8px_32px_rgb(8_20_32/28%)] max-lg:bottom-84'
          : ''
      }
    >
      <Callout quiet data-testid="done">
        <span className="flex flex-wrap items-center gap-x-16 gap-y-6">
          {/* not the seconds, which go on */}
          <span role="status">{text}</span>
          {onUndo !== null && !gone && (
            <Action size="small" onClick={onUndo} data-testid="undo">
              {undoText(left)}
            </Action>
          )}
        </span>
      </Callout>
    </div>
  )
}
