import type { ReactNode } from 'react'

/** A sheet of a page of work: a head with its title, what stands beside it, and the body. */
export function Panel({
  title,
  note,
  action,
  id,
  testId,
  className = '',
  flush = false,
  children,
}: {
  title?: string
  note?: ReactNode
  action?: ReactNode
  /** where a link of the page leads to */
  id?: string
  testId?: string
  className?: string
  /** the body begins at the edge, as a table does */
  flush?: boolean
  children: ReactNode
}) {
  return (
    <section id={id} aria-label={title} data-testid={testId} className={`scroll-mt-112 rounded-10 border border-line bg-panel ${className}`}>
      {title !== undefined && (
        <header className="flex min-h-42 flex-wrap items-center gap-x-12 gap-y-4 border-b border-line px-16 py-6 max-sm:px-12">
          <h2 className="text-15 font-semibold text-ink-1">{title}</h2>
          {note !== undefined && <span className="text-13 text-ink-3">{note}</span>}
          {action !== undefined && <span className="ml-auto">{action}</span>}
        </header>
      )}
      <div className={flush ? '' : 'flex flex-col gap-14 p-16 max-sm:p-12'}>{children}</div>
    </section>
  )
}
