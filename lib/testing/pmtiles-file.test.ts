import { PMTiles } from 'pmtiles'
import { expect, it } from 'vitest'
import { onePicturePmtiles } from './pmtiles-file'
import { plainPng, readPng } from './png'

it('makes a file that the package reads', async () => {
  const png = await plainPng(4, 4, '#ff00c8')
  const file = onePicturePmtiles(png, 14, 'somebody')
  const source = {
    getKey: () => 'file',
    getBytes: async (at: number, length: number) => ({ data: new Uint8Array(file.subarray(at, at + length)).buffer }),
  }
  const map = new PMTiles(source)
  expect(await map.getHeader()).toMatchObject({ tileType: 2, minZoom: 0, maxZoom: 14 })
  expect(await map.getMetadata()).toMatchObject({ attribution: 'somebody' })
  for (const [z, x, y] of [
    [0, 0, 0],
    [14, 13299, 6586],
    [14, 16383, 16383],
  ] as const) {
    const tile = await map.getZxy(z, x, y)
    expect(await readPng(new Uint8Array(tile?.data ?? []))).toMatchObject({ width: 4, height: 4 })
  }
  expect([...(await readPng(png)).data.subarray(0, 4)]).toEqual([255, 0, 200, 255])
})
