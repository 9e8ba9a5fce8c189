import { listOrders } from '@/lib/db/orders/list-orders'
import { listHouseholds, listPeople } from '@/lib/db/people/people'
import { indexBehind } from '@/lib/db/search/event-texts'
import { searchEvents } from '@/lib/db/search/search-events'
import { mayKnowGrid, type Viewer, visibilityClass } from '@/lib/domain/access'
import { DAY_MS } from '@/lib/domain/clock'
import type { GridEvent } from '@/lib/domain/event'
import { maskText } from '@/lib/domain/masking'
import { orderNumber } from '@/lib/domain/order-number'
import { mayReadPeople } from '@/lib/domain/people'
import { Problem } from '@/lib/domain/problem'
import { type Found, type FoundEvent, type FoundGrid, type FoundOrder, MAX_FOUND, searchRoute } from '@/lib/domain/routes/search'
import { searchable, termsOf } from '@/lib/domain/search-text'
import { isSurname } from '@/lib/domain/surname'
import { unfinishedOf } from '@/lib/domain/unfinished'
import { live } from '@/lib/live/live'
import { completeFrom } from '@/lib/live/runtime'
import { gridsOfOneCommunity } from './community'
import { englishGridName } from './english-names'
import { householdRow } from './households'
import { auditOrders } from './orders'
import { personRow } from './people'
import { auditRead, gridNamed, peopleGrids } from './people-access'
import { placedTerms, placePrefixes } from './places-read'
import { inBudget } from './request'
import { type CallOf, type Served, serveViewer } from './route'
import { auditListRead } from './words-read'

type Search = CallOf<typeof searchRoute>

async function giveFound(call: Search): Promise<Found> {
  const { viewer, address } = call
  if (visibilityClass(viewer) === 'screen') throw new Problem('forbidden', 'Screens search for nothing.')
  const { q } = call.query()
  await live().settled()
  return inBudget('list', call, async () => {
    const [events, orders, persons, behind] = await Promise.all([
      searchEvents(viewer, q, MAX_FOUND),
      findOrders(call, q),
      findPersons(call, q),
      indexBehind(),
    ])
    await auditListRead({ viewer, address }, 'search', events)
    return {
      events: events.map(named),
      grids: findGrids(viewer, q),
      orders,
      ...persons,
      unfinished: unfinishedOf({ since: null, completeFrom: completeFrom(), behind }),
    }
  })
}

function named(event: GridEvent): FoundEvent {
  const { name, nameEn } = gridNamed(event.grid)
  return { event, type: live().atlas.typeByCode.get(event.type)?.name ?? event.type, place: name, placeEn: nameEn }
}

/** The grids whose name or code holds all words, those of the highest level first. */
function findGrids(viewer: Viewer, q: string): FoundGrid[] {
  const { atlas } = live()
  const terms = termsOf(q)
  return atlas.grids
    .filter((grid) => mayKnowGrid(viewer, grid.code))
    .map(({ code, name, level }) => ({ code, name, nameEn: englishGridName(atlas, code), level }))
    .filter(({ code, name, nameEn }) => terms.every((term) => code.startsWith(term) || searchable(`${name} ${nameEn}`).includes(term)))
    .sort((a, b) => a.level - b.level || (a.code < b.code ? -1 : 1))
    .slice(0, MAX_FOUND)
}

/** Orders by number, service, place or masked words, of those whom the viewer sees; whose they are is audited as in lists. */
async function findOrders(call: Search, q: string): Promise<FoundOrder[] | null> {
  const { viewer } = call
  if (!mayReadPeople(viewer)) return null
  const where = {
    prefixes: placePrefixes(viewer, undefined, live().atlas),
    from: 0,
    to: Date.now() + DAY_MS,
    terms: placedTerms(viewer, q, live().atlas),
  }
  if (where.terms.length === 0) return []
  const { orders: rows } = await listOrders(where, { limit: MAX_FOUND, now: Date.now() })
  await auditOrders(call, rows)
  return rows.map(({ id, day, sequence, state, words, createdAt, serviceName, serviceNameEn, grid }) => {
    const { name, nameEn } = gridNamed(grid)
    return {
      ...{ id, number: orderNumber(day, sequence), state, words: maskText(words), createdAt: new Date(createdAt).toISOString() },
      ...{ service: serviceName, serviceEn: serviceNameEn, place: name, placeEn: nameEn },
    }
  })
}

/** People and households of a surname in the grids of a name; both have to be said, and the name is of one community, so that nobody leafs through a county by surnames. */
async function findPersons(call: Search, q: string): Promise<Pick<Found, 'people' | 'households'>> {
  const { viewer } = call
  const none = { people: null, households: null }
  if (!mayReadPeople(viewer)) return none
  const terms = termsOf(q)
  const [first = '', second = ''] = terms
  if (terms.length !== 2) return none
  const readable = new Set(peopleGrids(viewer))
  for (const [surname, place] of [
    [first, second],
    [second, first],
  ] as const) {
    const found = isSurname(surname) && place.length > 1 ? gridsOfOneCommunity(place, readable) : null
    if (!found) continue
    const { community, grids } = found
    const [{ rows: people }, { rows: households }] = await Promise.all([
      listPeople({ grids, surname, limit: MAX_FOUND }),
      listHouseholds({ grids, surname, limit: MAX_FOUND }),
    ])
    const ids = [...people, ...households].map(({ id }) => id)
    await auditRead(call, { kind: 'grid', id: community }, { list: 'search', surname, ids })
    return { people: people.map((person) => personRow(person, null)), households: households.map((household) => householdRow(household, null)) }
  }
  return none
}

export const searchServed: readonly Served[] = [serveViewer(searchRoute, giveFound)]
