import type { ComponentProps } from 'react'

/** Words that lead somewhere, or a button that reads so. */
export function TextLink({ className = '', ...rest }: ComponentProps<'button'> | (ComponentProps<'a'> & { href: string })) {
  const look = `text-ink-1 underline decoration-line-strong underline-offset-3 hover:decoration-ink-1 ${className}`
  return 'href' in rest ? <a className={look} {...rest} /> : <button type="button" className={`${look} max-sm:min-h-44`} {...rest} />
}
