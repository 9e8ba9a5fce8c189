import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Viewer } from '@/lib/domain/access'
import { makeAtlas } from '@/lib/domain/atlas'
import { decodeChanges, type EventChange } from '@/lib/domain/change'
import { decodeRows } from '@/lib/domain/figures-view'
import type { EventsChanged, KpisChanged } from '@/lib/domain/wire'
import { type Board, makeBoard } from '@/lib/live/board'
import { smallCounty, smallTypes, viewer } from '@/lib/testing/small-county'
import type { Broadcast } from './broadcast'
import type { GridSocket } from './grid-socket'
import { type RoomSource, Rooms } from './rooms'
import type { Audience } from './view'
import { viewsOf } from './views'

const atlas = makeAtlas(
  smallCounty().map((grid, i) => ({ ...grid, id: i + 1, demo: true })),
  smallTypes().map((type, i) => ({ ...type, id: i + 1 })),
  1,
)
const idOf = (code: string) => atlas.byCode.get(code)?.id ?? 0
const [FIRST, SECOND] = ['411324001101001', '411324002101001']
const [PLAIN, SENSITIVE] = ['0101', '0102'].map((code) => atlas.typeByCode.get(code)?.id ?? 0)

/** A board, and its place in the log, which the rooms may be told of later. */
class Source implements RoomSource {
  logId = 'log'
  revision = 0
  atlas = atlas
  historyProgress: number | null = null
  board: Board = makeBoard(atlas, { logId: 'log', revision: 0 }, Date.now())
}

type Sent = { to: string; event: string; message: EventsChanged & KpisChanged & Record<string, unknown> }

let source: Source
let sent: Sent[]
let rooms: Rooms
let slow: number

type Line = { writeBuffer: unknown[]; transport: { socket: { bufferedAmount: number } } }
const lines = new Map<GridSocket, Line>()

/** A socket whose backlog the test sets. */
function socket(name: string): GridSocket {
  const conn: Line = { writeBuffer: [], transport: { socket: { bufferedAmount: 0 } } }
  const made = {
    emit: (event: string, message: Sent['message']) => sent.push({ to: name, event, message }),
    conn,
  } as unknown as GridSocket
  lines.set(made, conn)
  return made
}
const buffered = (of: GridSocket, bytes: number) => {
  const line = lines.get(of)
  if (line) line.transport.socket.bufferedAmount = bytes
}

function change(code: string, type = PLAIN, occurredAt = 0): EventChange {
  const revision = ++source.revision
  const after = { revision, grid: idOf(code), type: type ?? 0, urgency: 4, occurredAt, handledAt: null, cellX: 1, cellY: 1 }
  return { revision, number: revision, receivedAt: 0, before: null, after }
}

/** The board applies changes and tells the rooms. */
function apply(...make: (() => EventChange)[]): void {
  const since = source.revision
  tell(
    since,
    make.map((m) => m()),
  )
}
function tell(since: number, changes: readonly EventChange[]): void {
  source.board.apply(changes, source.revision)
  rooms.push({ since, revision: source.revision, changes })
}

const frames = (to?: string) => sent.filter((s) => s.event === 'events:changed' && (to === undefined || s.to === to))
const numbers = (s: Sent) => decodeChanges(s.message.frame).map((c) => c.number)
/** Figures that were sent to all of a room, or to one. */
const kpis = (to?: string) => sent.filter((s) => s.event === 'kpis:changed' && (to === undefined || s.to === to)).map((s) => s.message)
const codesOf = ({ grids }: KpisChanged) => [...decodeRows(new Uint8Array(grids)).ids].map((id) => atlas.byId.get(id)?.code)
const audience = (of: Viewer, level: Audience['level'] = 4): Audience => ({ viewer: of, level })
const wall = audience(viewer('screen'))
const street = audience(viewer('viewer', '411324001'))

beforeEach(() => {
  vi.useFakeTimers()
  source = new Source()
  sent = []
  slow = 0
  const broadcast: Broadcast = ({ key }, event, message) => sent.push({ to: key, event, message: message as Sent['message'] })
  const views = viewsOf({
    live: {
      get logId() {
        return source.logId
      },
      get revision() {
        return source.revision
      },
      get board() {
        return source.board
      },
      atlas,
      books: [],
    },
    historyProgress: () => source.historyProgress,
  })
  rooms = new Rooms(broadcast, source, views, { frame: () => {}, slow: () => slow++ })
})
afterEach(() => {
  rooms.stop()
  vi.useRealTimers()
})

