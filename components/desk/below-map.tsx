import { useRoute } from '@/lib/client/use-read'
import type { EventWords } from '@/lib/client/words'
import type { Viewer } from '@/lib/domain/access'
import { lookRoutes } from '@/lib/domain/routes/look'
import { serviceFiguresRoutes } from '@/lib/domain/routes/service-figures'
import { ServicesDue } from './services-due'
import { SinceLooked } from './since-looked'

/**
 * What changed since somebody last looked, and what is due for residents in their own area. Both come at once, or where one cannot be had
 * without it, so that neither moves the other; on a phone, where the list follows, their usual height is kept for them.
 */
export function BelowMap({ viewer, words, onOpen }: { viewer: Viewer; words: EventWords; onOpen(caseNumber: string): void }) {
  const looks = viewer.userId !== undefined
  const serves = viewer.scope.kind === 'grids'
  const look = useRoute(lookRoutes.read, {}, { enabled: looks })
  const due = useRoute(serviceFiguresRoutes.now, {}, { enabled: serves })
  const waits = (looks && look.data === null && !look.failed) || (serves && due.data === null && !due.failed)
  if (waits) return looks && serves && <div className="min-h-228 sm:min-h-132 lg:hidden" />
  return (
    <>
      {looks && <SinceLooked words={words} onOpen={onOpen} />}
      {serves && <ServicesDue viewer={viewer} />}
    </>
  )
}
