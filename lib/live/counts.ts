/** A counter went below zero: what was taken away had never been counted, so the board cannot be trusted. */
export class BrokenCount extends Error {
  override readonly name = 'BrokenCount'
}

type Cells = Uint8Array | Uint16Array | Uint32Array

/** Counters of one byte each that move to two, and to four, when one of them outgrows its type. */
export class Counts {
  constructor(public cells: Cells) {}

  static ofLength(length: number): Counts {
    return new Counts(new Uint8Array(length))
  }

  add(i: number, delta: number): void {
    const next = (this.cells[i] ?? 0) + delta
    if (next < 0) throw new BrokenCount(`counter ${i} would become ${next}`)
    if (next > 0xffff && this.cells.BYTES_PER_ELEMENT < 4) this.cells = Uint32Array.from(this.cells)
    else if (next > 0xff && this.cells.BYTES_PER_ELEMENT < 2) this.cells = Uint16Array.from(this.cells)
    this.cells[i] = next
  }

  /** Makes room for more counters, which begin at zero. */
  grow(length: number): void {
    if (length <= this.cells.length) return
    const width = this.cells.BYTES_PER_ELEMENT
    const larger = width === 1 ? new Uint8Array(length) : width === 2 ? new Uint16Array(length) : new Uint32Array(length)
    larger.set(this.cells)
    this.cells = larger
  }
}
