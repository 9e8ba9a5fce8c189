import { useEffect, useState } from 'react'
import { http } from '@/lib/client/http'
import type { Suggestion } from '@/lib/domain/dispatch-suggestions'
import { suggestionsRoute } from '@/lib/domain/routes/suggestions'

const load = () => import('./suggested-parties')

/** Nobody waits longer for advice, milliseconds. */
const TIMEOUT_MS = 2_000

type Advice = { suggestions: readonly Suggestion[]; SuggestedParties: Awaited<ReturnType<typeof load>>['SuggestedParties'] | null }
const NONE: Advice = { suggestions: [], SuggestedParties: null }

/**
 * Whom one event might be given to, with reasons, and what shows it, read when the form opens. Null until both are there; none where they do
 * not come within two seconds, and then none comes later, which would move the buttons under a hand.
 */
export function useSuggestions(event: string, wanted: boolean): Advice | null {
  const [advice, setAdvice] = useState<Advice | null>(null)
  useEffect(() => {
    if (!wanted) return
    let open = true
    const take = (advice: Advice) => {
      if (open) setAdvice((before) => before ?? advice)
    }
    const timer = setTimeout(take, TIMEOUT_MS, NONE)
    Promise.all([http(suggestionsRoute, { params: { id: event } }, TIMEOUT_MS), load()]).then(
      ([answer, { SuggestedParties }]) => take(answer.ok ? { suggestions: answer.body.suggestions, SuggestedParties } : NONE),
      () => take(NONE),
    )
    return () => {
      open = false
      clearTimeout(timer)
    }
  }, [event, wanted])
  return advice
}
