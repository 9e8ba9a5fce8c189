import type { ReactNode } from 'react'

/** A part of a sheet, below a line. */
export function Part({ title, testId, children }: { title?: string; testId?: string; children: ReactNode }) {
  return (
    <section className="border-t border-line pt-12 first:border-t-0 first:pt-0" data-testid={testId}>
      {title !== undefined && <h3 className="pb-6 text-14 font-semibold text-ink-1">{title}</h3>}
      {children}
    </section>
  )
}
