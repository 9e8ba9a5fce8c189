import { awaitingCards, listCards, waitsSince } from '@/lib/db/events/cards'
import { nearEvents } from '@/lib/db/events/near-events'
import { transitionEvent } from '@/lib/db/events/transitions'
import { visibilityClass } from '@/lib/domain/access'
import { shortName } from '@/lib/domain/grid'
import { Problem } from '@/lib/domain/problem'
import { cardRoutes, mayWatchCards } from '@/lib/domain/routes/cards'
import { eventFacetsRoute } from '@/lib/domain/routes/event-facets'
import { eventListRoute } from '@/lib/domain/routes/event-list'
import { eventPointsRoute } from '@/lib/domain/routes/event-points'
import { eventRoutes } from '@/lib/domain/routes/events'
import { unfinishedOf } from '@/lib/domain/unfinished'
import { live } from '@/lib/live/live'
import { notePosted } from '@/lib/live/read-your-writes'
import { completeFrom } from '@/lib/live/runtime'
import { showAttachment, showAttachments, takeAttachment } from './attachments'
import { englishGridName } from './english-names'
import { giveEvent, revealEvent } from './event'
import { giveEvents, giveFacets, givePoints } from './event-list'
import { takeEvents } from './events-in'
import { type Served, serveViewer } from './route'
import { narrowTo } from './scope'
import { auditListRead } from './words-read'

export const eventsServed: readonly Served[] = [
  serveViewer(eventListRoute, giveEvents),
  serveViewer(eventFacetsRoute, giveFacets),
  serveViewer(eventPointsRoute, givePoints),
  serveViewer(eventRoutes.send, takeEvents),
  serveViewer(eventRoutes.near, async ({ query, viewer, address }) => {
    const near = await nearEvents(viewer, query(), Date.now())
    const events = near.map(({ event }) => event)
    await auditListRead({ viewer, address }, 'near', events)
    return { near }
  }),
  serveViewer(cardRoutes.list, async ({ query, viewer, address }) => {
    if (visibilityClass(viewer) === 'screen') throw new Problem('forbidden', 'Screens are told how many cards there are, and not which.')
    const { within } = query()
    narrowTo(viewer, within, live().atlas)
    const answer = await listCards(viewer, within)
    await auditListRead(
      { viewer, address },
      'cards',
      answer.cards.map(({ event }) => event),
    )
    const unfinished = unfinishedOf({ since: null, completeFrom: completeFrom(), behind: 0 })
    return { ...answer, ...(unfinished && { unfinished }) }
  }),
  serveViewer(cardRoutes.awaiting, async ({ viewer }) => {
    if (!mayWatchCards(viewer)) throw new Problem('forbidden', 'Cards are watched by supervisors.')
    const { atlas } = live()
    const placeOf = (code: string) => ({ zh: shortName(atlas.byCode.get(code)?.name ?? code), en: englishGridName(atlas, code) })
    const cards = await awaitingCards(viewer)
    return {
      cards: cards.map((one) => {
        const { number, caseNumber, type, grid, state } = one.event
        const { card, reply } = one.supervision
        const typeName = atlas.typeByCode.get(type)?.name ?? type
        return { number, caseNumber, typeName, place: placeOf(grid), state, card, replied: reply !== null, since: waitsSince(one) }
      }),
    }
  }),
  serveViewer(eventRoutes.read, giveEvent),
  serveViewer(eventRoutes.reveal, revealEvent),
  serveViewer(eventRoutes.transition, async ({ body, params, viewer, address }) => {
    const done = await transitionEvent(viewer, params().id, await body(), { now: Date.now(), address })
    notePosted(done.logId, done.revision)
    return done
  }),
  serveViewer(eventRoutes.photos, showAttachments),
  serveViewer(eventRoutes.addPhoto, takeAttachment),
  serveViewer(eventRoutes.photo, showAttachment),
]
