'use client'
import type { ReactNode } from 'react'
import { Action } from '@/components/ui/action'
import { pageTexts } from '@/lib/client/messages/page'
import { wordOf } from '@/lib/client/word-of'

const { state: texts } = pageTexts

/** Where something is being read: nothing at once, three grey bars when it takes longer than a glance. */
export function Waiting({ className = '' }: { className?: string }) {
  return (
    <div role="status" className={`flex flex-col gap-10 px-16 py-14 max-sm:px-12 ${className}`} data-testid="waiting-bars">
      <span className="sr-only">{texts.loading}</span>
      {['w-full', 'w-4/5', 'w-3/5'].map((width) => (
        <span key={width} className={`h-14 transition-opacity delay-300 duration-1 starting:opacity-0 rounded-4 bg-track ${width}`} aria-hidden />
      ))}
    </div>
  )
}

/** What could not be read, in the place where it would stand; the rest of the page lives. */
export function Failed({
  code = '',
  text = wordOf(texts.faults, code) ?? texts.failed,
  onRetry,
  className = '',
}: {
  /** why, as the server or the network says it (http.ts) */
  code?: string
  text?: string
  onRetry?: (() => void) | undefined
  className?: string
}) {
  return (
    <div role="alert" className={`flex flex-wrap items-center gap-12 px-16 py-14 max-sm:px-12 text-ink-1 ${className}`}>
      <p>{text}</p>
      {onRetry && <Action onClick={onRetry}>{texts.retry}</Action>}
    </div>
  )
}

/** Why there is nothing, and what next. */
export function Empty({ children, testId, className = '' }: { children: ReactNode; testId?: string; className?: string }) {
  return (
    <p className={`px-16 py-14 max-sm:px-12 text-ink-3 ${className}`} data-testid={testId}>
      {children}
    </p>
  )
}
