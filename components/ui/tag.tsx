import type { ComponentProps, ReactNode } from 'react'

const frame = 'inline-flex items-center rounded-6 border border-line-strong px-8 text-13 leading-22 whitespace-nowrap'

/** A word in a frame: a state, a count, a mark. `dashed`: what is not known. */
export function Tag({ dashed = false, title, testId, children }: { dashed?: boolean; title?: string; testId?: string; children: ReactNode }) {
  return (
    <span className={`${frame} ${dashed ? 'border-dashed text-ink-3' : 'text-ink-2'}`} title={title} data-testid={testId}>
      {children}
    </span>
  )
}

/** What narrows a list, in a frame of ink; pressed, it is taken away. */
export function ClearTag({ children, ...rest }: ComponentProps<'button'>) {
  return (
    <button type="button" className={`${frame} gap-6 border-ink-1 bg-panel text-ink-1 hover:bg-track max-lg:min-h-44`} {...rest}>
      {children}
      <span aria-hidden>×</span>
    </button>
  )
}
