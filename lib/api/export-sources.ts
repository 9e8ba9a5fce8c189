import { countAlerts, listAlerts } from '@/lib/db/alerts/alert-list'
import { countItems, itemCursor, listItems } from '@/lib/db/duties/duty-items'
import { listCards } from '@/lib/db/events/cards'
import { listEvents } from '@/lib/db/events/event-list'
import { countUpTo } from '@/lib/db/events/list-count'
import type { EventFilter } from '@/lib/db/events/list-filter'
import { readRows } from '@/lib/db/events/list-rows'
import { countOrders, listOrders } from '@/lib/db/orders/list-orders'
import { countHouseholds, countPeople, listHouseholds, listPeople } from '@/lib/db/people/people'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import { listPlaces, type StoredPlace } from '@/lib/db/places/places'
import { countSourceRows, listSourceRows, type StoredListRow } from '@/lib/db/sources/reconcile'
import { readSource } from '@/lib/db/sources/sources'
import { narrow, type Viewer, visibilityClass } from '@/lib/domain/access'
import type { Alert } from '@/lib/domain/alert'
import { ALERT_COLUMNS } from '@/lib/domain/alert-export'
import { DUTY_COLUMNS } from '@/lib/domain/duty-export'
import type { DutyItem } from '@/lib/domain/duty-item'
import { EVENT_COLUMNS, type ExportedEvent } from '@/lib/domain/event-export'
import { type ExportIn, type ExportList, MAX_EXPORT_ROWS } from '@/lib/domain/export'
import { FIGURE_COLUMNS, type FigureLine, figureLines } from '@/lib/domain/figure-export'
import type { Order } from '@/lib/domain/order'
import { ORDER_COLUMNS } from '@/lib/domain/order-export'
import type { HouseholdRow, PersonRow } from '@/lib/domain/people'
import { HOUSEHOLD_COLUMNS, PERSON_COLUMNS } from '@/lib/domain/people-export'
import { HouseholdsQuery, PeopleQuery } from '@/lib/domain/people-queries'
import { PLACE_COLUMNS } from '@/lib/domain/place-export'
import { AlertsQuery } from '@/lib/domain/routes/alerts'
import { CardsQuery, MAX_CARDS } from '@/lib/domain/routes/cards'
import { DutyItemsQuery } from '@/lib/domain/routes/duty-items'
import { EventsQuery } from '@/lib/domain/routes/event-list'
import { FiguresQuery } from '@/lib/domain/routes/figures'
import { OrdersQuery } from '@/lib/domain/routes/orders'
import { PlacesQuery } from '@/lib/domain/routes/places'
import { UnitsQuery } from '@/lib/domain/routes/units'
import { nodesBelow } from '@/lib/domain/service-tree'
import { ExportedSourceRows, SOURCE_ROW_COLUMNS } from '@/lib/domain/source-export'
import type { SourceListRow } from '@/lib/domain/source-list'
import type { UnitRow } from '@/lib/domain/unit'
import { UNIT_COLUMNS } from '@/lib/domain/unit-export'
import { live } from '@/lib/live/live'
import { placeOfList } from './community'
import { itemsFilter } from './duties'
import { tellItems } from './duties-read'
import { OFFICE_SOURCES } from './export-office'
import { asked, PAGE, type Source, type SourceOf, sourceOf } from './export-source'
import { readFigures } from './figures'
import { householdRow } from './households'
import { toldOrder } from './order-told'
import { ordersAsked } from './orders'
import { personRow } from './people'
import { auditRead, needPeople, peopleGrids } from './people-access'
import { placePrefixes } from './places-read'
import { parseQuery } from './request'
import { listRowOf, listPlaces as placesOf } from './source-lists'
import { unitRow, unitsListed } from './units'
import { auditListRead } from './words-read'

const auditEvents: SourceOf<ExportedEvent>['audit'] = (reader, rows) =>
  auditListRead(
    reader,
    'export',
    rows.map(({ event }) => event),
  )

