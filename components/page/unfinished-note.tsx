import { pageTexts } from '@/lib/client/messages/page'
import { civilDate } from '@/lib/domain/clock'
import type { Unfinished } from '@/lib/domain/unfinished'

const { unfinished: texts } = pageTexts

/** That what is shown is not all yet, and will be: silence would look like there were nothing. */
export function UnfinishedNote({ of, className = '' }: { of: Unfinished | null; className?: string }) {
  if (of === null) return null
  const { from, words } = of
  return (
    <p role="status" className={`text-13 text-ink-2 ${className}`} data-testid="unfinished" data-words={words} data-from={from ?? ''}>
      {[...(from === null ? [] : [texts.history(civilDate(Date.parse(from)))]), ...(words ? [texts.words] : [])].join(' ')}
    </p>
  )
}
