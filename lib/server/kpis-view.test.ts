import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type LiveState, startState } from '@/lib/client/board'
import { Picture } from '@/lib/client/picture'
import type { Message } from '@/lib/client/ports'
import { readMessage } from '@/lib/client/socket'
import { makeStore, type Store } from '@/lib/client/store'
import type { Viewer } from '@/lib/domain/access'
import type { EventChange } from '@/lib/domain/change'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { Snapshot } from '@/lib/domain/wire'
import { type Board, makeBoard } from '@/lib/live/board'
import { changeSequences } from '@/lib/testing/change-sequences'
import { raggedCounty, raggedViewers, viewerOf } from '@/lib/testing/ragged-county'
import { kpisView } from './kpis-view'
import type { RoomView, ViewMessage } from './view'

const START = Date.UTC(2026, 10, 24, 8, 20)
const { grids } = raggedCounty
const police: Viewer = { id: 'p', name: '公安', role: 'handler', scope: { kind: 'department', department: '公安' } }
const member: Viewer = { ...viewerOf('operator', '411324001'), parties: ['member:1', 'team:2'] }
const viewers = [...raggedViewers, police, member]

/** A page with a line to the room, on which messages wait for it; null: it has none. */
type Page = { store: Store<LiveState>; picture: Picture; line: Message[] | null; last: Message | null }

/** A board with one room of it, and pages of that room. Time stands unless it is told to pass. */
class Place {
  now = START
  historyProgress: number | null = null
  readonly board: Board = makeBoard(raggedCounty, { logId: 'log', revision: 0 }, START)
  readonly room: RoomView
  readonly pages: Page[]

  constructor(
    readonly viewer: Viewer,
    pages: number,
  ) {
    this.room = kpisView({ live: this, historyProgress: () => this.historyProgress }).follow({ viewer, level: 4 })
    this.room.whole(this.now, true)
    this.pages = Array.from({ length: pages }, () => this.#open())
  }
  get live() {
    return this
  }
  fold(changes: readonly EventChange[]): void {
    this.board.apply(changes, changes.at(-1)?.revision ?? this.board.revision)
    this.room.push(changes, this.now)
  }
  tick(thorough = false): void {
    const message = this.room.next(this.now, thorough)
    if (message) for (const { line } of this.pages) line?.push(parse(message))
  }
  check(): void {
    this.tick(true)
    const { logId, revision } = this.board
    const body = { logId, revision, sums: this.board.sums(this.viewer), views: { kpis: this.room.hash(this.now) } }
    for (const { line } of this.pages) line?.push({ kind: 'checked', body })
  }
  snapshot(): Snapshot {
    const { logId, revision } = this.board
    return {
      logId,
      revision,
      asOf: null,
      at: new Date(this.now).toISOString(),
      figures: this.board.figures(this.viewer, this.now),
      sums: this.board.sums(this.viewer),
      events: [],
      types: [],
      gridIds: Object.fromEntries(grids.map((g) => [g.code, g.id])),
      lattice: raggedCounty.lattice,
      demo: true,
      historyProgress: this.historyProgress,
    }
  }
  connect(page: Page): void {
    page.line = [parse(this.room.whole(this.now))]
  }
  /** The page hears so much of what waits for it. */
  hear(page: Page, count = Number.POSITIVE_INFINITY): void {
    for (let i = 0; i < count && page.line?.length; i++) {
      page.last = page.line.shift() ?? null
      if (page.last && page.last.kind !== 'alerts' && !page.picture.take(page.last)) this.start(page)
    }
  }
  /** The page reads the snapshot again, as a session does. */
  start(page: Page): void {
    page.line = page.line?.filter((message) => message.kind !== 'checked') ?? null
    page.picture.begin(this.snapshot())
  }
  #open(): Page {
    const store = makeStore(startState)
    const page: Page = {
      store,
      line: null,
      last: null,
      picture: new Picture(store, { now: () => this.now }, {}, () => page.line?.push(parse(this.room.whole(this.now)))),
    }
    page.picture.begin(this.snapshot())
    return page
  }
}

