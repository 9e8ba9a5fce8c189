import * as z from 'zod/mini'

/** The largest photo that is taken in: 10 MB. */
export const MAX_PHOTO_BYTES = 10 * 1024 * 1024
/** The most pixels of a photo that is taken in: more than any phone's full picture of 10 MB, and little enough to be decoded at once. */
export const MAX_PHOTO_PIXELS = 64_000_000

/** The kinds of picture that are taken in; what is kept is always JPEG. */
export const PhotoType = z.enum(['image/jpeg', 'image/png', 'image/webp'])
export type PhotoType = z.infer<typeof PhotoType>

/** What a photo shows: the event as it was reported, or the result that was handed in. */
export const AttachmentKind = z.enum(['report', 'result'])
export type AttachmentKind = z.infer<typeof AttachmentKind>

/** A photo of an event as the API shows it; sizes are those of what is kept. */
export const Attachment = z.object({
  id: z.uuid(),
  kind: AttachmentKind,
  width: z.int(),
  height: z.int(),
  bytes: z.int(),
  createdAt: z.string(),
})
export type Attachment = z.infer<typeof Attachment>

/** The kind of picture by its first bytes, whatever its name says; null for everything else. */
export function photoTypeOf(bytes: Uint8Array): PhotoType | null {
  const is = (at: number, ...values: number[]) => values.every((v, i) => bytes[at + i] === v)
  if (is(0, 0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (is(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (is(0, 0x52, 0x49, 0x46, 0x46) && is(8, 0x57, 0x45, 0x42, 0x50)) return 'image/webp' // RIFF….WEBP
  return null
}
