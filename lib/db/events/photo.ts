import sharp from 'sharp'
import { MAX_PHOTO_BYTES, MAX_PHOTO_PIXELS, photoTypeOf } from '@/lib/domain/attachment'

/** Longest sides of what is kept, pixels. */
const PHOTO_SIDE = 2560
const THUMBNAIL_SIDE = 320
/** A picture decodes in well under a second; one made to take long is given up. */
const MAX_SECONDS = 15
/** Decoded at once in this process: each may take 200 MB for a moment. */
const AT_ONCE = 2

/** A photo made ready to keep: JPEG, turned upright, without any metadata, and its thumbnail. */
export type Photo = { photo: Buffer; thumbnail: Buffer; width: number; height: number }
export type PhotoFault = { code: 'too_large' | 'unsupported_media_type' | 'invalid'; message: string }

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go))
  else running++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

/**
 * Makes what somebody sent into a photo to keep, or says why it cannot be: JPEG, PNG or WebP by content, at most 10 MB and 64 million
 * pixels (looked at before anything is decoded). The picture is drawn anew, so that neither EXIF with its position, nor a colour profile,
 * nor anything hidden behind the picture remains; orientation is applied first. About 0.2 s for a phone's picture.
 */
export async function preparePhoto(bytes: Uint8Array): Promise<Photo | PhotoFault> {
  if (bytes.byteLength > MAX_PHOTO_BYTES) return { code: 'too_large', message: 'A photo has at most 10 MB.' }
  const type = photoTypeOf(bytes)
  if (type === null) return { code: 'unsupported_media_type', message: 'A photo is a JPEG, PNG or WebP picture.' }
  return inTurn(() => draw(bytes))
}

async function draw(bytes: Uint8Array): Promise<Photo | PhotoFault> {
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata() // reads the header and draws nothing
    if (width * height > MAX_PHOTO_PIXELS) return { code: 'too_large', message: 'A photo has at most 64 million pixels.' }
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PHOTO_PIXELS, failOn: 'error', pages: 1 })
      .timeout({ seconds: MAX_SECONDS })
      .autoOrient()
      .resize(PHOTO_SIDE, PHOTO_SIDE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColorspace('srgb')
      .jpeg({ quality: 82 })
      .toBuffer({ resolveWithObject: true })
    const thumbnail = await sharp(data)
      .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 75 })
      .toBuffer()
    return { photo: data, thumbnail, width: info.width, height: info.height }
  } catch {
    return { code: 'invalid', message: 'The picture is broken or cannot be read.' }
  }
}
