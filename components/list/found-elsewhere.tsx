import type { ReactNode } from 'react'
import { Action } from '@/components/ui/action'
import { listTexts as texts } from '@/lib/client/messages/list'
import { stateName } from '@/lib/client/names'
import { useRoute } from '@/lib/client/use-read'
import type { EventWords } from '@/lib/client/words'
import { searchRoute } from '@/lib/domain/routes/search'

/** The event with the number that a list was searched for and does not hold; nothing where there is none, `children` where that cannot be read. */
export function FoundElsewhere({ number, words, children }: { number: string; words: EventWords; children: ReactNode }) {
  const { data, fault } = useRoute(searchRoute, { query: { q: number } })
  const found = data?.events.find(({ event }) => event.caseNumber.endsWith(number))
  if (!found) return fault ? children : null
  const { caseNumber, state } = found.event
  return (
    <Action main size="small" href={`/events/${caseNumber}`} data-testid="found-elsewhere">
      {texts.elsewhere(caseNumber, stateName(state, words))}
    </Action>
  )
}
