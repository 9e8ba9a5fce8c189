'use client'
import { type ReactNode, useEffect, useRef } from 'react'
import { pageTexts } from '@/lib/client/messages/page'

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
      className="m-auto max-h-[calc(100dvh-32px)] w-560 max-w-[calc(100vw-24px)] overflow-y-auto rounded-12 border border-line-strong bg-panel p-20 text-14 text-ink-2 shadow-[0_16px_64px_rgb(8_20_32/30%)] backdrop:bg-[rgb(8_20_32/45%)] max-sm:p-16"
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
      <h2 className="pr-36 text-18 font-semibold text-ink-1">{title}</h2>
      {children}
      {/* last, so that the focus begins in what is to be filled in */}
      <button
        type="button"
        aria-label={pageTexts.keys.close}
        onClick={() => close.current()}
        className="absolute top-14 right-14 grid size-36 place-items-center rounded-8 text-ink-2 hover:bg-track hover:text-ink-1 max-lg:top-8 max-lg:right-8 max-lg:size-44"
      >
        <svg viewBox="0 0 16 16" className="size-16" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" aria-hidden>
          <path d="M3 3l10 10M13 3 3 13" />
        </svg>
      </button>
    </dialog>
  )
}

/** What a dialog ends with, at its right. */
export function DialogFoot({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-8 border-t border-line pt-12">{children}</div>
}
