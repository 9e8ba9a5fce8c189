import type { ComponentProps } from 'react'

/** What has to be read before going on; `quiet`: what went well. */
export function Callout({ quiet = false, ...rest }: { quiet?: boolean } & ComponentProps<'div'>) {
  return (
    <div
      className={`flex flex-col gap-2 rounded-8 border border-l-5 px-14 py-10 break-words text-ink-1 ${quiet ? 'border-live' : 'border-stale'}`}
      {...rest}
    />
  )
}
