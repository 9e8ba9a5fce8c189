import * as z from 'zod/mini'

/** What is kept on a phone: AES-GCM under a key that only its owner is given (`iv` is null where there was none yet), as bytes of `pack`. */
export const Sealed = z.object({
  owner: z.string(),
  iv: z.nullable(z.instanceof(Uint8Array<ArrayBuffer>)),
  data: z.instanceof(ArrayBuffer),
})
export type Sealed = z.infer<typeof Sealed>

const Head = z.object({ words: z.unknown(), blobs: z.array(z.object({ type: z.string(), size: z.int() })) })

/** A value that JSON can hold, and pictures, in one piece: u32 length of the head (little-endian), the head as JSON, the bytes of the pictures. */
async function pack(words: unknown, blobs: readonly Blob[]): Promise<ArrayBuffer> {
  const head = new TextEncoder().encode(JSON.stringify({ words, blobs: blobs.map(({ type, size }) => ({ type, size })) }))
  const length = new DataView(new ArrayBuffer(4))
  length.setUint32(0, head.byteLength, true)
  return new Blob([length, head, ...blobs]).arrayBuffer()
}

function unpack(bytes: ArrayBuffer): { words: unknown; blobs: Blob[] } {
  const start = 4 + new DataView(bytes).getUint32(0, true)
  const { words, blobs } = Head.parse(JSON.parse(new TextDecoder().decode(bytes.slice(4, start))))
  let at = start
  return {
    words,
    blobs: blobs.map(({ type, size }) => {
      at += size
      return new Blob([bytes.slice(at - size, at)], { type })
    }),
  }
}

/** Nobody puts what was sealed for one person, under one name, in the place of something else. */
const about = (owner: string, name: string) => new TextEncoder().encode(`${owner}\n${name}`)

/** Without a key (no https, or none has come yet) it lies open. */
export async function seal(key: CryptoKey | null, owner: string, name: string, words: unknown, blobs: readonly Blob[] = []): Promise<Sealed> {
  const data = await pack(words, blobs)
  if (!key) return { owner, iv: null, data }
  const iv = crypto.getRandomValues(new Uint8Array(12))
  return { owner, iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: about(owner, name) }, key, data) }
}

/** Null: it was sealed under another key, or somebody changed it. */
export async function unseal(key: CryptoKey | null, name: string, sealed: Sealed): Promise<{ words: unknown; blobs: Blob[] } | null> {
  const { iv, owner, data } = sealed
  if (iv === null) return unpack(data)
  if (!key) return null
  try {
    return unpack(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: about(owner, name) }, key, data))
  } catch {
    return null
  }
}

/** The key as the server tells it (base64url of 32 bytes), such that no script can read it again. */
export function importKey(text: string): Promise<CryptoKey> {
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
}