/** A message as a page reads it. */
function parse({ event, body }: ViewMessage): Message {
  const message = readMessage(event, structuredClone(body))
  if (!message) throw new Error('cannot be read')
  return message
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('fold' as const), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('tick' as const) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('hear', 'cut', 'connect', 'again', 'poll', 'start'), page: fc.nat(2), count: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: -10, max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('progress' as const), to: fc.option(fc.constantFrom(0.25, 0.5)) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('check' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
const sequences = changeSequences(
  {
    grids: grids.map((g) => g.id),
    types: [1, 2, 3],
    times: [START - DAY_MS, START + DAY_MS],
    cells: { width: 3, height: 3 },
    parties: ['department:城管', 'department:公安', 'member:1', 'team:2'],
  },
  120,
)

function perform(place: Place, changes: EventChange[], of: Step): void {
  if (of.do === 'fold') place.fold(changes.splice(0, of.count))
  else if (of.do === 'tick') place.tick()
  else if (of.do === 'check') place.check()
  else if (of.do === 'wait') place.now += of.hours * HOUR_MS
  else if (of.do === 'progress') place.historyProgress = of.to
  else {
    const page = place.pages[of.page]
    if (!page) return
    if (of.do === 'hear') place.hear(page, of.count)
    else if (of.do === 'cut') page.line = null
    else if (of.do === 'connect') place.connect(page)
    else if (of.do === 'again') page.last && page.line?.unshift(page.last)
    else if (of.do === 'start') place.start(page)
    else if (!page.line) page.picture.figures(place.snapshot()) // asks over HTTP
  }
}
/** Every page that has a line, or the first ones, shows what the board shows. */
function agree(place: Place, count = 3): void {
  const figures = place.board.figures(place.viewer, place.now)
  for (const page of place.pages.slice(0, count))
    if (page.line) expect(page.store.get()).toMatchObject({ figures, historyProgress: place.historyProgress })
}

let told: ReturnType<typeof vi.spyOn>
beforeEach(() => {
  told = vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => told.mockRestore())

describe('figures at pages', () => {
  it('are those of the board whatever comes late, twice or by another way, through cuts and midnights, and no check finds a fault', () => {
    fc.assert(
      fc.property(sequences, fc.constantFrom(...viewers), fc.array(step, { maxLength: 60, size: 'max' }), (changes, viewer, steps) => {
        const place = new Place(viewer, 3)
        const left = [...changes]
        for (const of of steps) {
          perform(place, left, of)
          if (of.do !== 'tick') continue
          // the first page hears all that was said at once, and shows what is there
          const [first] = place.pages
          if (first) place.hear(first)
          agree(place, 1)
        }
        place.tick()
        for (const page of place.pages) place.hear(page)
        agree(place)
        place.check()
        for (const page of place.pages) place.hear(page)
        agree(place)
        expect(place.pages.map((page) => page.store.get().mismatches)).toEqual([0, 0, 0])
      }),
      { numRuns: 400, seed: 20261126 },
    )
  })

  it('are made whole again when messages are lost on an open line, by the next ones or the next check', () => {
    const loss = fc.record({ do: fc.constant('lose' as const), page: fc.nat(2), at: fc.nat(3) })
    fc.assert(
      fc.property(
        sequences,
        fc.constantFrom(...viewers),
        fc.array(fc.oneof({ weight: 4, arbitrary: step }, loss), { size: 'max', maxLength: 60 }),
        (changes, viewer, steps) => {
          const place = new Place(viewer, 3)
          const left = [...changes]
          for (const of of steps) {
            if (of.do === 'lose') place.pages[of.page]?.line?.splice(of.at, 1)
            else perform(place, left, of)
          }
          // what was asked for and lost is asked for again after a while
          for (let i = 0; i < 2; i++) {
            place.check()
            for (const page of place.pages) place.hear(page)
            place.now += 6_000
          }
          place.check()
          for (const page of place.pages) place.hear(page)
          agree(place)
        },
      ),
      { numRuns: 300, seed: 20261126 },
    )
  })

  it('with one forged number are found by the next check, which asks for all of them once', () => {
    fc.assert(
      fc.property(
        sequences,
        fc.constantFrom(viewerOf('supervisor', ''), viewerOf('viewer', '411324001')),
        fc.nat(),
        fc.integer({ min: 1, max: 1e6 }),
        (changes, viewer, pick, by) => {
          const place = new Place(viewer, 1)
          place.fold(changes)
          const [page] = place.pages
          if (!page || changes.length === 0) return
          place.connect(page)
          place.tick()
          place.hear(page)
          const { figures } = page.store.get()
          if (!figures) throw new Error('no figures')
          const forged = figures.grids.map((g, i) => (i === pick % figures.grids.length ? { ...g, reported: g.reported + by } : g))
          page.store.set({ figures: { ...figures, grids: forged } })
          place.check()
          place.hear(page)
          agree(place)
          place.check()
          place.hear(page)
          expect(page.store.get().mismatches).toBe(1)
        },
      ),
      { numRuns: 100, seed: 20261126 },
    )
  })
})
