import { wallTexts } from '@/lib/client/messages/wall'

/**
 * How urgent an event is, as a word in ink: the marks in colour are of alerts. What is most urgent is filled, what is next to it has an outline.
 * `quiet`: nothing of what is not urgent; `wall`: so, in the letters of a wall.
 */
export function UrgencyWord({ urgency, quiet = false, wall = false }: { urgency: number; quiet?: boolean; wall?: boolean }) {
  const word = wallTexts.feed.urgency[urgency - 1]
  if (urgency > 2) return quiet || wall ? null : <span className="text-13 font-normal text-ink-3">{word}</span>
  return (
    <span
      title={word}
      data-urgency={urgency}
      className={`shrink-0 border border-ink-1 px-6 ${wall ? 'rounded-chip py-2 text-1 leading-none' : 'rounded-4 text-13'} ${urgency === 1 ? 'bg-ink-1 font-semibold text-bg' : 'font-normal text-ink-1'}`}
    >
      {word}
    </span>
  )
}
