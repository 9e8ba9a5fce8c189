/** How many sockets each token or person has open in this process. */
export class OpenSockets {
  readonly #open = new Map<string, number>()

  /** `max`: as many as one of them may have. */
  constructor(readonly max: number) {}

  isFull(id: string): boolean {
    return (this.#open.get(id) ?? 0) >= this.max
  }

  add(id: string): void {
    this.#open.set(id, (this.#open.get(id) ?? 0) + 1)
  }

  remove(id: string): void {
    const left = (this.#open.get(id) ?? 0) - 1
    if (left > 0) this.#open.set(id, left)
    else this.#open.delete(id)
  }
}
