import { randomBytes } from 'node:crypto'
import { needStepUp } from '@/lib/db/accounts/second-factor'
import { writeAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { listCards } from '@/lib/db/events/cards'
import { listEvents } from '@/lib/db/events/event-list'
import { countUpTo } from '@/lib/db/events/list-count'
import type { EventFilter } from '@/lib/db/events/list-filter'
import { readRows } from '@/lib/db/events/list-rows'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { countHouseholds, countPeople, listHouseholds, listPeople } from '@/lib/db/people/people'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import { type Viewer, visibilityClass } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { nodesBelow } from '@/lib/domain/binding'
import { civilDate, stampOf } from '@/lib/domain/clock'
import { EVENT_COLUMNS, type ExportColumn, type ExportedEvent, type ExportWords, exportColumns, saidIn } from '@/lib/domain/event-export'
import { csvLine, csvMark, type ExportCell, type ExportIn, type ExportList, type ExportMark, MAX_EXPORT_ROWS } from '@/lib/domain/export'
import { isWithin, shortName } from '@/lib/domain/grid'
import type { Words } from '@/lib/domain/language'
import type { HouseholdRow, PersonRow } from '@/lib/domain/people'
import { HOUSEHOLD_COLUMNS, PERSON_COLUMNS } from '@/lib/domain/people-export'
import { HouseholdsQuery, PeopleQuery } from '@/lib/domain/people-queries'
import { isProblem, Problem } from '@/lib/domain/problem'
import { CardsQuery, MAX_CARDS } from '@/lib/domain/routes/cards'
import { EventsQuery } from '@/lib/domain/routes/event-list'
import { exportRoutes } from '@/lib/domain/routes/exports'
import { live } from '@/lib/live/live'
import { runtimeOrNull } from '@/lib/live/runtime'
import { englishGridName } from './english-names'
import { householdRow } from './households'
import { personRow } from './people'
import { auditRead, needPeople, peopleGrids } from './people-access'
import { inBudget, parseQuery } from './request'
import { type CallOf, type Served, serveViewer } from './route'
import { auditListRead } from './words-read'
import { type RowWriter, workbookWriter } from './workbook'

type Make = CallOf<typeof exportRoutes.make>
/** Rows that are read at once. */
const PAGE = 1_000
const TYPES = { csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const
/** By this Excel knows that a CSV is UTF-8. */
const BOM = '\ufeff'

type Job = { viewer: Viewer; address: string | null; wanted: ExportIn; words: ExportWords }

/** What there is of a list: its columns, how many rows, and they by the page. They say the same as the list itself, for this viewer. */
type Source = {
  title: Words
  head(withWords: boolean): { labels: readonly Words[]; widths: readonly number[] }
  count(): Promise<number>
  rows(job: Job): AsyncIterable<ExportCell[][]>
}

type SourceOf<Row> = {
  title: Words
  columns: readonly ExportColumn<Row>[]
  count(): Promise<number>
  pages(): AsyncIterable<readonly Row[]>
  /** where columns go out that take a code */
  audit(reader: Pick<Job, 'viewer' | 'address'>, rows: readonly Row[]): Promise<void>
}

function sourceOf<Row>({ title, columns, count, pages, audit }: SourceOf<Row>): Source {
  return {
    title,
    count,
    head: (withWords) => exportColumns(columns, withWords),
    async *rows({ wanted, words, ...reader }) {
      const { cells } = exportColumns(columns, wanted.words)
      for await (const page of pages()) {
        if (wanted.words && page.length > 0) await audit(reader, page)
        yield page.map((row) => cells(row, words))
      }
    },
  }
}

const auditEvents: SourceOf<ExportedEvent>['audit'] = (reader, rows) =>
  auditListRead(
    reader,
    'export',
    rows.map(({ event }) => event),
  )

const asked = (query: URLSearchParams) => new URL(`http://localhost/?${query}`)

const SOURCES: Record<ExportList, (viewer: Viewer, query: URLSearchParams, only: ExportIn['only']) => Source> = {
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
  people(viewer, query) {
    needPeople(viewer)
    const { within, kind } = parseQuery(PeopleQuery, asked(query))
    const grids = peopleGrids(viewer, within)
    return sourceOf<PersonRow>({
      title: { zh: '网格长、网格员名册', en: 'Members and chiefs' },
      columns: PERSON_COLUMNS,
      audit: (reader, rows) => auditRead(reader, { kind: 'grid', id: within ?? '' }, { list: 'people', export: true, ids: rows.map(({ id }) => id) }),
      count: () => countPeople(grids, kind),
      async *pages() {
        for (let after: string | undefined; ; ) {
          const page = await listPeople({ grids, kind, after, limit: PAGE })
          yield page.map((person) => personRow(person, null))
          after = page.at(-1)?.id
          if (page.length < PAGE) return
        }
      },
    })
  },
  households(viewer, query) {
    needPeople(viewer)
    const { within, bound, member, service } = parseQuery(HouseholdsQuery, asked(query))
    const grids = peopleGrids(viewer, within)
    const services = async () => (service === undefined ? undefined : nodesBelow((await loadPeopleBook()).nodes, service))
    return sourceOf<HouseholdRow>({
      title: { zh: '住户清单', en: 'Households' },
      columns: HOUSEHOLD_COLUMNS,
      audit: (reader, rows) =>
        auditRead(reader, { kind: 'grid', id: within ?? '' }, { list: 'households', export: true, bound, service, ids: rows.map(({ id }) => id) }),
      count: async () => countHouseholds({ grids, bound, member, services: await services() }),
      async *pages() {
        const of = await services()
        for (let after: { grid: string; id: string } | undefined; ; ) {
          const page = await listHouseholds({ grids, bound, member, services: of, after, limit: PAGE })
          yield page.map((household) => householdRow(household, null))
          after = page.at(-1)
          if (page.length < PAGE) return
        }
      },
    })
  },
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

async function makeExport(call: Make): Promise<Response> {
  const { viewer } = call
  if (visibilityClass(viewer) === 'screen') throw new Problem('forbidden', 'Screens export nothing.')
  const wanted = await call.body()
  if (wanted.only && wanted.list !== 'events') throw new Problem('invalid', 'Only events are chosen one by one.')
  if (wanted.words) await needCode(call, wanted)
  await live().settled()
  const source = SOURCES[wanted.list](viewer, new URLSearchParams(wanted.query), wanted.only)
  // the place in the budget is held until the last row is written, the answer begins with the first
  return new Promise((answer, refuse) => {
    inBudget('read', call, async () => {
      const count = await source.count()
      if (count > MAX_EXPORT_ROWS) throw new Problem('too_large', `The list has more than ${MAX_EXPORT_ROWS} rows; narrow it and export again.`)
      const now = Date.now()
      const mark: ExportMark = {
        name: viewer.name,
        at: stampOf(now),
        number: `${civilDate(now).replaceAll('-', '')}-${randomBytes(4).toString('hex')}`,
      }
      await audit(call, wanted, { number: mark.number, count })
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
      const name = `${saidIn(wanted.language, source.title)} ${mark.number}.${wanted.format}`
      answer(
        new Response(readable, {
          headers: {
            'Content-Type': TYPES[wanted.format],
            'Content-Disposition': `attachment; filename="${mark.number}.${wanted.format}"; filename*=UTF-8''${encodeURIComponent(name)}`,
            'Cache-Control': 'no-store',
          },
        }),
      )
      await write(writable.getWriter(), { call, wanted, source, mark })
    }).catch((error: unknown) => {
      if (!isProblem(error)) runtimeOrNull()?.log.error({ err: error, requestId: call.requestId }, 'an export was cut off')
      refuse(error)
    })
  })
}

type Writing = { call: Make; wanted: ExportIn; source: Source; mark: ExportMark }

/** Writes all of it, as fast as it is taken. A fault cuts the file off before its mark. */
async function write(to: WritableStreamDefaultWriter<Uint8Array>, { call, wanted, source, mark }: Writing): Promise<void> {
  const { viewer, address } = call
  const title = saidIn(wanted.language, source.title)
  let waiting: Uint8Array[] = []
  const out = wanted.format === 'csv' ? csvWriter((bytes) => waiting.push(bytes)) : workbookWriter(title, (bytes) => waiting.push(bytes))
  const flush = async () => {
    const pieces = waiting
    waiting = []
    for (const piece of pieces) await to.write(piece)
  }
  try {
    const { labels, widths } = source.head(wanted.words)
    out.head(
      labels.map((label) => saidIn(wanted.language, label)),
      widths,
    )
    let left = MAX_EXPORT_ROWS
    for await (const page of source.rows({ viewer, address, wanted, words: await wordsOf(wanted) })) {
      const rows = page.slice(0, left)
      left -= rows.length
      out.rows(rows)
      await flush()
      if (left === 0) break
    }
    out.end(mark)
    await flush()
    await to.close()
  } catch (error) {
    await to.abort(error).catch(() => {})
    if (!call.request.signal?.aborted) throw error
  }
}

function csvWriter(give: (bytes: Uint8Array) => void): RowWriter {
  const say = (text: string) => give(Buffer.from(text))
  return {
    head: (labels) => say(BOM + csvLine(labels)),
    rows: (rows) => say(rows.map(csvLine).join('')),
    end: (mark) => say(csvMark(mark)),
  }
}

async function wordsOf({ language }: ExportIn): Promise<ExportWords> {
  const { atlas } = live()
  const { labels } = await readLifecycle()
  const types = new Map([...atlas.typeById.values()].map((type) => [type.code, type]))
  const name = (code: string) => (language === 'en' ? englishGridName(atlas, code) : shortName(atlas.byCode.get(code)?.name ?? code))
  const places = new Map<string, string>()
  const place = (code: string): string => {
    const known = places.get(code)
    if (known !== undefined) return known
    const path = atlas.grids.filter((grid) => isWithin(code, grid.code)).map((grid) => name(grid.code))
    // each word once: 幸福路社区第03网格 says its community
    const text = path.filter((one, i) => !path[i + 1]?.startsWith(one.replace(/网格$/, ''))).join(language === 'en' ? ', ' : ' ')
    places.set(code, text)
    return text
  }
  const kinds = { team: { zh: '队伍', en: 'A team' }, member: { zh: '人员', en: 'A member' } } as const
  return {
    language,
    labels,
    type: (code) => types.get(code),
    place,
    party: ({ kind, id }) => (kind === 'department' ? id : kind === 'grid' ? name(id) : saidIn(language, kinds[kind])),
  }
}

async function needCode(call: Make, wanted: ExportIn): Promise<void> {
  try {
    await needStepUp(call.viewer)
  } catch (error) {
    if (isProblem(error)) await audit(call, wanted, { code: error.code }, 'refused')
    throw error
  }
}

function audit(
  { viewer, address }: Make,
  { list, format, query, words, only }: ExportIn,
  more: Record<string, unknown>,
  result?: 'refused',
): Promise<void> {
  const { number, ...detail } = more
  return writeAudit(pool(), {
    actor: actorOf(viewer),
    action: result ? 'export.refused' : 'export.made',
    object: { kind: 'export', id: typeof number === 'string' ? number : list },
    address,
    ...(result && { result }),
    detail: { list, format, query, words, ...(only && { only }), ...detail },
  })
}

export const exportsServed: readonly Served[] = [serveViewer(exportRoutes.make, makeExport)]
