import * as z from 'zod/mini'

/** The picture itself, or its thumbnail. */
export type PhotoPart = 'photo' | 'thumbnail'

/**
 * Where photos are kept: a folder, or a bucket of an S3-compatible store. Ids are UUIDs. What is written is there for every process that
 * uses the same store; reading what is not there gives null, removing it does nothing. Throws Problem('unavailable') when the store fails.
 */
export type PhotoStore = {
  write(id: string, part: PhotoPart, bytes: Uint8Array): Promise<void>
  read(id: string, part: PhotoPart): Promise<Buffer | null>
  remove(id: string): Promise<void>
}

export const PHOTO_PARTS: readonly PhotoPart[] = ['photo', 'thumbnail']

const uuid = z.uuid()
/** The name of a file or object: spread over 256 folders. Throws ZodError for an id that is no UUID, so that no path can be made up. */
export function photoName(id: string, part: PhotoPart): string {
  const name = z.parse(uuid, id).toLowerCase()
  return `${name.slice(0, 2)}/${name}${part === 'thumbnail' ? '.small' : ''}.jpg`
}
