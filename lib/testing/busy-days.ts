import { HOUR_MS } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event'
import { event, NOW, spot } from './small-county'

const types = ['0101', '0102', '0402', '0501']

/** Small whole numbers from a seed, the same on every machine. */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/**
 * Messages as a real feed brings them for the small county: new events of now, of the last weeks and of years ago, some with only a
 * grid; and later messages that change type, place, time and handling of an earlier event, in any order.
 */
export function busyDays(seed: number, length: number): EventIn[] {
  const next = numbersFrom(seed)
  const sent: EventIn[] = []
  for (let i = 0; i < length; i++) {
    const earlier = next(3) === 0 ? sent[next(sent.length)] : undefined
    const ago = [next(2), next(30), next(24 * 35), next(24 * 900)][next(4)] ?? 0
    const occurred = NOW - ago * HOUR_MS - next(HOUR_MS)
    const place =
      next(6) === 0
        ? { grid: ['411324001', '411324002103', '411324001104'][next(3)] ?? '' }
        : { position: spot(next(8), next(4), next(9) / 10 - 0.4, next(9) / 10 - 0.4) }
    const {
      position: _position,
      grid: _grid,
      ...fields
    } = event({
      ...(earlier ? { id: earlier.id } : {}),
      occurredAt: new Date(occurred).toISOString(),
      type: types[next(types.length)] ?? '0101',
      updatedAt: new Date(NOW - 40 * 24 * HOUR_MS + next(1_000_000)).toISOString(),
      handledAt: next(3) ? new Date(Math.min(NOW, occurred + next(60) * HOUR_MS)).toISOString() : null,
    })
    sent.push({ ...fields, ...place })
  }
  return sent
}