export const SOURCES: Record<ExportList, (viewer: Viewer, query: URLSearchParams, only: ExportIn['only']) => Source | Promise<Source>> = {
  events(viewer, query, only) {
    const { cursor: _cursor, limit: _limit, ...wanted } = parseQuery(EventsQuery, asked(query))
    const filter: EventFilter = { ...wanted, ...plainTypes(viewer, wanted.type), only, order: orderOf({ ...wanted, only }) }
    return sourceOf<ExportedEvent>({
      title: { zh: '事件清单', en: 'Events' },
      columns: EVENT_COLUMNS,
      audit: auditEvents,
      count: () => countUpTo(viewer, filter, MAX_EXPORT_ROWS + 1),
      async *pages() {
        for (let cursor: string | undefined; ; ) {
          const page = await listEvents(viewer, { ...filter, limit: PAGE, cursor })
          const cards = new Map((await readRows(page.events.map(({ number }) => number))).map(({ number, card }) => [number, card]))
          yield page.events.map((event) => ({ event, card: cards.get(event.number) ?? null }))
          if (page.nextCursor === null) return
          cursor = page.nextCursor
        }
      },
    })
  },
  cards(viewer, query) {
    const { within } = parseQuery(CardsQuery, asked(query))
    const read = async () => {
      const { cards } = await listCards(viewer, within)
      const sensitive = new Set([...live().atlas.typeById.values()].flatMap((type) => (type.sensitive ? [type.code] : [])))
      const seen = visibilityClass(viewer) === 'full' ? cards : cards.filter(({ event }) => !sensitive.has(event.type))
      return seen.map(({ event, supervision }) => ({ event, card: supervision.card }))
    }
    return sourceOf<ExportedEvent>({
      title: { zh: '督办台账', en: 'Cards' },
      columns: EVENT_COLUMNS,
      audit: auditEvents,
      count: async () => Math.min(MAX_CARDS, (await read()).length),
      async *pages() {
        yield await read()
      },
    })
  },
  async people(viewer, query) {
    needPeople(viewer)
    const { within, kind, surname, order } = parseQuery(PeopleQuery, asked(query))
    await placeOfList({ within, surname })
    const grids = peopleGrids(viewer, within)
    return sourceOf<PersonRow>({
      title: { zh: '网格长、网格员名册', en: 'Members and chiefs' },
      columns: PERSON_COLUMNS,
      audit: (reader, rows) =>
        auditRead(reader, { kind: 'grid', id: within ?? '' }, { list: 'people', export: true, surname, ids: rows.map(({ id }) => id) }),
      count: () => countPeople({ grids, kind, surname }),
      async *pages() {
        for (let after: string | undefined; ; ) {
          const { rows, next }: Awaited<ReturnType<typeof listPeople>> = await listPeople({ grids, kind, surname, order, after, limit: PAGE })
          yield rows.map((person) => personRow(person, null))
          if (next === null) return
          after = next
        }
      },
    })
  },
  units(viewer, query) {
    const wanted = parseQuery(UnitsQuery, asked(query))
    const read = () => unitsListed(viewer, wanted)
    return sourceOf<UnitRow>({
      title: { zh: '组织清单', en: 'Units' },
      columns: UNIT_COLUMNS,
      // no column of it takes a code
      audit: async () => {},
      count: async () => (await read()).units.length,
      async *pages() {
        const { units, byId } = await read()
        yield units.map((unit) => unitRow(unit, byId))
      },
    })
  },
  async households(viewer, query) {
    needPeople(viewer)
    const { within: place, bound, residents, member, service, surname, order } = parseQuery(HouseholdsQuery, asked(query))
    const within = await placeOfList({ within: place, service, surname })
    const grids = peopleGrids(viewer, within)
    const services = async () => (service === undefined ? undefined : nodesBelow((await loadPeopleBook()).nodes, service))
    return sourceOf<HouseholdRow>({
      title: { zh: '住户清单', en: 'Households' },
      columns: HOUSEHOLD_COLUMNS,
      audit: (reader, rows) =>
        auditRead(
          reader,
          { kind: 'grid', id: within ?? '' },
          { list: 'households', export: true, bound, residents, service, surname, ids: rows.map(({ id }) => id) },
        ),
      count: async () => countHouseholds({ grids, bound, residents, member, surname, services: await services() }),
      async *pages() {
        const of = await services()
        for (let after: string | undefined; ; ) {
          const filter = { grids, bound, residents, member, services: of, surname, order }
          const { rows, next }: Awaited<ReturnType<typeof listHouseholds>> = await listHouseholds({ ...filter, after, limit: PAGE })
          yield rows.map((household) => householdRow(household, null))
          if (next === null) return
          after = next
        }
      },
    })
  },
  sourceRows(viewer, query) {
    needPeople(viewer)
    const { source: id, list, within } = parseQuery(ExportedSourceRows, asked(query))
    const places = placesOf(viewer, within)
    const pages = async function* () {
      const source = await readSource(id)
      for (let after: string | null = null; ; ) {
        const page: StoredListRow[] = await listSourceRows(source, { list, ...places, after, limit: PAGE })
        yield page.map(listRowOf(source))
        after = page.at(-1)?.key ?? null
        if (page.length < PAGE) return
      }
    }
    return sourceOf<SourceListRow>({
      title: { zh: '数据来源核对清单', en: 'Rows of a source' },
      columns: SOURCE_ROW_COLUMNS,
      audit: (reader, rows) => auditRead(reader, { kind: 'source', id }, { list: `source.${list}`, export: true, within, count: rows.length }),
      count: async () => countSourceRows(await readSource(id), { list, ...places }),
      pages,
    })
  },
  orders(viewer, query) {
    const { cursor: _cursor, limit: _limit, ...wanted } = parseQuery(OrdersQuery, asked(query))
    const now = Date.now()
    const where = ordersAsked(viewer, { ...wanted, cursor: undefined, limit: PAGE }, now)
    return sourceOf<Order>({
      title: { zh: '服务单清单', en: 'Orders' },
      columns: ORDER_COLUMNS,
      audit: (reader, rows) =>
        auditRead(reader, { kind: 'grid', id: wanted.within ?? '' }, { list: 'orders', export: true, ids: rows.map(({ id }) => id) }),
      count: () => countOrders(where, now, MAX_EXPORT_ROWS + 1),
      async *pages() {
        for (let after: string | undefined; ; ) {
          const { orders, next }: Awaited<ReturnType<typeof listOrders>> = await listOrders(where, { order: wanted.order, after, limit: PAGE, now })
          yield orders.map((row) => toldOrder(row, viewer, { now }))
          if (next === null) return
          after = next
        }
      },
    })
  },
  ...OFFICE_SOURCES,
  figures: figureSource,
  alerts(viewer, query) {
    const { state: states, within, from, to } = parseQuery(AlertsQuery, asked(query))
    const narrowed = narrow(viewer, within)
    const bound = (instant: string | undefined) => (instant === undefined ? undefined : Date.parse(instant))
    const filter = { states, from: bound(from), to: bound(to) }
    return sourceOf<Alert>({
      title: { zh: '预警清单', en: 'Alerts' },
      columns: ALERT_COLUMNS,
      // no column of it takes a code
      audit: async () => {},
      count: async () => (narrowed ? countAlerts(narrowed, filter) : 0),
      async *pages() {
        for (let cursor: string | undefined; narrowed; ) {
          const page = await listAlerts(narrowed, { ...filter, limit: PAGE, cursor }, live().atlas)
          yield page.alerts
          if (page.nextCursor === null) return
          cursor = page.nextCursor
        }
      },
    })
  },
  duties(viewer, query) {
    const { cursor: _cursor, limit: _limit, ...wanted } = parseQuery(DutyItemsQuery, asked(query))
    const filter = itemsFilter(viewer, { ...wanted, limit: PAGE })
    const now = Date.now()
    return sourceOf<DutyItem>({
      title: { zh: '职责任务清单', en: 'Duty items' },
      columns: DUTY_COLUMNS,
      audit: (reader, rows) =>
        auditRead(reader, { kind: 'duty', id: wanted.template ?? '' }, { list: 'duties', export: true, ids: rows.map(({ id }) => id) }),
      count: () => countItems(filter, now),
      async *pages() {
        for (let after: string | undefined; ; ) {
          const page = await listItems({ ...filter, after }, now)
          yield await tellItems(page, viewer, now)
          const last = page.at(-1)
          if (page.length < PAGE || !last) return
          after = itemCursor(last, filter.order)
        }
      },
    })
  },
  // what a place is; who has booked there never leaves the system
  places(viewer, query) {
    const { within, kind: kinds, service } = parseQuery(PlacesQuery, asked(query))
    const read = () => listPlaces({ prefixes: placePrefixes(viewer, within, live().atlas), kinds, service, limit: MAX_EXPORT_ROWS })
    return sourceOf<StoredPlace>({
      title: { zh: '阵地清单', en: 'Service places' },
      columns: PLACE_COLUMNS,
      audit: async () => {},
      count: async () => (await read()).length,
      async *pages() {
        yield await read()
      },
    })
  },
}

