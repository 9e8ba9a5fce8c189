import { MAX_PHOTO_BYTES } from '@/lib/domain/attachment'

/** Enough to see what is meant, little enough for a weak line: a 12-megapixel picture of 4 MB becomes one of 300 kB. */
const MAX_SIDE = 1_920
const QUALITY = 0.82
const SENDABLE = new Set(['image/jpeg', 'image/png', 'image/webp'])

/**
 * A photo made small before it is kept and sent, the right way up and without what the camera wrote into it. Null for what this browser
 * cannot read. The server draws it anew in any case.
 */
export async function shrinkPhoto(file: Blob): Promise<Blob | null> {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
    const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(picture.width * scale))
    canvas.height = Math.max(1, Math.round(picture.height * scale))
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    return await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
  } catch {
    return SENDABLE.has(file.type) && file.size <= MAX_PHOTO_BYTES ? file : null
  }
}
