import type { EngineMap } from './engine'

/**
 * What is told to the map of single grids and not drawn anew for it: chosen, under the pointer, its shade, bright below its name, its name
 * under something else. Keeps what is wished for, so that it can be told again to a map that forgot it, and tells only what changed.
 */
export class Marks {
  #on = false
  #hovered: string | null = null
  #selected: string | null = null
  #shades: ReadonlyMap<string, number> = new Map()
  #bright: ReadonlySet<string> = new Set()
  #covered: ReadonlySet<string> = new Set()
  #wantedShades: ReadonlyMap<string, number> = new Map()
  #wantedBright: ReadonlySet<string> = new Set()
  #wantedCovered: ReadonlySet<string> = new Set()

  constructor(private readonly map: EngineMap) {}

  /** The map has its style and knows nothing yet. */
  begin(): void {
    this.#on = true
    this.#hovered = null
    this.#shades = new Map()
    this.#bright = new Set()
    this.#covered = new Set()
    this.shade(this.#wantedShades)
    this.brighten(this.#wantedBright)
    this.cover(this.#wantedCovered)
    this.select(this.#selected)
  }

  /** The map has lost its style. */
  pause(): void {
    this.#on = false
  }

  select(code: string | null): void {
    this.#grid(this.#selected, { selected: false })
    this.#selected = code
    this.#grid(code, { selected: true })
    if (this.#on) for (const layer of ['chosen-halo', 'chosen']) this.map.setFilter(layer, ['==', ['get', 'code'], code ?? ''])
  }

  hover(code: string | null): void {
    if (code === this.#hovered) return
    this.#grid(this.#hovered, { hover: false })
    this.#grid(code, { hover: true })
    this.#hovered = code
  }

  shade(shades: ReadonlyMap<string, number>): void {
    this.#wantedShades = shades
    if (!this.#on) return
    for (const code of this.#shades.keys()) if (!shades.has(code)) this.#grid(code, { shade: 0 })
    for (const [code, shade] of shades) if (Math.abs((this.#shades.get(code) ?? -1) - shade) > 1e-4) this.#grid(code, { shade })
    this.#shades = new Map(shades)
  }

  brighten(codes: ReadonlySet<string>): void {
    this.#wantedBright = codes
    if (this.#on) this.#bright = this.#names('bright', this.#bright, codes)
  }

  /** Names that are not shown, since something else stands on them. */
  cover(codes: ReadonlySet<string>): void {
    this.#wantedCovered = codes
    if (this.#on) this.#covered = this.#names('covered', this.#covered, codes)
  }

  covers(code: string): boolean {
    return this.#wantedCovered.has(code)
  }

  #grid(code: string | null, state: Record<string, unknown>): void {
    if (code !== null && this.#on) this.map.setFeatureState({ source: 'grids', id: code }, state)
  }

  #names(state: 'bright' | 'covered', before: ReadonlySet<string>, now: ReadonlySet<string>): ReadonlySet<string> {
    const tell = (code: string, is: boolean) => {
      // a name stands in one of the two, and the other does not mind
      for (const source of ['labels', 'streets']) this.map.setFeatureState({ source, id: code }, { [state]: is })
    }
    for (const code of before) if (!now.has(code)) tell(code, false)
    for (const code of now) if (!before.has(code)) tell(code, true)
    return new Set(now)
  }
}
