/** What a key's first integer is kept against, so that a slot of zeros is an empty one: the room of a large table costs nothing before it is used. */
const FLIP = -0x80000000
const FULL = 0.6
/** Slots of an outgrown table that are moved with each change. */
const MOVED = 8
/** Slots that are copied in a step. */
const STEP_SLOTS = 16_384

type Width = 1 | 2 | 3 | 4
type Slots = { keys: Int32Array; counts: Int32Array }
/** The counts that are not zero and their keys, interleaved. */
type Entries = { keys: Int32Array; counts: Int32Array }

/**
 * Signed counts by a key of one to four 32-bit integers (each above −2^31), in open addressing: 4·(width + 1) bytes a slot, so that
 * a million counts stay near 25 MB, where a Map would take four times that. A count of zero is no entry. What a table has outgrown is moved a few
 * slots a change, so that no change takes long, and is held until then.
 */
export class CountTable {
  #slots: Slots
  #used = 0
  #size = 0
  /** Moved from slot to slot; what has been moved is zero there. */
  #outgrown: (Slots & { next: number }) | null = null

  constructor(
    /** integers in a key */
    readonly width: Width,
    expected = 64,
  ) {
    this.#slots = emptySlots(width, expected)
  }

  /** Entries with a count other than zero. */
  get size(): number {
    return this.#size
  }

  /** Bytes held. */
  get byteLength(): number {
    return this.#held().reduce((sum, { keys, counts }) => sum + keys.byteLength + counts.byteLength, 0)
  }

