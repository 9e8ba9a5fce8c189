import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { Field } from '@/lib/domain/field'
import { stepsAt } from '@/lib/domain/heat'
import { encodeHeatCells, heatHeader } from '@/lib/domain/heat-answer'
import { NO_CELLS } from '@/lib/domain/heat-state'
import { latticeFor } from '@/lib/domain/lattice'
import type { FromHeat, ToHeat } from './heat-messages'

// The border is the browser's: messages, the bitmap that it makes in its own time, and timers.

const lattice = latticeFor([112.2, 33, 112.205, 33.005])
const at = Date.UTC(2026, 10, 24, 8)
const after = { revision: 1, grid: 1, type: 1, urgency: 3, occurredAt: at - 60_000, handledAt: null, cellX: 3, cellY: 4 }
const event = { revision: 1, number: 1, receivedAt: at, before: null, after }
let said: FromHeat[]
let bitmaps: { done(): void }[]
let tell: (message: ToHeat) => void

const settle = async () => {
  await vi.advanceTimersByTimeAsync(300)
}
/** The bitmap that is being made is there. */
const painted = async () => {
  bitmaps.shift()?.done()
  await settle()
}
const empty = () => {
  const of = { logId: 'log', revision: 0, asOf: null, window: '24h', at: new Date(at).toISOString(), steps: stepsAt('24h', at) } as const
  return encodeHeatCells(heatHeader(new Field(lattice).frame, lattice, of), NO_CELLS).slice().buffer
}

beforeAll(async () => {
  vi.useFakeTimers()
  vi.stubGlobal('addEventListener', (_: string, listen: (event: { data: ToHeat }) => void) => {
    tell = (data) => listen({ data })
  })
  vi.stubGlobal('postMessage', (message: FromHeat) => said.push(message))
  vi.stubGlobal('createImageBitmap', () => new Promise((resolve) => bitmaps.push({ done: () => resolve({}) })))
  vi.stubGlobal(
    'ImageData',
    class {
      readonly data: Uint8ClampedArray
      constructor(
        readonly width: number,
        readonly height: number,
      ) {
        this.data = new Uint8ClampedArray(width * height * 4)
      }
    },
  )
  await import('./field-worker')
})
beforeEach(async () => {
  said = []
  bitmaps = []
  tell({ kind: 'near', near: false })
  tell({ kind: 'load', request: 1, window: '24h', lattice, cells: empty(), at })
  await settle()
})
afterAll(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the worker of the heat', () => {
  test('paints once for counts that came together, and again only for what is seen', async () => {
    await painted()
    expect(said).toMatchObject([{ kind: 'picture', revision: 0, events: 0 }])
    tell({ kind: 'batch', batch: { since: 0, revision: 1, changes: [event] } })
    await settle()
    await painted()
    expect(said.slice(1)).toMatchObject([{ kind: 'picture', revision: 1, events: 1 }])
    // it was handled, and another of last year came in
    const changes = [
      { revision: 2, number: 1, receivedAt: at, before: after, after: { ...after, revision: 2, handledAt: at } },
      { revision: 3, number: 2, receivedAt: at, before: null, after: { ...after, revision: 3, occurredAt: at - 400 * 86_400_000 } },
    ]
    tell({ kind: 'batch', batch: { since: 1, revision: 3, changes } })
    await settle()
    expect([bitmaps.length, said.length]).toEqual([0, 2])
  })

  test('shows in the next picture what it was told while one was being made', async () => {
    tell({ kind: 'near', near: true })
    await settle()
    expect(said).toEqual([])
    await painted()
    expect(said).toMatchObject([{ near: false }])
    await painted()
    expect(said).toMatchObject([{ near: false }, { near: true }])
    await settle()
    expect([bitmaps.length, said.length]).toEqual([0, 2])
  })
})
