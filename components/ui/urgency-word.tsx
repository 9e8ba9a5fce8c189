import { wallTexts } from '@/lib/client/messages/wall'

/** How urgent an event is, as a word in ink: the marks in colour are of alerts. `quiet`: nothing of what is not urgent. */
export function UrgencyWord({ urgency, quiet = false }: { urgency: number; quiet?: boolean }) {
  const word = wallTexts.feed.urgency[urgency - 1]
  if (urgency > 2) return quiet ? null : <span className="text-13 font-normal text-ink-3">{word}</span>
  return (
    <span
      title={word}
      className={`shrink-0 rounded-4 border border-ink-1 px-6 text-13 ${urgency === 1 ? 'bg-ink-1 font-semibold text-bg' : 'font-normal text-ink-1'}`}
    >
      {word}
    </span>
  )
}
