import { describe, expect, it, vi } from 'vitest'
import { TiandituTile } from '@/lib/domain/basemap'
import { Tianditu, tiandituAddress } from './tianditu'

const tile = (x: number, y = 0, z = 10): TiandituTile => ({ layer: 'vec', matrix: 'w', z, x, y })
const picture = (bytes = 100) => new Response(new Uint8Array(bytes), { headers: { 'content-type': 'image/png' } })

describe('TiandituTile', () => {
  const of = (parts: Record<string, string>) => TiandituTile.safeParse({ layer: 'vec', matrix: 'w', z: '3', x: '7', y: '7', ...parts }).success
  it('takes the tiles that there are, in both grids', () => {
    expect(of({})).toBe(true)
    expect(of({ x: '8' })).toBe(false)
    expect(of({ matrix: 'c', y: '3' })).toBe(true)
    expect(of({ matrix: 'c', y: '4' })).toBe(false)
  })
  it('takes nothing else', () => {
    const parts: Record<string, string>[] = [
      { layer: 'vec@evil.example/' },
      { layer: 'ter' },
      { matrix: 'x' },
      { z: '0' },
      { z: '19' },
      { z: '3.5' },
      { z: '-1' },
      { x: '1e1' },
      { x: '../1' },
      { y: '' },
      { y: ' 1' },
    ]
    for (const one of parts) expect(of(one), JSON.stringify(one)).toBe(false)
  })
})

describe('tiandituAddress', () => {
  it('asks one of eight fixed servers, whatever the tile', () => {
    const hosts = new Set(Array.from({ length: 64 }, (_, i) => new URL(tiandituAddress(tile(i, i >> 3), 'k')).host))
    expect([...hosts].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((n) => `t${n}.tianditu.gov.cn`))
  })
  it('speaks WMTS of both matrix sets', () => {
    const url = new URL(tiandituAddress({ layer: 'cva', matrix: 'c', z: 4, x: 13, y: 2 }, 'key&=?'))
    expect(url.pathname).toBe('/cva_c/wmts')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      LAYER: 'cva',
      TILEMATRIXSET: 'c',
      TILEMATRIX: '4',
      TILECOL: '13',
      TILEROW: '2',
      tk: 'key&=?',
    })
  })
})

describe('Tianditu', () => {
  it('fetches a tile once, for those who ask together and for those who ask later', async () => {
    const ask = vi.fn(async () => picture())
    const source = new Tianditu({ key: 'k', fetch: ask })
    const [a, b] = await Promise.all([source.tile(tile(1)), source.tile(tile(1))])
    expect(a?.bytes).toHaveLength(100)
    expect(b).toBe(a)
    expect(await source.tile(tile(1))).toBe(a)
    expect(ask).toHaveBeenCalledTimes(1)
    expect(ask).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ redirect: 'error' }))
  })

  it('keeps no more than its bound, and what was asked for last', async () => {
    const ask = vi.fn(async () => picture(100))
    const source = new Tianditu({ key: 'k', fetch: ask, mostBytes: 350 })
    for (const x of [1, 2, 3]) await source.tile(tile(x))
    await source.tile(tile(1))
    await source.tile(tile(4))
    expect(source.bytes).toBe(300)
    ask.mockClear()
    for (const x of [1, 3, 4]) await source.tile(tile(x))
    expect(ask).not.toHaveBeenCalled()
    await source.tile(tile(2))
    expect(ask).toHaveBeenCalledTimes(1)
  })

  it('answers nothing for what is no picture, and keeps it not', async () => {
    const answers = [
      () => new Response('{"code":301}', { status: 403, headers: { 'content-type': 'application/json' } }),
      () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
      () => picture(2_000_000),
      () => picture(),
    ]
    const source = new Tianditu({ key: 'k', fetch: async () => answers.shift()?.() ?? picture() })
    for (let i = 0; i < 3; i++) expect(await source.tile(tile(1))).toBeNull()
    expect(await source.tile(tile(1))).not.toBeNull()
    expect(source.bytes).toBe(100)
  })

  it('takes an empty answer for none', async () => {
    const answers = [picture(0), picture()]
    const source = new Tianditu({ key: 'k', fetch: async () => answers.shift() ?? picture() })
    expect(await source.tile(tile(1))).toBeNull()
    expect((await source.tile(tile(1)))?.bytes).toHaveLength(100)
  })

  it('asks nobody for a while after failures, says so once and without the key, and goes on by itself', async () => {
    let now = 0
    let up = false
    const ask = vi.fn(async (address: string | URL | Request) => {
      if (!up) throw new TypeError(`fetch failed: ${String(address)}`)
      return picture()
    })
    const faults: string[] = []
    const source = new Tianditu({ key: 'top-secret', fetch: ask, now: () => now, onFault: (what) => faults.push(what) })
    for (let x = 0; x < 50; x++) expect(await source.tile(tile(x))).toBeNull()
    expect(ask).toHaveBeenCalledTimes(4)
    now += 31_000
    expect(await source.tile(tile(60))).toBeNull()
    expect(ask).toHaveBeenCalledTimes(5)
    expect(faults).toEqual(['the server cannot be reached'])
    up = true
    now += 31_000
    expect(await source.tile(tile(61))).not.toBeNull()
  })

  it('asks for eight at a time', async () => {
    let [running, most] = [0, 0]
    const source = new Tianditu({
      key: 'k',
      fetch: async () => {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setImmediate(resolve))
        running--
        return picture()
      },
    })
    const got = await Promise.all(Array.from({ length: 40 }, (_, x) => source.tile(tile(x))))
    expect(got.every(Boolean)).toBe(true)
    expect(most).toBe(8)
  })
})
