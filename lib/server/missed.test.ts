import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { makeAtlas } from '@/lib/domain/atlas'
import { decodeChanges, type EventChange } from '@/lib/domain/change'
import { makeRecent } from '@/lib/live/recent'
import { smallCounty, smallTypes, viewer } from '@/lib/testing/small-county'
import { enterSince, type Frame, type Missed } from './missed'

const atlas = makeAtlas(
  smallCounty().map((grid, i) => ({ ...grid, id: i + 1, demo: true })),
  smallTypes().map((type, i) => ({ ...type, id: i + 1 })),
  1,
)
const [FIRST = 0, SECOND = 0] = ['411324001101001', '411324002101001'].map((code) => atlas.byCode.get(code)?.id)
const [PLAIN = 0] = ['0101'].map((code) => atlas.typeByCode.get(code)?.id)

let source: { logId: string; revision: number; atlas: typeof atlas }
let recent: ReturnType<typeof makeRecent>
let frames: readonly Frame[] | null | undefined
let work: Missed
beforeEach(() => {
  source = { logId: 'log', revision: 0, atlas }
  recent = makeRecent()
  frames = undefined
  work = {
    viewer: viewer('viewer', '411324001'),
    source,
    changesAfter: (since) => (since >= source.revision ? [] : recent.after(since)) ?? Promise.resolve(null),
    goOn: () => {},
    enter: (given) => {
      frames = given
    },
  }
})

/** The board applies changes, every other of which lies in the viewer's street. */
function apply(count: number): void {
  const since = source.revision
  const changes = Array.from({ length: count }, (_, i): EventChange => {
    const revision = since + 1 + i
    const after = { revision, grid: revision % 2 ? FIRST : SECOND, type: PLAIN, urgency: 4, occurredAt: 0, handledAt: null, cellX: 1, cellY: 1 }
    return { revision, number: revision, receivedAt: 0, before: null, after }
  })
  source.revision += count
  recent.push({ since, revision: source.revision, changes })
}
const shown = () => (frames ?? []).flatMap(({ frame }) => decodeChanges(frame).map((c) => c.revision))
const oddUpTo = (last: number) => Array.from({ length: Math.ceil(last / 2) }, (_, i) => 2 * i + 1)

describe('what a socket missed', () => {
  it('comes in frames that follow one another up to the board', async () => {
    apply(9_001)
    await enterSince(0, work)
    expect(frames?.map(({ since, revision }) => [since, revision])).toEqual([
      [0, 2_000],
      [2_000, 4_000],
      [4_000, 6_000],
      [6_000, 8_000],
      [8_000, 9_001],
    ])
    expect(shown()).toEqual(oddUpTo(9_001))
  })

  it('is made in slices, and nothing that is applied meanwhile falls between it and the entering', async () => {
    apply(20_000)
    let turns = 0
    let entered = 0
    const enter = (given: readonly Frame[] | null) => {
      work.enter(given)
      entered = source.revision
    }
    const making = enterSince(0, { ...work, enter })
    while (frames === undefined) {
      turns++
      if (turns <= 30) apply(1)
      await nextTurn()
    }
    await making
    expect(turns).toBeGreaterThanOrEqual(10)
    expect(entered).toBeGreaterThan(20_000)
    expect(frames?.at(-1)?.revision).toBe(entered)
    expect(shown()).toEqual(oddUpTo(entered))
  })

  it('is given up when it is no longer wanted', async () => {
    apply(20_000)
    let looks = 0
    const goOn = () => {
      if (++looks > 3) throw new Error('gone')
    }
    await expect(enterSince(0, { ...work, goOn })).rejects.toThrow('gone')
    expect(looks).toBe(4)
    expect(frames).toBeUndefined()
  })

  it('is an empty frame for a cursor that is up to date, and nothing where the changes are not known or the log is another one', async () => {
    apply(10)
    await enterSince(10, work)
    expect(frames?.map(({ since, revision, frame }) => [since, revision, frame.byteLength])).toEqual([[10, 10, 0]])
    recent.clear()
    await enterSince(3, work)
    expect(frames).toBeNull()
    frames = undefined
    apply(20_000)
    const making = enterSince(10, work)
    source.logId = 'another'
    await making
    expect(frames).toBeNull()
  })
})
