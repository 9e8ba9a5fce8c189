'use client'
import type { ComponentProps } from 'react'

type Look = { main?: boolean; size?: keyof typeof sizes }
const sizes = {
  small: 'min-h-28 px-10 text-13 max-lg:min-h-44 max-lg:min-w-60',
  usual: 'min-h-32 px-14 text-14 max-lg:min-h-48 max-lg:text-15',
  /** for a thumb, whatever the screen */
  large: 'min-h-48 px-14 text-15',
} as const

/** A button that does something, or a link that looks like one. `main`: the one thing that is to be done here. */
export function Action({
  main = false,
  size = 'usual',
  className = '',
  ...rest
}: Look & (ComponentProps<'button'> | (ComponentProps<'a'> & { href: string }))) {
  const look = main
    ? 'border-ink-1 bg-ink-1 text-bg hover:bg-ink-2 hover:border-ink-2'
    : 'border-line-strong bg-panel text-ink-1 hover:bg-[color-mix(in_srgb,var(--panel),var(--ink-1)_7%)]'
  const all = `inline-flex print:hidden items-center justify-center gap-6 rounded-8 border font-medium whitespace-nowrap disabled:opacity-45 disabled:cursor-default ${look} ${sizes[size]} ${className}`
  return 'href' in rest ? <a className={all} {...rest} /> : <button type="button" className={all} {...rest} />
}
