import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Viewer } from '@/lib/domain/access'
import { makeAtlas } from '@/lib/domain/atlas'
import { decodeChanges, type EventChange } from '@/lib/domain/change'
import type { EventsChanged } from '@/lib/domain/wire'
import { smallCounty, smallTypes, viewer } from '@/lib/testing/small-county'
import type { Broadcast } from './broadcast'
import type { GridSocket } from './grid-socket'
import { type RoomSource, Rooms } from './rooms'

const atlas = makeAtlas(
  smallCounty().map((grid, i) => ({ ...grid, id: i + 1, demo: true })),
  smallTypes().map((type, i) => ({ ...type, id: i + 1 })),
  1,
)
const idOf = (code: string) => atlas.byCode.get(code)?.id ?? 0
const [FIRST, SECOND] = ['411324001101001', '411324002101001']
const [PLAIN, SENSITIVE] = ['0101', '0102'].map((code) => atlas.typeByCode.get(code)?.id ?? 0)

/** A board that says what it is told to. */
class Source implements RoomSource {
  logId = 'log'
  revision = 0
  atlas = atlas
  historyProgress: number | null = null
  reported = 0
  figures() {
    return { total: { reported: this.reported, handled: 0, open: this.reported }, today: { reported: 0, handled: 0 }, grids: [] }
  }
  sums() {
    return [{ grid: FIRST, count: this.revision, sum: 7 }]
  }
}

type Sent = { to: string; event: string; message: EventsChanged & Record<string, unknown> }

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

function change(code: string, type = PLAIN, from?: string): EventChange {
  source.revision++
  const facts = (grid: string) => ({
    revision: source.revision,
    grid: idOf(grid),
    type: type ?? 0,
    urgency: 4,
    occurredAt: 0,
    handledAt: null,
    cellX: 1,
    cellY: 1,
  })
  return { revision: source.revision, number: source.revision, receivedAt: 0, before: from ? facts(from) : null, after: facts(code) }
}

/** The board applies changes and tells the rooms. */
function apply(...make: (() => EventChange)[]): void {
  const since = source.revision
  const changes = make.map((m) => m())
  rooms.push({ since, revision: source.revision, changes })
}

const frames = (to?: string) => sent.filter((s) => s.event === 'events:changed' && (to === undefined || s.to === to))
const numbers = (s: Sent) => decodeChanges(s.message.frame).map((c) => c.number)
const wall: Viewer = viewer('screen')
const street: Viewer = viewer('viewer', '411324001')

beforeEach(() => {
  vi.useFakeTimers()
  source = new Source()
  sent = []
  slow = 0
  const broadcast: Broadcast = ({ key }, event, message) => sent.push({ to: key, event, message: message as Sent['message'] })
  rooms = new Rooms(broadcast, source, { frame: () => {}, slow: () => slow++ })
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
    expect(sent[i]?.message).toEqual({ logId: 'log', revision: 2, sums: [{ grid: FIRST, count: 2, sum: 7 }] })
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
    expect(sent.map((s) => [s.to, s.event])).toEqual([['a', 'kpis:changed']])
    vi.advanceTimersByTime(5_000)
    expect(sent.filter((s) => s.event === 'kpis:changed')).toHaveLength(1)
    for (let i = 0; i < 300; i++) {
      source.reported++
      apply(() => change(FIRST))
      vi.advanceTimersByTime(10)
    }
    const later = sent.filter((s) => s.event === 'kpis:changed' && s.to === 'screen|g:')
    expect(later).toHaveLength(3)
    apply(() => change(SECOND)) // moves the board, not the figures
    vi.advanceTimersByTime(3_000)
    expect(sent.filter((s) => s.event === 'kpis:changed' && s.to === 'screen|g:').length).toBeLessThanOrEqual(4)
  })

  it('send changed figures to all, also when somebody entered and saw them first', () => {
    rooms.enter(socket('a'), wall)
    source.reported++
    apply(() => change(FIRST))
    rooms.enter(socket('b'), wall)
    vi.advanceTimersByTime(3_000)
    const figures = sent.filter((s) => s.event === 'kpis:changed')
    expect(figures.map((s) => s.to)).toEqual(['a', 'b', 'screen|g:'])
    expect(figures.at(-1)?.message).toMatchObject({ figures: { total: { reported: 1 } } })
  })

  it('show events of a type that is new', () => {
    rooms.enter(socket('wall'), wall)
    const types = [...smallTypes(), { ...smallTypes()[0], code: '0199' } as ReturnType<typeof smallTypes>[number]]
    source.atlas = makeAtlas(
      [...atlas.grids],
      types.map((type, i) => ({ ...type, id: i + 1 })),
      2,
    )
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
    expect(sent.slice(before).some((s) => s.to === 'late' && s.event === 'kpis:changed')).toBe(true)
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
    source.logId = 'another'
    source.revision = 0
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
