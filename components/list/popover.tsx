'use client'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'

/** A button that opens a small sheet under itself; Esc, a click elsewhere and the focus elsewhere close it. */
export function Popover({
  label,
  button,
  className,
  testId,
  children,
}: {
  /** of the sheet */
  label: string
  button: ReactNode
  className: string
  testId?: string
  children: ReactNode
}) {
  const [open, setOpen] = useState(false)
  /** it opens to the side on which there is room */
  const [side, setSide] = useState<'left' | 'right'>('left')
  const element = useRef<HTMLSpanElement>(null)
  const trigger = useRef<HTMLButtonElement>(null)
  const id = useId()
  useEffect(() => {
    if (!open) return
    const close = (event: Event) => {
      if (event.target instanceof Node && !element.current?.contains(event.target)) setOpen(false)
    }
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.preventDefault() // only this layer
      event.stopPropagation()
      setOpen(false)
      trigger.current?.focus()
    }
    document.addEventListener('pointerdown', close)
    document.addEventListener('focusin', close)
    document.addEventListener('keydown', leave, true)
    return () => {
      document.removeEventListener('pointerdown', close)
      document.removeEventListener('focusin', close)
      document.removeEventListener('keydown', leave, true)
    }
  }, [open])
  return (
    <span ref={element} className="relative">
      <button
        ref={trigger}
        type="button"
        aria-expanded={open}
        aria-controls={id}
        className={`flex items-center gap-6 ${className}`}
        onClick={(e) => {
          setSide(e.currentTarget.getBoundingClientRect().left > innerWidth / 2 ? 'right' : 'left')
          setOpen(!open)
        }}
        data-testid={testId}
      >
        {button}
        <svg viewBox="0 0 12 12" className="size-10" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden>
          <path d="m2 4 4 4 4-4" />
        </svg>
      </button>
      {open && (
        <fieldset
          id={id}
          aria-label={label}
          className={`absolute top-[calc(100%+6px)] ${side === 'left' ? 'left-0' : 'right-0'} z-30 flex max-h-[min(60dvh,420px)] w-max max-w-[min(340px,calc(100vw-24px))] flex-col overflow-y-auto rounded-10 border border-line-strong bg-panel p-10 text-14 shadow-[0_8px_32px_rgb(8_20_32/22%)] max-sm:fixed max-sm:inset-x-12 max-sm:top-auto max-sm:bottom-72 max-sm:w-auto max-sm:max-w-none`}
        >
          {children}
        </fieldset>
      )}
    </span>
  )
}
