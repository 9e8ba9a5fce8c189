import type { ReactNode } from 'react'
import { glass } from './wall-looks'

export type PanelProps = {
  title: string
  note?: ReactNode
  asOf?: string
  action?: ReactNode
  className?: string
  testId?: string
  children: ReactNode
}

/** A quiet sheet of glass with a title; its own time stands at the right. */
export function Panel({ title, note, asOf, action, className = '', testId, children }: PanelProps) {
  return (
    <section className={`${glass} pointer-events-auto flex flex-col px-24 pt-18 pb-16 ${className}`} data-testid={testId}>
      <header className="flex shrink-0 items-baseline gap-12 pb-8">
        <h2 className="text-3 font-semibold whitespace-nowrap text-ink-1">{title}</h2>
        {note !== undefined && (
          <span className="truncate text-1 text-ink-3" title={typeof note === 'string' ? note : undefined}>
            {note}
          </span>
        )}
        <span className="ml-auto flex items-baseline gap-8 text-1 text-ink-3">
          {asOf !== undefined && <time>{asOf}</time>}
          {action}
        </span>
      </header>
      {children}
    </section>
  )
}
