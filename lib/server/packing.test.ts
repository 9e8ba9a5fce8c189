import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { packKept, takesGzip } from './packing'

describe('what is packed', () => {
  it('is packed once while the same bytes are sent, also to two who ask at once', async () => {
    const bytes = Buffer.from('grids '.repeat(1_000))
    const [first, second] = await Promise.all([packKept(bytes), packKept(bytes)])
    expect(second).toBe(first)
    expect(await packKept(bytes)).toBe(first)
    expect(gunzipSync(first).equals(bytes)).toBe(true)
    const others = Buffer.from('other grids '.repeat(1_000))
    expect(gunzipSync(await packKept(others)).equals(others)).toBe(true)
  })

  it('is what its asker takes packed', () => {
    expect(['gzip, deflate, br', 'br;q=1, gzip;q=0.5', 'gzip;q=0', 'br', undefined].map(takesGzip)).toEqual([true, true, false, false, false])
  })
})
