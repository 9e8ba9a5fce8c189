import parser from 'socket.io-msgpack-parser'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { countedBoard, leavesApart } from '@/lib/testing/counted-board'
import { viewer } from '@/lib/testing/small-county'
import { kpisView } from './kpis-view'

const NOW = Date.UTC(2026, 10, 24, 4)
const AIM = 2_048

const Packets = z.tuple([z.instanceof(Uint8Array)])

/** Bytes of a message as it goes over the wire. */
const bytesOf = (body: unknown): number =>
  Packets.parse(new parser.Encoder().encode({ type: 2, nsp: '/', data: ['kpis:changed', body] }))[0].byteLength

describe.each([1, 10])('the figures of %i × 345 grids', (times) => {
  it('take at most 2 kB when ten leaves have changed with all that stands above them, and a part of what was all of them', () => {
    const { board, report } = countedBoard(times, 20_000, NOW)
    const room = kpisView({ live: { board }, historyProgress: () => null }).follow({ viewer: viewer('supervisor'), level: 4 })
    const whole = bytesOf(room.whole(NOW, true).body)
    const leaves = leavesApart(board, 10)
    const changes = leaves.map(report)
    board.apply(changes, changes.at(-1)?.revision ?? 0)
    room.push(changes, NOW)
    const body = room.next(NOW)?.body
    const bytes = bytesOf(body)
    const objects = bytesOf({ logId: board.logId, revision: board.revision, at: NOW, figures: board.figures(viewer('supervisor'), NOW) })
    console.info(`${times * 345} grids: ${bytes} bytes of changes, ${whole} whole, ${objects} as objects`)
    expect(leaves).toHaveLength(10)
    expect(leaves.every(({ level }) => level >= 3)).toBe(true)
    expect(body?.since).toBe(20_000)
    expect(bytes).toBeLessThanOrEqual(AIM)
    expect(whole).toBeLessThan(objects / 4)
  })
})
