const EMPTY = -0x80000000
const FULL = 0.6

/**
 * Signed counts by a key of one to four 32-bit integers (each above −2^31), in open addressing: 4·(width + 1) bytes a slot, so that
 * a million counts stay near 25 MB, where a Map would take four times that. A count of zero is no entry.
 */
export class CountTable {
  #keys: Int32Array
  #counts: Int32Array
  #used = 0
  #size = 0

  constructor(
    /** integers in a key */
    readonly width: 1 | 2 | 3 | 4,
    expected = 64,
  ) {
    const slots = slotsFor(expected)
    this.#keys = new Int32Array(slots * width).fill(EMPTY)
    this.#counts = new Int32Array(slots)
  }

  /** Entries with a count other than zero. */
  get size(): number {
    return this.#size
  }

  /** Bytes held. */
  get byteLength(): number {
    return this.#keys.byteLength + this.#counts.byteLength
  }

  /** Adds to the count of a key and returns the new count. Components past the width are ignored. */
  add(delta: number, a: number, b = 0, c = 0, d = 0): number {
    const slot = this.#slot(a, b, c, d)
    const at = slot * this.width
    if (this.#keys[at] === EMPTY) {
      if (delta === 0) return 0
      if (this.#used + 1 > this.#counts.length * FULL) {
        this.#rehash()
        return this.add(delta, a, b, c, d)
      }
      this.#keys[at] = a
      if (this.width > 1) this.#keys[at + 1] = b
      if (this.width > 2) this.#keys[at + 2] = c
      if (this.width > 3) this.#keys[at + 3] = d
      this.#used++
    }
    const old = this.#counts[slot] ?? 0
    const next = old + delta
    this.#counts[slot] = next
    if (old === 0 && next !== 0) this.#size++
    else if (old !== 0 && next === 0) this.#size--
    return next
  }

  /** The count of a key. */
  get(a: number, b = 0, c = 0, d = 0): number {
    return this.#counts[this.#slot(a, b, c, d)] ?? 0
  }

  /** Calls back with every count that is not zero, in no order. The table must not be changed meanwhile. */
  forEach(fn: (count: number, a: number, b: number, c: number, d: number) => void): void {
    const { width } = this
    const keys = this.#keys
    const counts = this.#counts
    for (let slot = 0, at = 0; slot < counts.length; slot++, at += width) {
      const count = counts[slot] ?? 0
      if (count !== 0)
        fn(count, keys[at] ?? 0, width > 1 ? (keys[at + 1] ?? 0) : 0, width > 2 ? (keys[at + 2] ?? 0) : 0, width > 3 ? (keys[at + 3] ?? 0) : 0)
    }
  }

  /** The entries as two arrays, keys interleaved: what `fromEntries` takes back. */
  entries(): { keys: Int32Array; counts: Int32Array } {
    const keys = new Int32Array(this.#size * this.width)
    const counts = new Int32Array(this.#size)
    let n = 0
    for (let slot = 0; slot < this.#counts.length; slot++) {
      const count = this.#counts[slot] ?? 0
      if (count === 0) continue
      for (let k = 0; k < this.width; k++) keys[n * this.width + k] = this.#keys[slot * this.width + k] ?? 0
      counts[n++] = count
    }
    return { keys, counts }
  }

  /** A table from `entries()` of one of the same width. Throws RangeError when the arrays do not fit together. */
  static fromEntries(width: 1 | 2 | 3 | 4, keys: Int32Array, counts: Int32Array): CountTable {
    if (keys.length !== counts.length * width) throw new RangeError('counts: keys and counts differ in length')
    const table = new CountTable(width, counts.length)
    for (let i = 0, at = 0; i < counts.length; i++, at += width) {
      table.add(counts[i] ?? 0, keys[at] ?? 0, keys[at + 1], keys[at + 2], keys[at + 3])
    }
    return table
  }

  #slot(a: number, b: number, c: number, d: number): number {
    const { width } = this
    const keys = this.#keys
    const mask = this.#counts.length - 1
    let h = Math.imul(a, 0x9e3779b1)
    if (width > 1) h = Math.imul(h ^ (h >>> 15) ^ b, 0x85ebca6b)
    if (width > 2) h = Math.imul(h ^ (h >>> 13) ^ c, 0xc2b2ae35)
    if (width > 3) h = Math.imul(h ^ (h >>> 14) ^ d, 0x27d4eb2f)
    let slot = (h ^ (h >>> 16)) & mask
    for (;;) {
      const at = slot * width
      const key = keys[at]
      if (key === EMPTY) return slot
      if (key === a && (width < 2 || keys[at + 1] === b) && (width < 3 || keys[at + 2] === c) && (width < 4 || keys[at + 3] === d)) return slot
      slot = (slot + 1) & mask
    }
  }

  /** Makes room, and drops the keys whose count has become zero. */
  #rehash(): void {
    const old = this.entries()
    const slots = slotsFor(Math.max(4, this.#size * 1.5)) // twice the room, or less when many keys are dropped
    this.#keys = new Int32Array(slots * this.width).fill(EMPTY)
    this.#counts = new Int32Array(slots)
    this.#used = 0
    this.#size = 0
    for (let i = 0, at = 0; i < old.counts.length; i++, at += this.width) {
      this.add(old.counts[i] ?? 0, old.keys[at] ?? 0, old.keys[at + 1], old.keys[at + 2], old.keys[at + 3])
    }
  }
}

function slotsFor(entries: number): number {
  let slots = 8
  while (slots * FULL < entries + 1) slots *= 2
  return slots
}
