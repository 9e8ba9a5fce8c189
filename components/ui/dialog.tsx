'use client'
import { type ReactNode, useEffect, useRef } from 'react'

/** A sheet above the page that holds the focus until it is closed; Esc closes it, and the focus goes back to where it was. */
export function Dialog({ title, onClose, children, testId }: { title: string; onClose(): void; children: ReactNode; testId?: string }) {
  const element = useRef<HTMLDialogElement>(null)
  const close = useRef(onClose)
  close.current = onClose
  useEffect(() => {
    const dialog = element.current
    const before = document.activeElement
    dialog?.showModal()
    return () => {
      dialog?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={element}
      className="dialog"
      aria-label={title}
      data-testid={testId}
      onCancel={(e) => {
        e.preventDefault()
        close.current()
      }}
    >
      <h2 className="t-3">{title}</h2>
      {children}
    </dialog>
  )
}
