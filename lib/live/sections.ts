import * as z from 'zod/mini'

/** Raw typed arrays behind a JSON header: u32 length of the header, the header, then each section at a multiple of 8 bytes. */
export type Section = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array

const Kind = z.enum(['u8', 'u16', 'u32', 'i32', 'f64'])
type Kind = z.infer<typeof Kind>
const Head = z.object({
  header: z.unknown(),
  littleEndian: z.boolean(),
  sections: z.array(z.object({ name: z.string(), kind: Kind, length: z.int() })),
})

/** Bytes that are copied in a step. */
const STEP_BYTES = 1_000_000

const pad8 = (n: number) => Math.ceil(n / 8) * 8
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

function kindOf(section: Section | undefined): Kind {
  if (section === undefined || section instanceof Uint8Array) return 'u8'
  if (section instanceof Uint16Array) return 'u16'
  if (section instanceof Uint32Array) return 'u32'
  return section instanceof Int32Array ? 'i32' : 'f64'
}

/**
 * Packs sections as they lie in memory, in steps; only a machine of the same byte order reads them. A section of bytes may be given in
 * pieces, which are copied one behind the other.
 */
export function* packSections(header: unknown, sections: Record<string, Section | readonly Uint8Array[]>): Generator<void, Uint8Array, void> {
  const list = Object.entries(sections).map(([name, s]) => {
    const pieces: readonly Section[] = isPieces(s) ? s : [s]
    return { name, kind: kindOf(pieces[0]), pieces, length: pieces.reduce((n, p) => n + p.length, 0) }
  })
  const head = new TextEncoder().encode(JSON.stringify({ header, littleEndian, sections: list.map(({ pieces: _, ...s }) => s) }))
  const start = pad8(4 + head.length)
  const out = new Uint8Array(list.reduce((n, s) => n + pad8(s.length * widths[s.kind]), start))
  new DataView(out.buffer).setUint32(0, head.length, true)
  out.set(head, 4)
  let at = start
  for (const { pieces } of list) {
    for (const p of pieces) {
      const bytes = new Uint8Array(p.buffer, p.byteOffset, p.byteLength)
      for (let from = 0; from < bytes.length; from += STEP_BYTES) {
        out.set(bytes.subarray(from, from + STEP_BYTES), at + from)
        yield
      }
      at += bytes.length
    }
    at = pad8(at)
  }
  return out
}

const isPieces = (section: Section | readonly Uint8Array[]): section is readonly Uint8Array[] => Array.isArray(section)

/** What was packed. Throws RangeError, SyntaxError or ZodError when the bytes are not such, and asked for a section that is not there. */
export function unpackSections(packed: Uint8Array): { header: unknown; section<K extends Kind>(name: string, kind: K): SectionOf[K] } {
  // Sections are read where they lie, which needs them aligned.
  const bytes = packed.byteOffset % 8 === 0 ? packed : new Uint8Array(packed)
  if (bytes.byteLength < 4) throw new RangeError('sections: no header')
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)
  if (4 + length > bytes.byteLength) throw new RangeError('sections: the header is cut')
  const head = Head.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))))
  if (head.littleEndian !== littleEndian) throw new RangeError('sections: of another byte order')
  const places = new Map<string, { kind: Kind; offset: number; length: number }>()
  let at = pad8(4 + length)
  for (const { name, kind, length: n } of head.sections) {
    places.set(name, { kind, offset: bytes.byteOffset + at, length: n })
    at += pad8(n * widths[kind])
  }
  if (at !== bytes.byteLength) throw new RangeError('sections: the length is wrong')
  return {
    header: head.header,
    section(name, kind) {
      const place = places.get(name)
      if (!place || place.kind !== kind) throw new RangeError(`sections: no ${kind} ${name}`)
      return readers[kind](bytes.buffer, place.offset, place.length)
    },
  }
}

type SectionOf = { u8: Uint8Array; u16: Uint16Array; u32: Uint32Array; i32: Int32Array; f64: Float64Array }
const widths = { u8: 1, u16: 2, u32: 4, i32: 4, f64: 8 }
const readers: { [K in Kind]: (buffer: ArrayBufferLike, offset: number, length: number) => SectionOf[K] } = {
  u8: (buffer, offset, length) => new Uint8Array(buffer, offset, length),
  u16: (buffer, offset, length) => new Uint16Array(buffer, offset, length),
  u32: (buffer, offset, length) => new Uint32Array(buffer, offset, length),
  i32: (buffer, offset, length) => new Int32Array(buffer, offset, length),
  f64: (buffer, offset, length) => new Float64Array(buffer, offset, length),
}
