import type { ComponentProps } from 'react'

/** A line of a list: what it is at the left, what may be done with it at the right. */
export function ListRow(props: ComponentProps<'li'>) {
  return <li className="flex flex-wrap items-center gap-x-12 gap-y-6 border-t border-line py-8 first:border-t-0" {...props} />
}