  /** Adds to the count of a key and returns the new count. Components past the width are ignored. */
  add(delta: number, a: number, b = 0, c = 0, d = 0): number {
    if (delta === 0) return this.get(a, b, c, d)
    const { width } = this
    if (this.#outgrown) this.#move(this.#outgrown)
    let slot = slotOf(this.#slots.keys, width, a, b, c, d)
    let old = this.#slots.counts[slot] ?? 0
    if (this.#slots.keys[slot * width] === 0) {
      if (this.#outgrown) old = takeOut(this.#outgrown, width, a, b, c, d)
      if (old === 0 && this.#used + 1 > this.#slots.counts.length * FULL) {
        this.#grow()
        slot = slotOf(this.#slots.keys, width, a, b, c, d)
      }
      putKey(this.#slots.keys, width, slot, a, b, c, d)
      this.#used++
    }
    const next = old + delta
    this.#slots.counts[slot] = next
    if (old === 0) this.#size++
    else if (next === 0) this.#size--
    return next
  }

  /** The count of a key. */
  get(a: number, b = 0, c = 0, d = 0): number {
    const { width } = this
    const slot = slotOf(this.#slots.keys, width, a, b, c, d)
    if (!this.#outgrown || this.#slots.keys[slot * width] !== 0) return this.#slots.counts[slot] ?? 0
    const { keys, counts } = this.#outgrown
    return counts[slotOf(keys, width, a, b, c, d)] ?? 0
  }

  /** Calls back with every count that is not zero, in no order. The table must not be changed meanwhile. */
  forEach(fn: (count: number, a: number, b: number, c: number, d: number) => void): void {
    const { width } = this
    for (const { keys, counts } of this.#held())
      for (let slot = 0, at = 0; slot < counts.length; slot++, at += width) {
        const count = counts[slot] ?? 0
        if (count !== 0)
          fn(
            count,
            (keys[at] ?? 0) ^ FLIP,
            width > 1 ? (keys[at + 1] ?? 0) : 0,
            width > 2 ? (keys[at + 2] ?? 0) : 0,
            width > 3 ? (keys[at + 3] ?? 0) : 0,
          )
      }
  }

  /** The entries as two arrays, keys interleaved: what `fromEntries` takes back. */
  entries(): Entries {
    const steps = this.copyEntries()
    for (;;) {
      const { done, value } = steps.next()
      if (done) return value
    }
  }

  /** What `entries` answers, copied in steps. The table must not be changed until they are done. */
  *copyEntries(): Generator<void, Entries, void> {
    const { width } = this
    const made = { keys: new Int32Array(this.#size * width), counts: new Int32Array(this.#size) }
    let n = 0
    for (const slots of this.#held())
      for (let from = 0; from < slots.counts.length; from += STEP_SLOTS) {
        n = copySlots(slots, from, width, made, n)
        yield
      }
    return made
  }

  /** A table from `entries()` of one of the same width. Throws RangeError when the arrays do not fit together. */
  static fromEntries(width: Width, keys: Int32Array, counts: Int32Array): CountTable {
    if (keys.length !== counts.length * width) throw new RangeError('counts: keys and counts differ in length')
    const table = new CountTable(width, counts.length)
    for (let i = 0, at = 0; i < counts.length; i++, at += width) {
      table.add(counts[i] ?? 0, keys[at] ?? 0, keys[at + 1], keys[at + 2], keys[at + 3])
    }
    return table
  }

  #held(): Slots[] {
    return this.#outgrown ? [this.#slots, this.#outgrown] : [this.#slots]
  }

  /**
   * Begins a table with room for half as many again, which is the next size up, or less when many counts have become zero: those are left behind. And for
   * as many new keys as there are changes until the move is over.
   */
  #grow(): void {
    const expected = Math.max(this.#size * 1.5, this.#size + this.#slots.counts.length / MOVED + 1)
    this.#outgrown = { ...this.#slots, next: 0 }
    this.#slots = emptySlots(this.width, expected)
    this.#used = 0
  }

  #move(from: Slots & { next: number }): void {
    const { width } = this
    const { keys, counts } = from
    const end = Math.min(from.next + MOVED, counts.length)
    for (let old = from.next, at = old * width; old < end; old++, at += width) {
      const count = counts[old] ?? 0
      if (count === 0) continue
      const [a, b, c, d] = [(keys[at] ?? 0) ^ FLIP, keys[at + 1] ?? 0, keys[at + 2] ?? 0, keys[at + 3] ?? 0]
      const slot = slotOf(this.#slots.keys, width, a, b, c, d)
      putKey(this.#slots.keys, width, slot, a, b, c, d)
      this.#slots.counts[slot] = count
      this.#used++
      counts[old] = 0
    }
    from.next = end
    if (end === counts.length) this.#outgrown = null
  }
}

/** Copies what slots from one on hold behind the first `n` entries; answers how many there are then. */
function copySlots({ keys, counts }: Slots, from: number, width: Width, into: Entries, n: number): number {
  const end = Math.min(from + STEP_SLOTS, counts.length)
  for (let slot = from; slot < end; slot++) {
    const count = counts[slot] ?? 0
    if (count === 0) continue
    into.keys[n * width] = (keys[slot * width] ?? 0) ^ FLIP
    for (let k = 1; k < width; k++) into.keys[n * width + k] = keys[slot * width + k] ?? 0
    into.counts[n++] = count
  }
  return n
}

function emptySlots(width: Width, expected: number): Slots {
  let slots = 8
  while (slots * FULL < expected + 1) slots *= 2
  return { keys: new Int32Array(slots * width), counts: new Int32Array(slots) }
}

/** The slot of a key, or the empty one that it would get. */
function slotOf(keys: Int32Array, width: Width, a: number, b: number, c: number, d: number): number {
  const mask = keys.length / width - 1
  let h = Math.imul(a, 0x9e3779b1)
  if (width > 1) h = Math.imul(h ^ (h >>> 15) ^ b, 0x85ebca6b)
  if (width > 2) h = Math.imul(h ^ (h >>> 13) ^ c, 0xc2b2ae35)
  if (width > 3) h = Math.imul(h ^ (h >>> 14) ^ d, 0x27d4eb2f)
  const first = a ^ FLIP
  let slot = (h ^ (h >>> 16)) & mask
  for (;;) {
    const at = slot * width
    const key = keys[at]
    if (key === 0) return slot
    if (key === first && (width < 2 || keys[at + 1] === b) && (width < 3 || keys[at + 2] === c) && (width < 4 || keys[at + 3] === d)) return slot
    slot = (slot + 1) & mask
  }
}

function putKey(keys: Int32Array, width: Width, slot: number, a: number, b: number, c: number, d: number): void {
  const at = slot * width
  keys[at] = a ^ FLIP
  if (width > 1) keys[at + 1] = b
  if (width > 2) keys[at + 2] = c
  if (width > 3) keys[at + 3] = d
}

/** The count of a key, which it no longer has there. */
function takeOut({ keys, counts }: Slots, width: Width, a: number, b: number, c: number, d: number): number {
  const slot = slotOf(keys, width, a, b, c, d)
  const count = counts[slot] ?? 0
  counts[slot] = 0
  return count
}
