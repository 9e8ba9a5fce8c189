import { useRoute } from '@/lib/client/use-read'
import type { Suggestion } from '@/lib/domain/dispatch-suggestions'
import { suggestionsRoute } from '@/lib/domain/routes/suggestions'

/** Whom one event might be given to, with reasons, read when the form opens; none while it is not known. */
export function useSuggestions(event: string, enabled: boolean): readonly Suggestion[] {
  const { data } = useRoute(suggestionsRoute, { params: { id: event } }, { enabled })
  return data?.suggestions ?? []
}