/** The figures of a period, compared: what the page shows, each with both sides and its interval. */
function figureSource(viewer: Viewer, query: URLSearchParams): Source {
  const wanted = parseQuery(FiguresQuery, asked(query))
  const read = async () => figureLines(await readFigures(viewer, wanted))
  return sourceOf<FigureLine>({
    title: { zh: '指标', en: 'Figures' },
    columns: FIGURE_COLUMNS,
    audit: async () => {},
    count: async () => (await read()).length,
    async *pages() {
      yield await read()
    },
  })
}

/** Sensitive events leave the system only in the hands of those who see all of them. */
function plainTypes(viewer: Viewer, asked: readonly string[] | undefined): Pick<EventFilter, 'type'> {
  if (visibilityClass(viewer) === 'full') return {}
  const plain = [...live().atlas.typeById.values()].flatMap((type) => (type.sensitive ? [] : [type.code]))
  return { type: asked ? plain.filter((code) => asked.includes(code)) : plain }
}

/** What was chosen one by one is few rows to sort, whatever they are. */
const orderOf = ({ order, status, only }: Pick<EventFilter, 'order' | 'status' | 'only'>): NonNullable<EventFilter['order']> =>
  only || status === 'open' || order === 'oldest' || order === 'deadline' ? (order ?? 'newest') : 'newest'
