import type { ReactNode } from 'react'

/** What was done, one step after the other on a line of time, the newest last, or first; that one is what holds. */
export function Course({ newest = 'last', children }: { newest?: 'first' | 'last'; children: ReactNode }) {
  return (
    <ol data-testid="timeline" data-newest={newest}>
      {children}
    </ol>
  )
}

/** A step: its name and when, by whom, and what was said. */
export function CourseStep({
  name,
  aside,
  at,
  moment,
  by,
  lines,
  kind,
  testId,
}: {
  name: string
  /** beside the name: what became of it */
  aside?: string | null
  at: string
  moment: string
  by: string
  lines: readonly string[]
  kind?: string
  testId?: string
}) {
  return (
    <li
      className="relative ml-5 border-l-2 border-line-strong pb-12 pl-20 before:absolute before:top-5 before:-left-6 before:size-10 before:rounded-full before:bg-ink-3 before:shadow-[0_0_0_5px_var(--panel)] last:border-transparent last:pb-0 in-data-[newest=first]:first:before:bg-ink-1 in-data-[newest=last]:last:before:bg-ink-1"
      data-testid={testId}
      data-action={kind}
    >
      <p className="flex flex-wrap items-baseline gap-8">
        <strong>{name}</strong>
        {aside && <span className="text-13 text-ink-3">{aside}</span>}
        <time className="ml-auto text-13 text-ink-3" dateTime={at}>
          {moment}
        </time>
      </p>
      <p className="text-13 text-ink-3">{by}</p>
      {lines.map((line) => (
        <p key={line} className="break-words whitespace-pre-wrap">
          {line}
        </p>
      ))}
    </li>
  )
}
