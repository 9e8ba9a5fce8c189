import { afterEach, describe, expect, test, vi } from 'vitest'
import { type EventChange, encodeChanges } from '@/lib/domain/change'
import { readMessage } from './socket'

const change: EventChange = {
  revision: 8,
  number: 3,
  receivedAt: 1_000,
  before: null,
  after: { revision: 8, grid: 2, type: 1, urgency: 4, occurredAt: 900, handledAt: null, cellX: 5, cellY: 6 },
}
const message = (frame: unknown) => ({ logId: 'a', since: 7, revision: 8, at: 2_000, frame })

describe('messages of the socket', () => {
  afterEach(() => vi.restoreAllMocks())
  test('a frame comes as a view or as a buffer', () => {
    const bytes = encodeChanges([change])
    const expected = { kind: 'changes', body: { logId: 'a', since: 7, revision: 8, at: 2_000, changes: [change] } }
    expect(readMessage('events:changed', message(bytes))).toEqual(expected)
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(readMessage('events:changed', message(shifted.subarray(3)))).toEqual(expected)
    expect(readMessage('events:changed', message(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)))).toEqual(expected)
  })
  test('an empty frame is a word without changes', () => {
    expect(readMessage('events:changed', message(new Uint8Array()))).toMatchObject({ body: { changes: [] } })
  })
  test('what cannot be read is told and dropped, what is not known is dropped', () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(readMessage('events:changed', message(Uint8Array.of(9, 0, 0, 0, 1)))).toBeNull()
    expect(readMessage('events:changed', { logId: 'a' })).toBeNull()
    expect(error).toHaveBeenCalledTimes(2)
    expect(readMessage('weather:changed', {})).toBeNull()
    expect(error).toHaveBeenCalledTimes(2)
  })
})