describe('rooms', () => {
  it('send at once what comes after a quiet moment, also when they have just looked', () => {
    rooms.enter(socket('wall'), wall)
    vi.advanceTimersByTime(1_010) // the tick of a second found nothing to send
    apply(() => change(FIRST))
    vi.advanceTimersByTime(1)
    expect(frames()).toHaveLength(1)
  })
  it('send one frame to an audience, however many are in it, and each audience its own', () => {
    for (let i = 0; i < 5; i++) rooms.enter(socket(`wall ${i}`), wall)
    rooms.enter(socket('street'), street)
    apply(
      () => change(FIRST),
      () => change(SECOND),
      () => change(FIRST, SENSITIVE),
    )
    vi.advanceTimersByTime(100)
    expect(frames()).toHaveLength(2)
    expect(frames('screen|g:').map(numbers)).toEqual([[1, 2]])
    expect(frames('plain|g:411324001').map(numbers)).toEqual([[1]])
    expect(frames()[0]?.message).toMatchObject({ logId: 'log', since: 0, revision: 3 })
  })

  it('send at most ten frames a second, which lose nothing and follow on each other', () => {
    rooms.enter(socket('wall'), wall)
    for (let ms = 0; ms < 3_000; ms += 5) {
      apply(() => change(FIRST))
      vi.advanceTimersByTime(5)
    }
    vi.advanceTimersByTime(100)
    const all = frames()
    expect(all.length).toBeGreaterThan(25)
    expect(all.length).toBeLessThanOrEqual(31)
    expect(all.flatMap(numbers)).toEqual(Array.from({ length: 600 }, (_, i) => i + 1))
    all.forEach((f, i) => {
      expect(f.message.since).toBe(all[i - 1]?.message.revision ?? 0)
    })
  })

  it('move the cursor of a quiet room every five seconds with an empty frame', () => {
    rooms.enter(socket('street'), street)
    apply(() => change(SECOND))
    vi.advanceTimersByTime(4_900)
    expect(frames()).toEqual([])
    vi.advanceTimersByTime(1_200)
    expect(frames()).toHaveLength(1)
    expect(frames()[0]?.message).toMatchObject({ since: 0, revision: 1 })
    expect(numbers(frames()[0] as Sent)).toEqual([])
    vi.advanceTimersByTime(10_000)
    expect(frames()).toHaveLength(3)
  })

  it('check the board every thirty seconds, at the revision that the frame before has reached', () => {
    rooms.enter(socket('wall'), wall)
    apply(() => change(FIRST))
    vi.advanceTimersByTime(29_000)
    apply(() => change(FIRST))
    vi.advanceTimersByTime(2_500)
    const i = sent.findIndex((s) => s.event === 'board:checked')
    const [sums] = source.board.sums(wall.viewer)
    expect(sums).toMatchObject({ grid: FIRST, count: 2 })
    expect(sent[i]?.message).toEqual({ logId: 'log', revision: 2, sums: [sums], views: { kpis: expect.any(Number), alerts: 0 } })
    expect(sent.slice(0, i).findLast((s) => s.event === 'events:changed')?.message.revision).toBe(2)
  })

  it('go on speaking in a quiet room when the clock was set back', () => {
    rooms.enter(socket('wall'), wall)
    vi.advanceTimersByTime(6_000)
    const before = frames().length
    vi.setSystemTime(Date.now() - 3_600_000)
    vi.advanceTimersByTime(12_000)
    expect(frames().length).toBeGreaterThanOrEqual(before + 2)
  })

  it('send figures to whoever enters, and to all at most once a second when they have changed', () => {
    rooms.enter(socket('a'), wall)
    expect(sent.map((s) => [s.to, s.event])).toEqual([
      ['a', 'kpis:changed'],
      ['a', 'alerts:changed'],
    ])
    vi.advanceTimersByTime(5_000)
    expect(kpis()).toHaveLength(1)
    for (let i = 0; i < 300; i++) {
      apply(() => change(FIRST))
      vi.advanceTimersByTime(10)
    }
    expect(kpis('screen|g:')).toHaveLength(3)
  })

  it('send the rows that changed since the last figures that all were sent, with those above them', () => {
    rooms.enter(socket('a'), wall)
    expect(codesOf(kpis()[0] as KpisChanged)).toHaveLength(34)
    apply(() => change(FIRST))
    vi.advanceTimersByTime(500)
    rooms.enter(socket('b'), wall) // sees them first
    vi.advanceTimersByTime(2_500)
    apply(() => change(SECOND))
    vi.advanceTimersByTime(1_000)
    expect(sent.filter((s) => s.event === 'kpis:changed').map((s) => s.to)).toEqual(['a', 'b', 'screen|g:', 'screen|g:'])
    const [first, second] = kpis('screen|g:')
    expect(first).toMatchObject({ since: 0, revision: 1, total: { reported: 1 } })
    expect(first).not.toHaveProperty('classes') // of an event of years ago nothing is today's
    expect(codesOf(first as KpisChanged)).toEqual([FIRST.slice(0, 9), FIRST.slice(0, 12), FIRST])
    expect(second).toMatchObject({ since: 1, revision: 2, total: { reported: 2 } })
    expect(codesOf(second as KpisChanged)).toEqual([SECOND.slice(0, 9), SECOND.slice(0, 12), SECOND])
  })

  it('send no figures for what lies elsewhere, and go on from the last that were sent', () => {
    rooms.enter(socket('a'), street)
    apply(() => change(SECOND))
    vi.advanceTimersByTime(2_000)
    expect(kpis('plain|g:411324001')).toEqual([])
    apply(() => change(FIRST))
    vi.advanceTimersByTime(2_000)
    expect(kpis('plain|g:411324001')).toMatchObject([{ since: 0, revision: 2 }])
  })

  it('send also the rows that were moved there and back, for whoever had them in between', () => {
    rooms.enter(socket('a'), wall)
    const made = change(FIRST)
    tell(0, [made])
    source.revision++
    const moved = { ...made, revision: 2, before: made.after, after: made.after && { ...made.after, revision: 2, grid: idOf(SECOND) } }
    tell(1, [moved])
    source.revision++
    tell(2, [{ ...made, revision: 3, before: moved.after, after: null }])
    vi.advanceTimersByTime(1_000)
    const [message] = kpis('screen|g:')
    expect(message).toMatchObject({ since: 0, revision: 3, total: { reported: 0 } })
    expect(codesOf(message as KpisChanged)).toHaveLength(6)
  })

  it('tell by no row where a sensitive event lies to those who get it as a count of its street', () => {
    rooms.enter(socket('plain'), street)
    rooms.enter(socket('full'), audience(viewer('supervisor', '411324001')))
    apply(() => change(FIRST, SENSITIVE))
    vi.advanceTimersByTime(1_000)
    expect(codesOf(kpis('plain|g:411324001')[0] as KpisChanged)).toEqual([FIRST.slice(0, 9)])
    expect(codesOf(kpis('full|g:411324001')[0] as KpisChanged)).toEqual([FIRST.slice(0, 9), FIRST.slice(0, 12), FIRST])
    const community = audience(viewer('viewer', FIRST.slice(0, 12)))
    rooms.enter(socket('below'), community)
    apply(() => change(FIRST, SENSITIVE))
    vi.advanceTimersByTime(1_000)
    expect(kpis(`plain|g:${FIRST.slice(0, 12)}`)).toEqual([])
  })

  it('send figures whole on a new civil day, with other progress of the history, and of another log', () => {
    vi.setSystemTime(Date.UTC(2026, 10, 24, 15, 59, 50))
    rooms.enter(socket('a'), wall)
    apply(() => change(FIRST, PLAIN, Date.now()))
    vi.advanceTimersByTime(2_000)
    expect(kpis('screen|g:')).toMatchObject([{ since: 0, revision: 1, today: { reported: 1 } }])
    vi.advanceTimersByTime(10_000)
    source.historyProgress = 0.5
    vi.advanceTimersByTime(2_000)
    Object.assign(source, { logId: 'another', revision: 0, board: makeBoard(atlas, { logId: 'another', revision: 0 }, Date.now()) })
    rooms.reset()
    vi.advanceTimersByTime(5_000)
    const whole = kpis('screen|g:').slice(1)
    expect(whole.map((m) => [m.logId, m.since, m.revision, m.today?.reported, m.historyProgress, codesOf(m).length])).toEqual([
      ['log', undefined, 1, 0, null, 34],
      ['log', undefined, 1, 0, 0.5, 34],
      ['another', undefined, 0, 0, 0.5, 34],
    ])
  })

  it('send rows of grids down to a level, to rooms of their own', () => {
    rooms.enter(socket('all'), wall)
    rooms.enter(socket('streets'), { ...wall, level: 1 })
    expect(rooms.size).toBe(2)
    expect(kpis('streets').flatMap(codesOf)).toEqual(['411324001', '411324002'])
    apply(() => change(FIRST))
    vi.advanceTimersByTime(1_000)
    expect(kpis('screen|g:').flatMap(codesOf)).toHaveLength(3)
    expect(kpis('screen|g:|level 1').flatMap(codesOf)).toEqual(['411324001'])
  })

  it('send a view whole to whoever asks, and nothing to one in no room', () => {
    const [a, b] = [socket('a'), socket('b')]
    rooms.enter(a, wall)
    apply(() => change(FIRST))
    rooms.show(a, 'kpis')
    rooms.show(b, 'kpis')
    expect(kpis('a').map((m) => [m.since, m.revision])).toEqual([
      [undefined, 0],
      [undefined, 1],
    ])
    expect(kpis('b')).toEqual([])
    vi.advanceTimersByTime(1_000)
    expect(kpis('screen|g:')).toMatchObject([{ since: 0, revision: 1 }])
  })

  it('show events of a type that is new', () => {
    rooms.enter(socket('wall'), wall)
    const types = [...smallTypes(), { ...smallTypes()[0], code: '0199' } as ReturnType<typeof smallTypes>[number]]
    source.atlas = makeAtlas(
      [...atlas.grids],
      types.map((type, i) => ({ ...type, id: i + 1 })),
      2,
    )
    expect(source.board.takeAtlas(source.atlas)).toBe(true)
    apply(() => change(FIRST, types.length))
    vi.advanceTimersByTime(100)
    expect(frames().flatMap(numbers)).toEqual([1])
  })

  it('leave a slow client behind, and take it back when it has read', () => {
    const quick = socket('quick')
    const late = socket('late')
    rooms.enter(quick, wall)
    rooms.enter(late, wall)
    buffered(late, 2_000_000)
    const before = sent.length
    apply(() => change(FIRST))
    vi.advanceTimersByTime(200)
    expect(slow).toBe(1)
    expect(rooms.members('screen|g:')).toEqual([quick])
    buffered(late, 0)
    vi.advanceTimersByTime(1_100)
    expect(rooms.members('screen|g:')).toEqual([quick, late])
    expect(sent.slice(before).some((s) => s.to === 'late' && s.event === 'kpis:changed' && s.message.since === undefined)).toBe(true)
    for (let i = 0; i < 51; i++) lines.get(late)?.writeBuffer.push({})
    apply(() => change(FIRST))
    vi.advanceTimersByTime(200)
    expect(slow).toBe(2)
  })

  it('send those whose changes are too many to a snapshot, and hold no more of them', () => {
    rooms.enter(socket('wall'), wall)
    apply(...Array.from({ length: 20_001 }, () => () => change(FIRST)))
    vi.advanceTimersByTime(100)
    expect(frames()[0]?.message).toMatchObject({ since: 20_001, revision: 20_001 })
    apply(() => change(FIRST))
    vi.advanceTimersByTime(100)
    expect(frames()[1]?.message).toMatchObject({ since: 20_001, revision: 20_002 })
    expect(numbers(frames()[1] as Sent)).toEqual([20_002])
  })

  it('name the new log at once when it is another one', () => {
    rooms.enter(socket('wall'), wall)
    apply(() => change(FIRST))
    Object.assign(source, { logId: 'another', revision: 0, board: makeBoard(atlas, { logId: 'another', revision: 0 }, Date.now()) })
    rooms.reset()
    vi.advanceTimersByTime(100)
    expect(frames().map((f) => [f.message.logId, f.message.since, f.message.revision])).toEqual([['another', 0, 0]])
    expect(numbers(frames()[0] as Sent)).toEqual([])
  })

  it('are gone with their last member', () => {
    const a = socket('a')
    rooms.enter(a, wall)
    rooms.enter(a, street)
    expect(rooms.size).toBe(1)
    rooms.leave(a)
    expect(rooms.size).toBe(0)
    apply(() => change(FIRST))
    vi.advanceTimersByTime(40_000)
    expect(frames()).toEqual([])
  })
})
