import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { MAX_PHOTO_BYTES, photoTypeOf } from '@/lib/domain/attachment'
import { bombPng } from '@/lib/testing/png'
import { type Photo, type PhotoFault, preparePhoto } from './photo'

/** A picture, red on its left half and blue on its right. */
function picture(width = 400, height = 200) {
  const half = { create: { width: Math.ceil(width / 2), height, channels: 3 as const, background: '#0000ff' } }
  return sharp({ create: { width, height, channels: 3, background: '#ff0000' } }).composite([{ input: half, left: Math.floor(width / 2), top: 0 }])
}
function made(result: Photo | PhotoFault): Photo {
  if ('code' in result) throw new Error(result.message)
  return result
}

test.each(['jpeg', 'png', 'webp'] as const)('a %s becomes a JPEG with a thumbnail', async (format) => {
  const bytes = await picture().toFormat(format).toBuffer()
  expect(photoTypeOf(bytes)).toBe(`image/${format}`)
  const { photo, thumbnail, width, height } = made(await preparePhoto(bytes))
  expect([width, height]).toEqual([400, 200])
  expect(await sharp(photo).metadata()).toMatchObject({ format: 'jpeg', width: 400, height: 200, space: 'srgb' })
  expect(await sharp(thumbnail).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 160 })
})

describe('what a photo carries', () => {
  const exif = {
    IFD0: { Make: 'SecretPhone' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '33/1 2/1 3/1', GPSLongitudeRef: 'E', GPSLongitude: '112/1 14/1 0/1' },
  }

  it('is stripped: the place, the phone, comments, profiles and what hangs behind the picture', async () => {
    const sent = Buffer.concat([
      await picture().withExif(exif).withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">SecretPlace</x:xmpmeta>').withIccProfile('p3').jpeg().toBuffer(),
      Buffer.from('PK SecretTail'),
    ])
    const before = await sharp(sent).metadata()
    expect(before.exif?.includes('SecretPhone') && before.xmp && before.icc).toBeTruthy()
    const { photo, thumbnail } = made(await preparePhoto(sent))
    for (const kept of [photo, thumbnail]) {
      const { exif: e, xmp, icc, iptc, comments } = await sharp(kept).metadata()
      expect([e, xmp, icc, iptc, comments]).toEqual([undefined, undefined, undefined, undefined, undefined])
      expect(kept.includes('Secret')).toBe(false)
    }
  })

  it('decides how it stands before it goes: a picture turned on its side comes upright', async () => {
    const { photo, width, height } = made(await preparePhoto(await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer()))
    expect([width, height]).toEqual([200, 400])
    const top = await sharp(photo).extract({ left: 100, top: 20, width: 1, height: 1 }).raw().toBuffer()
    expect([top[0] ?? 0, top[2] ?? 255]).toEqual([expect.toSatisfy((r: number) => r > 200), expect.toSatisfy((b: number) => b < 60)])
  })
})

it('comes down to 2,560 pixels and is never enlarged; what is clear becomes white', async () => {
  expect(made(await preparePhoto(await picture(4000, 1000).jpeg().toBuffer()))).toMatchObject({ width: 2560, height: 640 })
  const clear = await sharp({ create: { width: 10, height: 10, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .png()
    .toBuffer()
  const { photo, width } = made(await preparePhoto(clear))
  expect(width).toBe(10)
  expect((await sharp(photo).raw().toBuffer())[0]).toBeGreaterThan(250)
})

describe('what is no photo', () => {
  const valid = () => picture().jpeg().toBuffer()
  test.each<[string, () => Promise<Uint8Array>, PhotoFault['code']]>([
    ['an empty file', async () => Buffer.alloc(0), 'unsupported_media_type'],
    ['a text named like one', async () => Buffer.from('GIF or not, this is text'), 'unsupported_media_type'],
    ['an SVG', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'), 'unsupported_media_type'],
    ['a GIF', () => picture().gif().toBuffer(), 'unsupported_media_type'],
    ['a TIFF', () => picture().tiff().toBuffer(), 'unsupported_media_type'],
    ['more than 10 MB', async () => Buffer.concat([await valid(), Buffer.alloc(MAX_PHOTO_BYTES)]), 'too_large'],
    ['a JPEG that breaks off', async () => (await valid()).subarray(0, 600), 'invalid'],
    ['a JPEG in its first bytes only', async () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(500)]), 'invalid'],
    ['a small PNG of 400 million pixels', async () => bombPng(20_000), 'too_large'],
  ])('%s', async (_name, bytes, code) => expect(await preparePhoto(await bytes())).toMatchObject({ code }))

  it('is not confused with one just large enough, and one after another gets its turn', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, async () => preparePhoto(bombPng(1_000))))
    expect(all.map((r) => 'code' in r)).toEqual([false, false, false, false, false])
  })
})
