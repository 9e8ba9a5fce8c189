import { deflateSync, inflateSync } from 'node:zlib'

/** A picture as RGBA bytes, rows from the top. */
export type Picture = { width: number; height: number; data: Uint8Array }

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])

function crc(bytes: Uint8Array): number {
  let c = 0xffffffff
  for (const byte of bytes) {
    c ^= byte
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  }
  return (c ^ 0xffffffff) >>> 0
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc(body), body.length + 4)
  return out
}

const header = (width: number, height: number, bits: number, kind: number): Buffer => {
  const bytes = Buffer.alloc(13)
  bytes.writeUInt32BE(width, 0)
  bytes.writeUInt32BE(height, 4)
  bytes.set([bits, kind, 0, 0, 0], 8)
  return bytes
}

const png = (head: Buffer, rows: Buffer): Buffer =>
  Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])

/** A PNG of one bit a pixel, all black: large when it is drawn (900 million pixels of side 30,000), tiny as a file (0.1 MB). */
export const bombPng = (side: number): Buffer => png(header(side, side, 1, 0), Buffer.alloc(side * (1 + Math.ceil(side / 8))))

/** A PNG of one colour. */
export function plainPng(width: number, height: number, rgba: readonly [number, number, number, number]): Buffer {
  const row = Buffer.concat([Buffer.from([0]), Buffer.from(Array.from({ length: width }, () => rgba).flat())])
  const rows = Buffer.concat(Array.from({ length: height }, () => row))
  return png(header(width, height, 8, 6), rows)
}

/** Reads a PNG of 8 bits a channel without interlacing, as browsers take of their screens. */
export function readPng(file: Buffer): Picture {
  if (!file.subarray(0, 8).equals(SIGNATURE)) throw new Error('not a PNG')
  const parts: Buffer[] = []
  let head: Buffer = Buffer.alloc(13)
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at)
    const type = file.toString('latin1', at + 4, at + 8)
    const data = file.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') head = data
    if (type === 'IDAT') parts.push(data)
    at += length + 12
  }
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)]
  const channels = head[9] === 6 ? 4 : 3
  const raw = inflateSync(Buffer.concat(parts))
  const stride = width * channels
  const lines = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]
    for (let i = 0; i < stride; i++) {
      const a = i >= channels ? (lines[y * stride + i - channels] ?? 0) : 0
      const b = y > 0 ? (lines[(y - 1) * stride + i] ?? 0) : 0
      const c = i >= channels && y > 0 ? (lines[(y - 1) * stride + i - channels] ?? 0) : 0
      const near = [a, b, c].reduce((best, v) => (Math.abs(a + b - c - v) < Math.abs(a + b - c - best) ? v : best), a)
      const guess = filter === 1 ? a : filter === 2 ? b : filter === 3 ? (a + b) >> 1 : filter === 4 ? near : 0
      lines[y * stride + i] = ((raw[y * (stride + 1) + 1 + i] ?? 0) + guess) & 255
    }
  }
  const data = new Uint8Array(width * height * 4)
  for (let i = 0; i < width * height; i++)
    data.set(
      [lines[i * channels] ?? 0, lines[i * channels + 1] ?? 0, lines[i * channels + 2] ?? 0, channels === 4 ? (lines[i * 4 + 3] ?? 0) : 255],
      i * 4,
    )
  return { width, height, data }
}

/** The share of pixels for which `is` holds. */
export function shareOf({ data }: Picture, is: (r: number, g: number, b: number) => boolean): number {
  let n = 0
  for (let i = 0; i < data.length; i += 4) if (is(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0)) n++
  return n / (data.length / 4)
}

/** The mean difference of two pictures of one size, 0…255 a channel. */
export function differenceOf(one: Picture, other: Picture): number {
  if (one.data.length !== other.data.length) throw new Error('pictures of different sizes')
  let sum = 0
  for (let i = 0; i < one.data.length; i++) sum += Math.abs((one.data[i] ?? 0) - (other.data[i] ?? 0))
  return sum / one.data.length
}
