import type { ReactNode } from 'react'

/** A question of the report on a sheet of its own; what its parts are pressed by is as large as a thumb. */
export function ReportField({ title, children, ...rest }: { title: string; children: ReactNode } & Record<`data-${string}`, string>) {
  return (
    <section className="flex flex-col gap-8 rounded-10 border border-line bg-panel px-12 pt-10 pb-12" {...rest}>
      <h2 className="text-15 font-semibold text-ink-1">{title}</h2>
      {children}
    </section>
  )
}
