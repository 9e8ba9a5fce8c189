'use client'
import { type ReactNode, useEffect, useRef } from 'react'

/** A sheet above the page that holds the focus until it is closed; Esc closes it and nothing below, and the focus goes back to where it was. */
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
      className="m-auto max-h-[calc(100dvh-32px)] w-560 max-w-[calc(100vw-24px)] overflow-y-auto rounded-12 border border-line-strong bg-panel p-20 text-14 text-ink-2 backdrop:bg-[rgb(8_20_32/45%)]"
      aria-label={title}
      data-testid={testId}
      onKeyDown={(e) => {
        if (e.key === 'Escape') e.stopPropagation()
      }}
      onCancel={(e) => {
        e.preventDefault()
        close.current()
      }}
    >
      <h2 className="text-16 font-semibold text-ink-1">{title}</h2>
      {children}
    </dialog>
  )
}
