import type { ReactNode } from 'react'

/** Seen when it has the focus: past what stands between, to a part of the page. Its target takes the focus (`tabIndex={-1}`). */
export function SkipLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <a
      href={`#${to}`}
      className="sr-only focus:not-sr-only focus:absolute focus:top-8 focus:left-8 focus:z-30 focus:rounded-8 focus:bg-ink-1 focus:px-12 focus:py-8 focus:text-bg"
    >
      {children}
    </a>
  )
}
