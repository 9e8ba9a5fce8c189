'use client'
import type { ComponentProps } from 'react'

/** A button that does something. `main`: the one thing that is to be done here. */
export function Action({ main = false, className = '', ...button }: { main?: boolean } & ComponentProps<'button'>) {
  const look = main ? 'bg-ink-1 text-bg' : 'border border-line-strong text-ink-1 hover:bg-track'
  return <button type="button" className={`h-48 rounded-chip px-20 text-2 font-medium disabled:opacity-50 ${look} ${className}`} {...button} />
}
